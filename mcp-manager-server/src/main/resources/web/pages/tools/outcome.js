// What came of a call, and where it was decided if it did not get through.

import { held } from '../../app/held.js';
import { duration, millis } from '../../app/format.js';
import { html } from '../../app/html.js';
import { useNow } from '../../app/now.js';
import { may } from '../../app/session.js';
import { Badge } from '../../components/badge.js';
import { Card } from '../../components/card.js';
import { Result } from './result.js';

export function Outcome({ run, tool }) {
  if (run.running) return html`<${Running} run=${run} tool=${tool} />`;
  if (!run.shown) return null;
  const { state, word, error, result, millis: took } = run.shown;
  return html`
    <${Card} title="Result" actions=${html`<${Badge} state=${state}>${word}<//> <span class="soft number">${millis(took)}</span>`}>
      ${error ? html`<${Refused} error=${error} tool=${tool} />` : html`<${Result} result=${result} />`}
    <//>`;
}

function Running({ run, tool }) {
  const now = useNow();
  const waits = held.value?.find((call) => call.state === 'held' && call.server === tool.server && call.tool === tool.originalName);
  return html`
    <${Card} title="Result" actions=${html`<${Badge} state="busy">running<//> <span class="soft number">${duration(Math.max(0, Math.round((now - run.startedAt) / 1000)))}</span>`}>
      ${waits
    ? html`<p class="remark warn" role="status">A call of this tool is held until somebody has decided about it: <a href="/held-calls">held calls</a>. It goes on by itself once it is approved.</p>`
    : html`<p class="soft" role="status">Waiting for ${tool.server}…</p>`}
    <//>`;
}

/** What each refusal means to who tries a tool: a sentence, and where to go. */
const PLACES = {
  TOOL_CHANGED: ['The tool is not what it was when it was approved, so it is blocked until somebody has looked at what changed.', ({ server }) => `/pins?server=${encodeURIComponent(server)}`, 'Look at what changed', 'proxy:read'],
  ACCESS_DENIED: ['A rule or a missing permission does not let this call pass.', () => '/rules', 'Rules about tools', 'proxy:read'],
  SERVER_NOT_RUNNING: ['The server is not running.', ({ server }) => `/servers/${encodeURIComponent(server)}`, 'Look at the server', 'servers:read'],
  SERVER_DISABLED: ['The server is disabled.', ({ server }) => `/servers/${encodeURIComponent(server)}`, 'Look at the server', 'servers:read'],
  SERVER_EXITED: ['The server ended while it worked on this.', ({ server }) => `/servers/${encodeURIComponent(server)}/logs`, 'Read its log', 'servers:read'],
  CHANNEL_FAILED: ['The connection to the server broke while it worked on this.', ({ server }) => `/servers/${encodeURIComponent(server)}/logs`, 'Read its log', 'servers:read'],
  TIMEOUT: ['There was no answer in time. How long a call may take is set in the server’s configuration (callTimeout).', ({ server }) => `/servers/${encodeURIComponent(server)}/logs`, 'Read its log', 'servers:read'],
  UPSTREAM_ERROR: ['The server answered with an error.', ({ server }) => `/servers/${encodeURIComponent(server)}/logs`, 'Read its log', 'servers:read'],
};

function Refused({ error, tool }) {
  if (error.code === 'CALLED_OFF') return html`<p class="remark">This page no longer waits for the answer. The server may still be at work on it.</p>`;
  const isHeld = /\b(held|approv)/i.test(error.message);
  const [text, place, title, needs] = isHeld
    ? ['The call was held until somebody approves it. Once it is approved, call again with the same arguments.', () => '/held-calls', 'Held calls', 'proxy:read']
    : PLACES[error.code] ?? ['The call was refused.'];
  return html`
    <div class="stack">
      <p class="remark bad"><b>${text}</b><br />${error.message}</p>
      ${error.details?.length > 0 && html`<ul class="lost">${error.details.map(({ field, message }) => html`<li key=${field}><code>${field}</code> ${message}</li>`)}</ul>`}
      ${place && may(needs) && html`<p><a href=${place(tool)}>${title}</a></p>`}
      ${error.code && html`<p class="hint">Code <code>${error.code}</code></p>`}
    </div>`;
}
