// Everything that happened, and what is happening.

import { path } from '../app/api.js';
import { count } from '../app/format.js';
import { html, useMemo } from '../app/html.js';
import { Page } from '../app/page-view.js';
import { useQuery } from '../app/router.js';
import { serverList } from '../app/servers.js';
import { Button } from '../components/button.js';
import { useDelayed } from '../components/delayed.js';
import { EventList } from '../components/event-list.js';
import { eventQuery, useEvents } from '../components/events.js';
import { Search, Select } from '../components/field.js';
import { Moment } from '../components/moment.js';
import { Empty, Failure, Loading } from '../components/states.js';

const SEVERITIES = [['', 'Any severity'], ['warning', 'Warnings and errors'], ['error', 'Errors only']];
const CATEGORIES = [['', 'Any category'], 'state', 'health', 'command', 'configuration', 'gateway', 'catalog', 'security', 'plugin', 'system', 'error'];
const TYPES = ['server.created', 'server.updated', 'server.deleted', 'server.state', 'server.installed', 'server.reconciled', 'server.wedged',
  'server.unwedged', 'server.health', 'server.command', 'bulk.started', 'bulk.progress', 'bulk.finished', 'server.catalog', 'server.listing-failed',
  'gateway.session-opened', 'gateway.session-closed', 'gateway.session-revived', 'gateway.call-interrupted', 'gateway.access-denied',
  'security.signed-in', 'security.sign-in-failed', 'security.access-changed', 'policy.changed', 'policy.tool-changed', 'policy.call-held',
  'policy.call-decided', 'manager.lifecycle', 'manager.leftovers', 'manager.error'];

export default function EventsPage() {
  const filter = useFilter();
  const feed = useEvents(filter.values);
  const exported = (format) => `/api/v1${path(['events', 'export'], { ...eventQuery(filter.values), format })}`;
  return html`
    <${Page} title="Events" lead="Everything that changed, in the order in which it happened." actions=${html`
      <${Button} icon=${feed.paused ? 'play' : 'pause'} onClick=${() => feed.setPaused(!feed.paused)}>${feed.paused ? 'Go on' : 'Pause'}<//>
      <${Button} icon="download" href=${exported('csv')} download aria-label="Export what is filtered as CSV">CSV<//>
      <${Button} icon="download" href=${exported('ndjson')} download aria-label="Export what is filtered as NDJSON" title="One JSON object a line">NDJSON<//>`}>
      <${Filter} filter=${filter} />
      ${feed.paused && html`
        <p class="remark" role="status">Paused. ${feed.fresh > 0 ? `${count(feed.fresh, 'event')} came since. ` : ''}
          <button type="button" class="link" onClick=${() => feed.setPaused(false)}>Go on</button></p>`}
      ${feed.gone && html`
        <p class="remark warn" role="status">The events ${feed.gone.from} to ${feed.gone.to} were deleted before this page could show them: they are older than the log is kept.</p>`}
      <section class="card flush events-card" aria-label="Events"><${List} feed=${feed} filter=${filter} /></section>
    <//>`;
}

function List({ feed, filter }) {
  const { load, events } = feed;
  if (load.error) return html`<${Failure} error=${load.error} retry=${load.reload} />`;
  if (load.data === undefined) return html`<div class="events-blank"><${Loading} lines=${8} /></div>`;
  if (!events.length) {
    return filter.any
      ? html`<${Empty} icon="filter" title="No event passes the filter" text="What happens from now on is shown here if it does."><${Button} onClick=${filter.clear}>Clear the filter<//><//>`
      : html`<${Empty} icon="event" title="Nothing has happened yet" text="What servers, clients and people do is shown here as it happens." />`;
  }
  return html`
    <${EventList} label="Events, newest first" events=${events} older=${feed.older} />
    <p class="events-foot soft" aria-live="off">${count(events.length, 'event')} loaded${feed.loadingOlder ? ', loading older ones…' : feed.ended ? ', these are all' : ''}</p>`;
}

function useFilter() {
  const [q, setQ] = useQuery('q');
  const [severity, setSeverity] = useQuery('severity');
  const [category, setCategory] = useQuery('category');
  const [type, setType] = useQuery('type');
  const [server, setServer] = useQuery('server');
  const [from, setFrom] = useQuery('from');
  const [to, setTo] = useQuery('to');
  const values = useMemo(() => ({ q, severity, category, type, server, from, to }), [q, severity, category, type, server, from, to]);
  const clear = () => [setQ, setSeverity, setCategory, setType, setServer, setFrom, setTo].forEach((set) => set(''));
  return { values, setQ, setSeverity, setCategory, setType, setServer, setFrom, setTo, clear, any: Object.values(values).some(Boolean) };
}

function Filter({ filter }) {
  const { severity, category, type } = filter.values;
  return html`
    <div class="toolbar" role="search" aria-label="Filter events">
      <${Typed} control=${Search} label="Find text" value=${filter.values.q} onInput=${filter.setQ} />
      <${Select} aria-label="Severity" value=${severity} onChange=${filter.setSeverity} options=${SEVERITIES} />
      <${Select} aria-label="Category" value=${category} onChange=${filter.setCategory} options=${CATEGORIES} />
      <${Select} aria-label="Type" value=${type} onChange=${filter.setType} options=${[['', 'Any type'], ...TYPES]} />
      <${Typed} control=${ServerChoice} label="Server" value=${filter.values.server} onInput=${filter.setServer} />
      <${Moment} label="From" value=${filter.values.from} onChange=${filter.setFrom} />
      <${Moment} label="Until" value=${filter.values.to} onChange=${filter.setTo} />
      ${filter.any && html`<${Button} kind="quiet" onClick=${filter.clear}>Clear<//>`}
    </div>`;
}

/** A control for text whose value counts once typing pauses. */
function Typed({ control: Control, value, onInput, ...rest }) {
  const [typed, type] = useDelayed(value, onInput);
  return html`<${Control} ...${rest} value=${typed} onInput=${type} />`;
}

/** Names are offered as one types, since there may be a thousand. */
function ServerChoice({ label, value, onInput }) {
  return html`
    <input type="text" class="events-server" aria-label=${label} placeholder="Any server" list="event-servers" value=${value}
      onInput=${(input) => onInput(input.target.value)} autocomplete="off" spellcheck=${false} />
    <datalist id="event-servers">${serverList.value.map(({ id, name }) => html`<option key=${id} value=${name} />`)}</datalist>`;
}
