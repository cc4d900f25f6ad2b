// What the palette finds: { id, kind, title, note, icon, href or run, text } with the text in lower case to be found by.

import { get } from './api.js';
import { best } from './match.js';
import { PAGES } from './pages.js';
import { needs, runCommand, USEFUL } from './server-commands.js';
import { serverList } from './servers.js';
import { may, session, signOut } from './session.js';
import { openShortcuts } from './shortcuts.js';
import { chooseTheme, theme, THEMES } from './theme-choice.js';

const MOST = 40;
const MOST_RECENT = 8;
const RECENT_BONUS = 25;
const VERBS = { start: 'play', stop: 'stop', restart: 'restart', enable: 'play', disable: 'pause' };
const SERVERS_WITH_ACTIONS = 3;

const item = (id, kind, title, rest) => ({ id, kind, title, text: `${title} ${rest.also ?? ''} ${rest.note ?? ''}`.toLowerCase(), ...rest });

const pages = () => PAGES.filter((page) => page.icon && (!page.needs || may(page.needs)))
  .map(({ path, title, icon, key }) => item(`page ${path}`, 'Page', title, { icon, href: path.replace(/\/:.*$/, '') || '/', keys: key && `g ${key}` }));

function actions() {
  const all = [
    may('servers:write') && item('add-server', 'Action', 'Add a server', { icon: 'plus', href: '/servers/new', also: 'new create' }),
    may('users:write') && item('create-key', 'Action', 'Create an API key', { icon: 'key', href: '/access/keys?new=key', also: 'new token' }),
    may('users:write') && item('add-user', 'Action', 'Add a user', { icon: 'people', href: '/access?new=user', also: 'new invite create' }),
    may('proxy:read') && item('explain', 'Action', 'What would happen to a call?', { icon: 'rule', href: '/rules#explain', also: 'explain policy' }),
    may('admin:full') && item('backup', 'Action', 'Make a backup', { icon: 'download', href: '/system/backups' }),
    may('admin:full') && item('configuration', 'Action', 'Look at the configuration', { icon: 'system', href: '/system/configuration' }),
    item('shortcuts', 'Action', 'Keyboard shortcuts', { icon: 'info', run: openShortcuts, keys: '?', also: 'keys help' }),
    !session.value?.open && item('profile', 'Action', 'Your profile', { icon: 'people', href: '/profile', also: 'password sessions account' }),
    session.value?.signedIn && !session.value.open && item('sign-out', 'Action', 'Sign out', { icon: 'right', run: signOut, also: 'log out' }),
    ...THEMES.filter(([name]) => name !== theme.value)
      .map(([name, title]) => item(`theme ${name}`, 'Action', `Use the ${title.toLowerCase()} theme`, { icon: 'overview', run: () => chooseTheme(name), also: 'colours mode' })),
  ];
  return all.filter(Boolean);
}

// an item for each of a thousand servers is made once, not at each key
const made = new WeakMap();
function serverItem(server) {
  if (!made.has(server)) {
    made.set(server, item(`server ${server.id}`, 'Server', server.name, {
      icon: 'server', href: `/servers/${encodeURIComponent(server.name)}`, note: server.state, server,
    }));
  }
  return made.get(server);
}

const commandItem = (verb, server) => item(`${verb} ${server.id}`, 'Action', `${verb[0].toUpperCase()}${verb.slice(1)} ${server.name}`,
  { icon: VERBS[verb], note: server.state, run: () => { runCommand(server, verb); } });

const commandsOf = (server) => Object.keys(VERBS).filter((verb) => may(needs(verb)) && USEFUL[verb](server)).map((verb) => commandItem(verb, server));

let tools = [];
let toolsAt = 0;
const TOOLS_HOLD_MS = 30_000;

/** Asks for the tools of all servers, when they are not known of late. Gives whether there are others than before. */
export async function loadTools() {
  if (Date.now() - toolsAt < TOOLS_HOLD_MS || !may('proxy:execute')) return false;
  toolsAt = Date.now();
  try {
    const { data } = await get('/tools?limit=1000');
    tools = data.map((tool) => item(`tool ${tool.server} ${tool.originalName}`, 'Tool', tool.originalName, {
      icon: 'tool', href: `/tools/${encodeURIComponent(tool.server)}/${encodeURIComponent(tool.originalName)}`, note: tool.server, also: tool.title ?? '',
    }));
    return true;
  } catch {
    // the palette does without them; the page of tools says why
    return false;
  }
}

export function readRecent() {
  try {
    return JSON.parse(localStorage.getItem('palette.recent') ?? '[]').filter((id) => typeof id === 'string');
  } catch {
    return [];
  }
}

export function remember({ id }) {
  localStorage.setItem('palette.recent', JSON.stringify([id, ...readRecent().filter((other) => other !== id)].slice(0, MOST_RECENT)));
}

const textOf = ({ text }) => text;

/** What fits, best first, and how many there are of it. */
export function find(query) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const recent = readRecent();
  const servers = may('servers:read') ? serverList.value.map(serverItem) : [];
  if (words.length === 0) return { items: unasked(recent, servers), more: 0 };
  const bonus = ({ id }) => (recent.includes(id) ? RECENT_BONUS : 0);
  const found = [
    ...best([...pages(), ...actions()], words, textOf, MOST, bonus),
    ...commands(words, servers),
    ...best(servers, words, textOf, MOST, bonus),
    ...best(tools, words, textOf, MOST, bonus),
  ].sort((a, b) => b[0] - a[0]);
  const items = found.map(([, one]) => one);
  const first = items.slice(0, MOST);
  return { items: withActions(first), more: items.length - first.length };
}

/** "stop fil": the rest of the words name servers. */
function commands([verb, ...names], servers) {
  const meant = Object.keys(VERBS).filter((name) => verb.length > 1 && name.startsWith(verb) && may(needs(name)));
  return meant.flatMap((name) => {
    const able = servers.filter(({ server }) => USEFUL[name](server));
    return (names.length ? best(able, names, textOf, MOST) : able.slice(0, MOST / 4).map((one) => [1, one]))
      .map(([score, { server }]) => [score + 100, commandItem(name, server)]);
  });
}

/** When few servers fit, what can be done with them stands below them. */
function withActions(items) {
  const meant = items.filter(({ server }) => server);
  if (meant.length > SERVERS_WITH_ACTIONS) return items;
  const there = new Set(items.map(({ id }) => id));
  return items.flatMap((one) => (one.server ? [one, ...commandsOf(one.server).filter(({ id }) => !there.has(id))] : [one]));
}

/** Before anything is typed: what was used last, then pages and actions. */
function unasked(recent, servers) {
  const general = [...pages(), ...actions()];
  const known = new Map([...general, ...servers, ...tools].map((one) => [one.id, one]));
  const last = recent.map((id) => known.get(id)).filter(Boolean).map((one) => ({ ...one, recent: true }));
  return [...last, ...general.filter(({ id }) => !recent.includes(id))];
}
