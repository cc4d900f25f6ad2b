// Setting up a second factor: scan or type the secret, confirm it with a code, keep the recovery codes.

import { attempt, copy, toast } from '../../app/announce.js';
import { post } from '../../app/api.js';
import { html, useState } from '../../app/html.js';
import { Badge } from '../../components/badge.js';
import { ActionButton, Button } from '../../components/button.js';
import { Code } from '../../components/code.js';
import { problemsOf, TextField } from '../../components/field.js';
import { QrCode } from './qr-code.js';

export function SecondFactor({ on, reload }) {
  const [setup, setSetup] = useState(null);
  const [codes, setCodes] = useState(null);
  if (codes) return html`<${RecoveryCodes} codes=${codes} done=${() => { setCodes(null); reload(); }} />`;
  if (on) return html`<${Ending} ended=${reload} />`;
  if (setup) {
    return html`<${Confirming} setup=${setup} cancel=${() => setSetup(null)} confirmed=${(given) => { setSetup(null); setCodes(given); }} />`;
  }
  const begin = () => attempt(async () => setSetup((await post('/me/second-factor')).data));
  return html`
    <div class="stack">
      <p><${Badge}>off<//></p>
      <p class="soft">With it, a stolen password is not enough: signing in also asks for a code of an app on your phone.</p>
      <div><${ActionButton} kind="primary" icon="key" run=${begin}>Set up<//></div>
    </div>`;
}

/** A form that has one code in it; `send` may refuse it. */
function CodeForm({ label, hint, action, kind, send, cancel }) {
  const [code, setCode] = useState('');
  const [error, setError] = useState(null);
  const [busy, setBusy] = useState(false);
  const submit = async (submitted) => {
    submitted.preventDefault();
    setBusy(true);
    try {
      await send(code.trim());
    } catch (refused) {
      setError(refused);
      setBusy(false);
    }
  };
  const wrong = Object.values(problemsOf(error))[0];
  return html`
    <form class="stack" onSubmit=${submit}>
      <${TextField} label=${label} hint=${hint} value=${code} onInput=${setCode} error=${wrong} autocomplete="one-time-code" autocapitalize="none" />
      <div class="row"><${Button} type="submit" kind=${kind} busy=${busy} onClick=${() => {}}>${action}<//>${cancel && html`<${Button} onClick=${cancel}>Cancel<//>`}</div>
    </form>`;
}

function Confirming({ setup, confirmed, cancel }) {
  return html`
    <ol class="stack">
      <li class="stack"><p>Scan this with an authenticator app, or type the secret into it.</p>
        <${QrCode} text=${setup.uri} label="QR code with the secret for the authenticator app" />
        <${Code} text=${setup.secret.replace(/(.{4})(?=.)/g, '$1 ')} what="Secret" wrap /></li>
      <li><${CodeForm} label="Code that the app shows" hint="Six digits." action="Turn on" kind="primary" cancel=${cancel}
        send=${async (code) => confirmed((await post('/me/second-factor/confirm', { code })).data.recoveryCodes)} /></li>
    </ol>`;
}

function RecoveryCodes({ codes, done }) {
  const text = codes.join('\n');
  const download = () => {
    const url = URL.createObjectURL(new Blob([`Recovery codes for MCP Manager at ${location.host}\nEach works once, in place of a code of the app.\n\n${text}\n`], { type: 'text/plain' }));
    Object.assign(document.createElement('a'), { href: url, download: 'mcp-manager-recovery-codes.txt' }).click();
    URL.revokeObjectURL(url);
  };
  return html`
    <div class="stack" role="group" aria-label="Recovery codes">
      <p class="remark good" role="status"><strong>The second factor is on.</strong> These recovery codes let you in without the app, each once. They are not shown again: keep them in a safe place.</p>
      <pre class="box recovery-codes" tabindex="0" role="region" aria-label="Codes">${text}</pre>
      <div class="row"><${Button} icon="copy" onClick=${() => copy(text, 'Recovery codes')}>Copy<//><${Button} icon="download" onClick=${download}>Download<//>
        <${Button} kind="primary" onClick=${done}>I have kept them<//></div>
    </div>`;
}

function Ending({ ended }) {
  const [ending, setEnding] = useState(false);
  const end = async (code) => {
    await post('/me/second-factor/end', { code });
    toast('The second factor is off', { kind: 'good' });
    ended();
  };
  return html`
    <div class="stack">
      <p><${Badge} state="good">on<//></p>
      ${ending
        ? html`<p class="remark warn">Then your password alone lets anybody in who has it, and the recovery codes work no more. To set up another device, end it here and set it up anew.</p>
          <${CodeForm} label="Code of the app" hint="Or a recovery code." action="End second factor" kind="danger" send=${end} cancel=${() => setEnding(false)} />`
        : html`<p class="soft">Signing in asks for a code of your authenticator app.</p>
          <div><${Button} kind="danger" onClick=${() => setEnding(true)}>End it…<//></div>`}
    </div>`;
}
