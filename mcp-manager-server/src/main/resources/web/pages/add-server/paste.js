import { path as pathOf, post } from '../../app/api.js';
import { html, useMemo, useState } from '../../app/html.js';
import { navigate } from '../../app/router.js';
import { toast } from '../../app/announce.js';
import { count } from '../../app/format.js';
import { findServer, servers as known } from '../../app/servers.js';
import { may } from '../../app/session.js';
import { Button } from '../../components/button.js';
import { Card } from '../../components/card.js';
import { Checkbox, TextField } from '../../components/field.js';
import { useSecretNames } from '../definition/secrets.js';
import { readClientJson } from './client-json.js';
import { keepSecrets, secretsOf } from './paste-secrets.js';
import { Preview } from './preview.js';
import { Result } from './result.js';

const EXAMPLE = `{
  "mcpServers": {
    "files": {
      "command": "npx",
      "args": ["-y", "@modelcontextprotocol/server-filesystem", "/home/me/documents"]
    }
  }
}`;

/** Adds the servers of an AI client's configuration, after showing what that would be. */
export function Paste({ pasted, done }) {
  const { text, left, secret, set } = pasted;
  const [error, setError] = useState(null);
  const [busy, setBusy] = useState(false);
  const [report, setReport] = useState(null);
  const names = useSecretNames();
  const read = useMemo(() => readClientJson(text), [text]);
  const found = (read.servers ?? read.own?.servers?.map(({ name }) => ({ name, own: true, notes: [] })) ?? [])
    .map((one) => ({ ...one, taken: known.value && Boolean(findServer(one.name)) }));
  const chosen = found.filter((one) => !one.taken && !one.problem && !left.has(one.name));
  const secrets = may('secrets:write') ? secretsOf(chosen, names) : [];

  const change = (next) => {
    set({ text: next });
    setError(null);
  };
  const add = async () => {
    setBusy(true);
    setError(null);
    try {
      if (secret) await keepSecrets(secrets);
      const document = read.own
        ? { servers: read.own.servers.filter(({ name }) => chosen.some((one) => one.name === name)) }
        : { mcpServers: Object.fromEntries(chosen.map((one) => [one.name, secret ? secrets.reduce((entry, each) => each.put(entry, one), one.entry) : one.entry])) };
      const { data } = await post('/servers/import', document);
      if (data.created.length === 1 && !data.notes.length) {
        toast(`${data.created[0].name} is added`, { kind: 'good' });
        navigate(pathOf(['servers', data.created[0].name]), { unasked: true });
      } else {
        setReport(data);
        done();
      }
    } catch (refused) {
      setError(refused);
    }
    setBusy(false);
  };
  if (report) return html`<${Result} report=${report} again=${() => setReport(null)} />`;
  return html`
    <${Card} title="Servers of an AI client" class="card add-form">
      <form class="stack" novalidate aria-label="Servers of an AI client" onSubmit=${(submit) => { submit.preventDefault(); if (!busy && chosen.length) add(); }}>
        <${TextField} label="Configuration" lines=${12} mono value=${text} onInput=${change} placeholder=${EXAMPLE}
          hint="Paste what an AI client has, whole or in part: Claude Desktop, Cursor, VS Code, Windsurf, Gemini and others. Comments may stand in it. The export of a manager is taken, too."
          error=${read.error && (read.line ? `Line ${read.line}: ${read.error}` : read.error)} />
        ${found.length > 0 && html`<${Preview} found=${found} left=${left} setLeft=${(next) => set({ left: next })} />`}
        ${secrets.length > 0 && html`
          <${Checkbox} label=${`Keep ${count(secrets.length, 'value')} as ${secrets.length === 1 ? 'a secret' : 'secrets'}`} checked=${secret} onChange=${(next) => set({ secret: next })}
            hint=${`They look like secrets: ${secrets.map((one) => `${one.field} of ${one.server}`).join(', ')}. The definitions then only refer to them.`} />`}
        ${error && html`<${Refused} error=${error} />`}
        <div class="form-foot">
          <${Button} kind="primary" type="submit" busy=${busy} why=${chosen.length ? undefined : found.length ? 'No server is chosen that could be added.' : 'Paste a configuration first.'}>
            ${chosen.length ? `Add ${count(chosen.length, 'server')}` : 'Add servers'}<//>
          <${Button} href="/servers">Cancel<//>
          ${chosen.length > 0 && html`<span class="soft">They are started at once.</span>`}
        </div>
      </form>
    <//>`;
}

function Refused({ error }) {
  return html`
    <div class="remark bad" role="alert">
      <p>${error.message}</p>
      ${error.details?.length > 0 && html`<ul>${error.details.map((one) => html`<li key=${one.field + one.message}>${one.field ? `${one.field.replace(/^mcpServers\./, '')}: ` : ''}${one.message}</li>`)}</ul>`}
    </div>`;
}
