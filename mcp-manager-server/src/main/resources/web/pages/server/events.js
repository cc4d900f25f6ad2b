// What happened to a server, as it happens.

import { count } from '../../app/format.js';
import { html, useMemo } from '../../app/html.js';
import { useQuery } from '../../app/router.js';
import { Button } from '../../components/button.js';
import { EventList } from '../../components/event-list.js';
import { useEvents } from '../../components/events.js';
import { Select } from '../../components/field.js';
import { Empty, Failure, Loading } from '../../components/states.js';

const SEVERITIES = [['', 'Any severity'], ['warning', 'Warnings and errors'], ['error', 'Errors only']];
const CATEGORIES = [['', 'Any category'], 'state', 'health', 'command', 'configuration', 'gateway', 'catalog', 'error'];

export default function Events({ server }) {
  const [severity, setSeverity] = useQuery('severity');
  const [category, setCategory] = useQuery('category');
  const filter = useMemo(() => ({ server: server.id, severity, category }), [server.id, severity, category]);
  const feed = useEvents(filter);
  return html`
    <div class="toolbar" role="group" aria-label="Events">
      <${Select} aria-label="Severity" value=${severity} onChange=${setSeverity} options=${SEVERITIES} />
      <${Select} aria-label="Category" value=${category} onChange=${setCategory} options=${CATEGORIES} />
      <div class="actions end">
        <${Button} small icon=${feed.paused ? 'play' : 'pause'} onClick=${() => feed.setPaused(!feed.paused)}>
          ${feed.paused ? `Go on${feed.fresh > 0 ? ` (${count(feed.fresh, 'new event')})` : ''}` : 'Pause'}<//>
      </div>
    </div>
    <section class="card flush events-card server-part" aria-label=${`Events of ${server.name}`}><${List} feed=${feed} of=${server} filtered=${Boolean(severity || category)} /></section>`;
}

function List({ feed: { load, events, older, loadingOlder, ended }, of, filtered }) {
  if (load.error) return html`<${Failure} error=${load.error} retry=${load.reload} />`;
  if (load.data === undefined) return html`<div class="events-blank"><${Loading} lines=${8} /></div>`;
  if (!events.length) {
    return html`<${Empty} icon="event" title=${filtered ? 'No event passes the filter' : 'Nothing has happened yet'} text="What happens to this server is shown here as it happens." />`;
  }
  return html`
    <${EventList} label="Events, newest first" events=${events} older=${older} of=${of} />
    <p class="events-foot soft" aria-live="off">${count(events.length, 'event')} loaded${loadingOlder ? ', loading older ones…' : ended ? ', these are all' : ''}</p>`;
}
