import { attempt } from '../../app/announce.js';
import { get, path, useLoad } from '../../app/api.js';
import { html, useState } from '../../app/html.js';
import { useQuery } from '../../app/router.js';
import { may } from '../../app/session.js';
import { Badge } from '../../components/badge.js';
import { ActionButton } from '../../components/button.js';
import { Card } from '../../components/card.js';
import { Empty, Loaded } from '../../components/states.js';
import { Table } from '../../components/table.js';
import { Time } from '../../components/time.js';
import { loadAll } from '../access/load-all.js';
import { EntryDetails } from './entry-details.js';

const PAGE = 100;
const STATES = { done: 'good', denied: 'denied', failed: 'failed' };

export const Outcome = ({ result }) => html`<${Badge} state=${STATES[result]}>${result}<//>`;
export const actorName = ({ actor }) => actor.name || actor.id;

/** Entries, newest first, a page at a time; another `turn` looks again. */
export function Entries({ filter, turn }) {
  const ask = (before) => get(path(['audit'], { ...filter, before, limit: PAGE }));
  const load = useLoad(async () => {
    const { data, meta } = await ask();
    return { entries: data, cursor: data.length === PAGE ? meta.nextCursor : null };
  }, [JSON.stringify(filter), turn]);
  const names = useLoad(async () => (may('users:read') ? new Map((await loadAll('users', (user) => user.name)).map((user) => [user.id, user.name])) : null), []).data;
  const [shown, show] = useState(null);
  const older = () => attempt(async () => {
    const { entries, cursor } = load.data;
    const { data, meta } = await ask(cursor);
    load.set({ entries: [...entries, ...data], cursor: data.length === PAGE ? meta.nextCursor : null });
  });
  return html`
    <${Loaded} load=${load}>${({ entries, cursor }) => (entries.length === 0
      ? html`<${Empty} icon="audit" title="No such entries" text="Nothing in the trail matches the filters." />`
      : html`
        <${Card} flush><${Table} label="Audit entries" rows=${entries} columns=${columns(show, names)} rowKey=${(entry) => entry.sequence} /><//>
        <div class="audit-end">${cursor ? html`<${ActionButton} run=${older}>Show older entries<//>` : html`<p class="soft">That is all of it.</p>`}</div>`)}<//>
    ${shown && html`<${EntryDetails} entry=${shown} close=${() => show(null)} />`}`;
}

function columns(show, names) {
  return [
    { key: 'action', title: 'What', render: (entry) => html`
      <button type="button" class="link whole" aria-label=${`Details of entry ${entry.sequence}, ${entry.action}`} onClick=${() => show(entry)}><code>${entry.action}</code></button>` },
    { key: 'target', title: 'On what', wide: true, render: (entry) => html`<${Target} target=${entry.target} names=${names} />` },
    { key: 'actor', title: 'Who', render: (entry) => html`<${Who} entry=${entry} />` },
    { key: 'result', title: 'Outcome', render: (entry) => html`<${Outcome} result=${entry.result} />` },
    { key: 'time', title: 'When', render: (entry) => html`<${Time} at=${entry.time} />` },
  ];
}

function Who({ entry }) {
  const [, setActor] = useQuery('actor');
  return html`<button type="button" class="link whole" title="Show only what they did" onClick=${() => setActor(entry.actor.id)}>${entry.erased ? 'erased' : actorName(entry)}</button>`;
}

/** What was meant, by its name if it is a user whom one may see. */
function Target({ target, names }) {
  const [kind, id] = target.split(/:(.*)/s);
  const name = kind === 'user' && names?.get(id);
  return name ? html`user <a href=${`/access?user=${encodeURIComponent(name)}`}>${name}</a>` : target;
}
