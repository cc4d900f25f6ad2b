// The latest of what happens, as it happens.

import { millis } from '../../app/format.js';
import { html, useState } from '../../app/html.js';
import { Card } from '../../components/card.js';
import { Badge } from '../../components/badge.js';
import { useCalls } from '../../components/calls.js';
import { EventDetails } from '../../components/event-list.js';
import { useEvents } from '../../components/events.js';
import { Failure, Loading } from '../../components/states.js';
import { Time } from '../../components/time.js';

const SHOWN = 8;
const PAGE = 60;
// how far a run over many servers is, and every client that comes and goes, would leave no room for what matters
const TOO_OFTEN = new Set(['bulk.progress', 'gateway.session-opened', 'gateway.session-closed']);

export function LatestEvents() {
  const { load, events } = useEvents({}, { page: PAGE });
  const [open, setOpen] = useState(null);
  const shown = events.filter(({ type }) => !TOO_OFTEN.has(type)).slice(0, SHOWN);
  return html`
    <${Card} title="Latest events" flush actions=${html`<a href="/events">All events</a>`}>
      <${Waiting} load=${load} none=${!shown.length} text="What servers, clients and people do is shown here as it happens.">
        <ul class="latest">${shown.map((event) => html`
          <li key=${event.sequence}>
            <span class="latest-time"><${Time} at=${event.time} /></span>
            ${event.severity !== 'info' && html`<${Badge} state=${event.severity} />`}
            <span class="latest-who clip">${event.serverName ?? 'manager'}</span>
            <button type="button" class="event-message clip" aria-haspopup="dialog" onClick=${() => setOpen(event)}>${event.message}</button>
          </li>`)}</ul>
      <//>
      ${open && html`<${EventDetails} event=${open} close=${() => setOpen(null)} />`}
    <//>`;
}

export function LatestCalls() {
  const { load, calls } = useCalls({}, { page: PAGE });
  return html`
    <${Card} title="Latest calls" flush actions=${html`<a href="/gateway">All calls</a>`}>
      <${Waiting} load=${load} none=${!calls.length} text="What clients ask servers for is shown here as it happens.">
        <ul class="latest">${calls.slice(0, SHOWN).map((call) => html`
          <li key=${call.key}>
            <span class="latest-time"><${Time} at=${call.at} /></span>
            ${call.outcome !== 'succeeded' && html`<${Badge} state=${call.outcome} />`}
            <span class="latest-who clip">${call.server}</span>
            <span class="clip">${call.target || call.method}</span>
            <span class="latest-end">${millis(call.durationMicros / 1000)}</span>
          </li>`)}</ul>
      <//>
    <//>`;
}

function Waiting({ load, none, text, children }) {
  if (load.error && !load.data) return html`<${Failure} error=${load.error} retry=${load.reload} />`;
  if (!load.data) return html`<div class="overview-pad"><${Loading} /></div>`;
  return none ? html`<p class="overview-pad soft">${text}</p>` : children;
}
