// What clients ask servers, as it is carried.

import { bytes, count, dateTime, millis } from '../../app/format.js';
import { html, useMemo, useRef, useState } from '../../app/html.js';
import { useNarrow } from '../../app/narrow.js';
import { useQuery } from '../../app/router.js';
import { serverList } from '../../app/servers.js';
import { may } from '../../app/session.js';
import { Badge } from '../../components/badge.js';
import { Button } from '../../components/button.js';
import { useCalls } from '../../components/calls.js';
import { Card, Facts } from '../../components/card.js';
import { Dialog } from '../../components/dialog.js';
import { Search, Select } from '../../components/field.js';
import { Empty, Failure, Loading } from '../../components/states.js';
import { useStay } from '../../components/stay.js';
import { Time } from '../../components/time.js';
import { VirtualList } from '../../components/virtual.js';
import { Visible } from '../../components/visible.js';

const OUTCOMES = [['', 'Any outcome'], 'succeeded', 'tool-failed', 'refused', 'failed', 'denied', 'cancelled'];
const MEANINGS = {
  succeeded: 'The server answered.',
  'tool-failed': 'The server answered, and the tool said that it failed.',
  refused: 'The server answered with an error.',
  failed: 'The server gave no answer.',
  denied: 'A permission or a rule did not let it pass. It did not reach the server.',
  cancelled: 'The client gave it up.',
};
const ROW = 38;
const ROW_NARROW = 66;

const keyOf = ({ key }) => key;

export function Calls() {
  const [server, setServer] = useQuery('server');
  const [outcome, setOutcome] = useQuery('outcome');
  const [client, setClient] = useQuery('client');
  const feed = useCalls({ server }, { page: 500 });
  const shown = useMemo(() => {
    const wanted = client.toLowerCase();
    return feed.calls.filter((call) => (!outcome || call.outcome === outcome)
      && (!wanted || `${call.client}\n${call.principal}`.toLowerCase().includes(wanted)));
  }, [feed.calls, outcome, client]);
  return html`
    <${Card} title="Calls" flush actions=${html`<${Button} small icon=${feed.paused ? 'play' : 'pause'} onClick=${() => feed.setPaused(!feed.paused)}>${feed.paused ? 'Go on' : 'Pause'}<//>`}>
      <div class="toolbar calls-filter" role="search" aria-label="Filter calls">
        <${Search} label="Find a client" value=${client} onInput=${setClient} />
        <${Select} aria-label="Server" value=${server} onChange=${setServer} options=${[['', 'Any server'], ...serverList.value.map(({ name }) => name)]} />
        <${Select} aria-label="Outcome" value=${outcome} onChange=${setOutcome} options=${OUTCOMES} />
        <span class="end soft">${feed.paused ? 'Paused' : count(shown.length, 'call')}${feed.skipped > 0 && `, ${count(feed.skipped, 'more was', 'more were')} too quick to show`}</span>
      </div>
      <${List} feed=${feed} shown=${shown} filtered=${Boolean(server || outcome || client)} />
    <//>`;
}

function List({ feed: { load, calls }, shown, filtered }) {
  const [open, setOpen] = useState(null);
  const height = useNarrow() ? ROW_NARROW : ROW;
  const box = useRef(null);
  useStay(box, shown, height, keyOf);
  if (load.error && !calls.length) return html`<${Failure} error=${load.error} retry=${load.reload} />`;
  if (!load.data) return html`<div class="gateway-more"><${Loading} /></div>`;
  if (!shown.length) {
    return filtered
      ? html`<${Empty} icon="filter" title="No call passes the filter" text="Calls are kept in memory: the latest ones, since the manager started." />`
      : html`<${Empty} icon="tool" title="No calls yet" text="What clients ask servers is shown here as it happens, without arguments and results."><a class="button" href="/tools">Try a tool</a><//>`;
  }
  return html`
    <div class="calls-box"><${VirtualList} label="Calls, newest first" items=${shown} height=${height} box=${box} itemKey=${keyOf}
      render=${(call) => html`<${CallRow} call=${call} open=${() => setOpen(call)} />`} /></div>
    ${open && html`<${CallDetails} call=${open} close=${() => setOpen(null)} />`}`;
}

function CallRow({ call, open }) {
  return html`
    <div class="call">
      <span class="call-time"><${Time} at=${call.at} /></span>
      <span><${Badge} state=${call.outcome} /></span>
      <button type="button" class="event-message clip" aria-haspopup="dialog" onClick=${open}>${call.target || call.method}</button>
      <span class="call-server clip">${call.server}</span>
      <span class="call-client clip"><${Visible} text=${call.client || call.principal} /></span>
      <span class="call-took">${millis(call.durationMicros / 1000)}</span>
    </div>`;
}

function CallDetails({ call, close }) {
  return html`
    <${Dialog} title=${call.target || call.method} close=${close}>
      <p><${Badge} state=${call.outcome} /> ${MEANINGS[call.outcome]}</p>
      ${call.error && html`<p class="remark bad">${call.error}</p>`}
      <${Facts} facts=${[
    ['When', dateTime(call.at)],
    ['Took', millis(call.durationMicros / 1000)],
    ['Server', may('servers:read') ? html`<a href=${`/servers/${encodeURIComponent(call.serverId)}`}>${call.server}</a>` : call.server],
    ['Method', html`<code>${call.method}</code>`],
    ['Client', call.client && html`<${Visible} text=${call.client} />`],
    ['As', call.principal],
    ['Session', call.session && html`<code>${call.session}</code>`],
    ['Asked', bytes(call.requestBytes)],
    ['Answered', bytes(call.responseBytes)],
    ['Correlation', html`<code>${call.correlationId}</code>`],
  ]} />
      <p class="hint">Arguments and results are not kept.</p>
    <//>`;
}
