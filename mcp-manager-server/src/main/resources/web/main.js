import { ServerDialog } from './add.js';
import { Bulk } from './bulk.js';
import { Detail } from './detail.js';
import { byId, copy, note } from './dom.js';
import { EventList } from './events.js';
import { Live } from './live.js';
import { pages } from './pages.js';
import { ServerList } from './servers.js';
import { loaded, signOut } from './session.js';
import { SystemPage } from './system.js';

const STATES = {
  live: 'Live',
  reconnecting: 'Reconnecting…',
  unreachable: 'Manager stopped',
};

const url = `${location.origin}/mcp`;
const snippet = JSON.stringify({ mcpServers: { 'mcp-manager': { type: 'http', url } } }, null, 2);

const live = new Live((state) => {
  const pill = byId('connection');
  pill.dataset.state = state;
  pill.textContent = STATES[state];
  if (state === 'live') bulk.refresh();
  byId('banner').hidden = state !== 'unreachable';
  byId('banner').textContent =
    'The manager does not answer, so what you see may be out of date. Start it with ./mcp-manager serve; this page reconnects by itself.';
});
const detail = new Detail(live);
const servers = new ServerList((server) => detail.show(server));
const bulk = new Bulk(servers);
const events = new EventList();
const dialog = new ServerDialog((server) => {
  servers.put(server);
  servers.select(server.id);
});

loaded.then((session) => {
  byId('open').hidden = !session?.open;
  byId('account').hidden = !session?.signedIn;
  byId('account-name').textContent = session?.name ?? '';
});
byId('sign-out').addEventListener('click', signOut);

byId('gateway-url').textContent = url;
byId('gateway-snippet').textContent = snippet;
byId('gateway-copy').addEventListener('click', () => copy(url, 'URL'));
byId('snippet-copy').addEventListener('click', () => copy(snippet, 'Configuration'));
byId('detail-edit').addEventListener('click', () => dialog.edit(detail.server));
byId('add').addEventListener('click', () => dialog.open());
document.querySelectorAll('[data-add]').forEach((button) =>
  button.addEventListener('click', () => dialog.open(button.dataset.add)));

const system = new SystemPage();
pages([
  { name: 'servers' },
  { name: 'system', shown: () => system.show(), left: () => system.hide() },
]);

live.subscribe('servers', 'servers', (message) => {
  if (message.type === 'servers') servers.replaceAll(message.servers);
  if (message.type === 'server') servers.put(message.server);
  if (message.type === 'server-removed') servers.remove(message.server);
});
live.connect();

try {
  await events.load();
} catch (error) {
  note(error.message, true);
}
live.subscribe('events', 'events', (message) => {
  if (message.type !== 'event') return;
  events.add(message.event);
  if (message.event.type.startsWith('bulk.')) bulk.hear(message.event);
}, () => events.last || undefined);
