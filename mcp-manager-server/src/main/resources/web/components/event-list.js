// The list of events that the pages share.

import { dateTime } from '../app/format.js';
import { html, useRef, useState } from '../app/html.js';
import { useNarrow } from '../app/narrow.js';
import { may } from '../app/session.js';
import { Badge } from './badge.js';
import { Facts } from './card.js';
import { Dialog } from './dialog.js';
import { JsonView } from './json-view.js';
import { useStay } from './stay.js';
import { Ago, Time } from './time.js';
import { VirtualList } from './virtual.js';

const ROW = 38;
const ROW_NARROW = 66;
const NEAR_END = 400;

const sequenceOf = ({ sequence }) => sequence;

/** Events, newest first, as many as there are; `older` is called when the end comes near. `of` is the server whose page it is on. */
export function EventList({ label, events, older, of }) {
  const box = useRef(null);
  const [shown, setShown] = useState(null);
  const height = useNarrow() ? ROW_NARROW : ROW;
  useStay(box, events, height, sequenceOf);
  const scrolled = (scroll) => {
    const { scrollTop, scrollHeight, clientHeight } = scroll.target;
    if (scrollHeight - scrollTop - clientHeight < NEAR_END) older?.();
  };
  return html`
    <div class="event-list" onScrollCapture=${scrolled}>
      <${VirtualList} label=${label} items=${events} height=${height} box=${box} itemKey=${sequenceOf}
        render=${(event) => html`<${EventRow} event=${event} of=${of} open=${() => setShown(event)} />`} />
    </div>
    ${shown && html`<${EventDetails} event=${shown} close=${() => setShown(null)} />`}`;
}

/** One event in a line; `open` shows all of it. */
export function EventRow({ event, open, of }) {
  return html`
    <div class="event" data-state=${event.severity}>
      <span class="event-time"><${Time} at=${event.time} /></span>
      <span class="event-severity"><${Badge} state=${event.severity} /></span>
      ${!of && html`<span class="event-server clip"><${EventServer} event=${event} /></span>`}
      <button type="button" class="event-message clip" onClick=${open} aria-haspopup="dialog">${event.message}</button>
      <span class="event-type clip">${event.type}</span>
    </div>`;
}

function EventServer({ event }) {
  if (!event.serverName) return html`<span class="soft">manager</span>`;
  return may('servers:read') && event.type !== 'server.deleted'
    ? html`<a href=${`/servers/${encodeURIComponent(event.server)}`}>${event.serverName}</a>` : event.serverName;
}

/** All that is known of an event. */
export function EventDetails({ event, close }) {
  return html`
    <${Dialog} title=${event.type} close=${close} wide>
      <p>${event.message}</p>
      <${Facts} facts=${[
    ['When', html`${dateTime(event.time)} (<${Ago} at=${event.time} />)`],
    ['Severity', html`<${Badge} state=${event.severity} />`],
    ['Category', event.category],
    ['Server', event.serverName && html`<${EventServer} event=${event} />`],
    ['Who', event.actor],
    ['Sequence', html`<span class="number">${event.sequence}</span>`],
    ['Correlation', html`<code>${event.correlationId}</code>`],
  ]} />
      <${JsonView} label="Data of the event" what="Event" value=${event} />
    <//>`;
}
