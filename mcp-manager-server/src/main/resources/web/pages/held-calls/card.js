// One held call: everything that an approval is bound to, and the two ways to decide.

import { attempt, toast } from '../../app/announce.js';
import { post } from '../../app/api.js';
import { clock, duration } from '../../app/format.js';
import { putHeld, reloadHeld } from '../../app/held.js';
import { html, useEffect, useId, useRef, useState } from '../../app/html.js';
import { indentJson } from '../../app/json-text.js';
import { useNow } from '../../app/now.js';
import { may } from '../../app/session.js';
import { Badge } from '../../components/badge.js';
import { ActionButton, Button } from '../../components/button.js';
import { Facts } from '../../components/card.js';
import { Code } from '../../components/code.js';
import { confirm, Dialog } from '../../components/dialog.js';
import { TextField } from '../../components/field.js';
import { Visible } from '../../components/visible.js';
import { sentence } from '../rules/sentence.js';
import { OUTCOMES } from './decided.js';
import { useTool } from './tool.js';

const SOON_SECONDS = 60;

export function HeldCard({ call, over, policy }) {
  const id = useId();
  const tool = useTool(call);
  return html`
    <article class=${`card held-call ${over ? 'over' : ''}`} aria-labelledby=${id}>
      <div class="card-head">
        <h2 id=${id}><${Visible} text=${call.tool} /> <span class="held-call-server">on <a href=${`/servers/${encodeURIComponent(call.server)}`}>${call.server}</a></span></h2>
        <div class="row"><${Risk} annotations=${tool?.annotations} />${!over && html`<${TimeLeft} call=${call} />`}</div>
      </div>
      ${tool?.description && html`<p class="held-call-description"><${Visible} text=${tool.description} /></p>`}
      <${Facts} facts=${[
    ['Called by', html`<code><${Visible} text=${call.principal} /></code>`],
    ['Client', html`<${Visible} text=${call.client || 'has not said'} /> <small>as it calls itself</small>`],
    ['Held since', html`<time datetime=${call.heldAt}>${clock(call.heldAt)}</time>`],
    ['Because', html`<${Why} call=${call} policy=${policy} />`],
  ]} />
      <${Code} label="Arguments" what="arguments" text=${indentJson(call.arguments)} wrap />
      ${!call.waited && !over && html`<p class="remark">The client has stopped waiting. Once approved, the same call goes through when it is made again before ${clock(call.expiresAt)}.</p>`}
      ${over ? html`<${Outcome} over=${over} />` : html`<${Decision} call=${call} tool=${tool} />`}
    </article>`;
}

function Risk({ annotations }) {
  if (annotations?.readOnlyHint) return html`<${Badge}>Says it only reads<//>`;
  if (annotations?.destructiveHint) return html`<${Badge} state="bad">Destructive<//>`;
  return null;
}

function TimeLeft({ call }) {
  const now = useNow(1000);
  const left = Math.max(0, Math.ceil((Date.parse(call.expiresAt) - now) / 1000));
  // the manager tells it as an event; asking is for when that got lost
  useEffect(() => { if (left === 0) reloadHeld(); }, [left === 0]);
  return html`<span class="badge held-call-left" data-state=${left < SOON_SECONDS ? 'warn' : undefined} role="timer" aria-label="Time left">${left ? `${duration(left)} left` : 'time is over'}</span>`;
}

function Why({ call, policy }) {
  const rule = policy?.rules.find(({ id }) => call.reason.includes(` rule ${id} `));
  if (!rule) return call.reason;
  return html`<a href=${`/rules?rule=${encodeURIComponent(rule.id)}`}>Rule ${policy.rules.indexOf(rule) + 1}</a>: ${rule.note || sentence(rule)}`;
}

function Decision({ call, tool }) {
  const [denying, setDenying] = useState(false);
  const why = may('proxy:write') ? undefined : 'It takes the permission proxy:write.';
  return html`
    <div class="actions">
      <${ActionButton} kind="primary" icon="check" why=${why} label=${`Approve once: ${call.tool} on ${call.server}`} run=${() => approve(call, tool)}>Approve once<//>
      <${Button} kind="danger" icon="close" why=${why} label=${`Deny… ${call.tool} on ${call.server}`} onClick=${() => setDenying(true)}>Deny…<//>
    </div>
    ${denying && html`<${Denial} call=${call} close=${() => setDenying(false)} />`}`;
}

async function approve(call, tool) {
  if (tool?.annotations?.destructiveHint && !(await confirm({
    title: `Let ${call.tool} be called?`,
    text: `${call.server} says that this tool destroys things. The call is made once, with exactly these arguments:`,
    lost: [indentJson(call.arguments)],
    action: `Approve ${call.tool}`,
  }))) return;
  await decide(call, `/policy/held/${encodeURIComponent(call.id)}/approve`);
}

/** Whether it worked. One that is over by now shows what became of it. */
async function decide(call, path, body) {
  const answer = await attempt(() => post(path, body));
  if (answer) {
    putHeld(answer.data);
    toast(`The call of ${call.tool} is ${answer.data.state}`, { kind: answer.data.state === 'approved' ? 'good' : '' });
  } else {
    reloadHeld();
  }
  return Boolean(answer);
}

function Denial({ call, close }) {
  const [reason, setReason] = useState('');
  const deny = async (submit) => {
    submit?.preventDefault();
    if (await decide(call, `/policy/held/${encodeURIComponent(call.id)}/deny`, { reason })) close();
  };
  return html`
    <${Dialog} title=${`Deny the call of ${call.tool}?`} close=${close} foot=${html`
      <${Button} onClick=${close}>Cancel<//><${ActionButton} kind="danger" run=${deny}>Deny call<//>`}>
      <p>It does not reach ${call.server}. Made again before ${clock(call.expiresAt)}, it is refused at once.</p>
      <form onSubmit=${deny}><${TextField} label="Reason" optional hint="Whoever made the call is told." maxlength="500" value=${reason} onInput=${setReason} autofocus /></form>
    <//>`;
}

/** It takes the focus that would be lost with the buttons. */
function Outcome({ over }) {
  const line = useRef(null);
  useEffect(() => { if (document.activeElement === document.body) line.current.focus(); }, []);
  const [state, title] = OUTCOMES[over.state] ?? ['stopped', over.state];
  return html`<p ref=${line} tabindex="-1" class="held-call-outcome"><${Badge} state=${state}>${title}<//> ${over.actor && over.actor !== 'system' ? html`by <code>${over.actor}</code>` : ''} ${over.reason}</p>`;
}
