// Calls that the policy holds back until somebody has looked at them.

import { held, heldError, outcomes, reloadHeld } from '../app/held.js';
import { count } from '../app/format.js';
import { get, useLoad } from '../app/api.js';
import { html, useEffect, useRef, useState } from '../app/html.js';
import { Page } from '../app/page-view.js';
import { may } from '../app/session.js';
import { Button } from '../components/button.js';
import { Empty, Loaded } from '../components/states.js';
import { HeldCard } from './held-calls/card.js';
import { Decided } from './held-calls/decided.js';

const FADES_MS = 5000;
// a thousand may wait; the oldest, whose time is over first, are shown
const MOST_SHOWN = 50;

export default function HeldCallsPage() {
  const calls = held.value;
  const rules = useLoad(() => get('/policy/rules').then(({ data }) => data), []);
  const shown = useFading(calls);
  const numbers = (calls ?? []).filter(({ state }) => state === 'held').length;
  return html`
    <${Page} title="Held calls" lead=${calls === undefined || numbers === 0 ? 'Calls that a rule holds back until somebody has approved just them.'
    : `${count(numbers, 'call waits', 'calls wait')} for a decision. An approval counts once, for these very arguments.`}
      actions=${html`<${Button} href="/rules" icon="rule">Rules<//>`}>
      ${!may('proxy:write') && html`<p class="remark">You can see held calls. To decide about them takes the permission <code>proxy:write</code>.</p>`}
      <${Loaded} load=${{ data: calls && shown, error: heldError.value, reload: reloadHeld }} empty=${html`<${Nothing} rules=${rules.data} />`}>
        ${() => html`<ul class="held-calls" aria-label="Waiting for a decision">
          ${shown.slice(0, MOST_SHOWN).map(({ call, over }) => html`<li key=${call.id}><${HeldCard} call=${call} over=${over} policy=${rules.data} /></li>`)}
        </ul>
        ${shown.length > MOST_SHOWN && html`<p class="remark">${count(shown.length - MOST_SHOWN, 'more call waits', 'more calls wait')}: each appears here as those before it are decided.</p>`}`}
      <//>
      <${Decided} calls=${(calls ?? []).filter(({ id, state }) => state !== 'held' && !shown.some(({ call }) => call.id === id))} />
    <//>`;
}

function Nothing({ rules }) {
  const asks = rules && (rules.otherwise === 'ask' || rules.rules.some(({ effect }) => effect === 'ask'));
  return html`
    <${Empty} icon="hand" title="No call waits for a decision"
      text=${asks ? 'When a client calls a tool that a rule says to ask about, the call appears here at once and waits until you approve or deny it, or its time is over.'
    : 'A held call is a call of a tool that waits until somebody has looked at it. No rule asks for that yet: add one with the effect “ask”, such as for tools named delete_*.'}>
      <${Button} kind=${asks ? '' : 'primary'} href="/rules">${asks ? 'Look at the rules' : 'Go to the rules'}<//>
    <//>`;
}

/** Waiting calls, and for a moment those that have just stopped waiting, each with what became of it. */
function useFading(calls) {
  const before = useRef(new Map());
  const [, turn] = useState(0);
  const now = Date.now();
  const told = new Map((calls ?? []).map((call) => [call.id, call]));
  const shown = new Map();
  for (const [id, { call, since }] of before.current) {
    const present = told.get(id);
    if (present?.state === 'held') continue;
    const over = since ?? now;
    if (now - over < FADES_MS) shown.set(id, { call, since: over, over: outcome(call, present) });
  }
  for (const call of told.values()) if (call.state === 'held') shown.set(call.id, { call });
  before.current = shown;
  const fading = [...shown.values()].some(({ since }) => since);
  useEffect(() => {
    if (!fading) return undefined;
    const timer = setTimeout(() => turn((number) => number + 1), FADES_MS + 50);
    return () => clearTimeout(timer);
  });
  return [...shown.values()].sort((a, b) => a.call.heldAt.localeCompare(b.call.heldAt));
}

function outcome(call, present) {
  const heard = outcomes.value[call.id];
  const state = present?.state ?? heard?.state ?? (Date.parse(call.expiresAt) <= Date.now() ? 'expired' : 'outdated');
  return { state, reason: heard?.reason ?? '', actor: heard?.actor };
}
