import { attempt, toast } from '../../app/announce.js';
import { del, get, path, useLoad } from '../../app/api.js';
import { count, number } from '../../app/format.js';
import { html, useEffect, useRef, useState } from '../../app/html.js';
import { useLive } from '../../app/live.js';
import { may } from '../../app/session.js';
import { ActionButton } from '../../components/button.js';
import { Card } from '../../components/card.js';
import { confirm } from '../../components/dialog.js';
import { Empty, Loaded } from '../../components/states.js';
import { Table } from '../../components/table.js';
import { Ago } from '../../components/time.js';
import { Visible } from '../../components/visible.js';

const SOON_MS = 400;
const AGAIN_MS = 10_000;
const MOST = 200;
const TYPES = ['gateway.session-opened', 'gateway.session-closed', 'gateway.session-revived'];

const TRANSPORTS = { 'in-process': 'within the manager', 'streamable-http': 'Streamable HTTP', sse: 'HTTP+SSE', websocket: 'WebSocket', 'plain-json': 'plain JSON' };

/** Short words that a narrow column would break within. */
const Whole = ({ children }) => html`<span class="gateway-whole">${children}</span>`;

const COLUMNS = [
  { key: 'name', title: 'Client', sort: (row) => row.name, render: (row) => html`<${Visible} text=${row.name} /> <small>${row.version}</small>` },
  { key: 'scope', title: 'Sees', sort: (row) => row.scope, render: (row) => html`<${Whole}>${row.scope === 'all' ? 'all servers' : row.scope}<//>` },
  { key: 'transport', title: 'Over', sort: (row) => row.transport, render: (row) => html`<${Whole}>${TRANSPORTS[row.transport] ?? row.transport}<//>` },
  { key: 'principal', title: 'As', sort: (row) => row.principal, render: (row) => html`<${Whole}>${row.principal}<//>` },
  { key: 'protocol', title: 'Revision', sort: (row) => row.protocolRevision, render: (row) => html`<${Whole}>${row.protocolRevision}<//>` },
  { key: 'connected', title: 'Connected', sort: (row) => row.connectedAt, render: (row) => html`<${Ago} at=${row.connectedAt} />` },
  { key: 'seen', title: 'Last seen', sort: (row) => row.lastSeenAt, render: (row) => html`<${Ago} at=${row.lastSeenAt} />` },
  { key: 'calls', title: 'Calls', sort: (row) => row.calls, render: (row) => number(row.calls), align: 'end' },
];

/** Clients within the manager's own program end by themselves. */
const endable = ({ transport }) => may('proxy:write') && transport !== 'in-process';

async function end({ session, name }, reload) {
  const yes = await confirm({
    title: `End the session of ${name}?`, text: 'What it waits for is called off. The client may open another session at once; to keep it out, revoke its key.', action: 'End session',
  });
  if (!yes) return;
  await attempt(async () => {
    await del(path(['gateway', 'clients', session]));
    toast(`The session of ${name} has ended`, { kind: 'good' });
  });
  reload();
}

/** Asked again when clients come or go, and now and then for when they were last seen. */
function useClients() {
  const load = useLoad(async () => (await get('/gateway/clients')).data, []);
  const timer = useRef(0);
  useEffect(() => {
    const again = setInterval(() => { if (!document.hidden) load.reload(); }, AGAIN_MS);
    return () => { clearInterval(again); clearTimeout(timer.current); };
  }, []);
  useLive(may('events:read') ? 'events' : '', ({ type }) => {
    if (type === 'event') timer.current ||= setTimeout(() => { timer.current = 0; load.reload(); }, SOON_MS);
  }, { filter: { types: TYPES } });
  return load;
}

/** Who is connected now. */
export function Clients() {
  const load = useClients();
  const [sort, setSort] = useState('-connected');
  const columns = may('proxy:write') ? [...COLUMNS, {
    key: 'end', title: 'Actions', hidden: true, align: 'end',
    render: (row) => endable(row) && html`<${ActionButton} small kind="quiet danger" label=${`End the session of ${row.name}`} run=${() => end(row, load.reload)}>End session<//>`,
  }] : COLUMNS;
  return html`
    <${Card} title="Clients" flush actions=${load.data?.length > 0 && html`<span class="soft">${count(load.data.length, 'session')}</span>`}>
      <${Loaded} load=${load} empty=${html`<${Empty} icon="gateway" title="No client is connected" text="Give a client one of the addresses above. Requests of clients without a session are among the calls below." />`}>
        ${(clients) => html`
          <${Table} label="Connected clients" columns=${columns} rows=${clients.slice(0, MOST)} rowKey=${(row) => row.session} sort=${sort} onSort=${setSort} />
          ${clients.length > MOST && html`<p class="gateway-more soft">and ${clients.length - MOST} more</p>`}`}
      <//>
    <//>`;
}
