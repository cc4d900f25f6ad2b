// One server: what it is and does, and everything that can be done with it.

import { useLoad, get, path } from '../app/api.js';
import { html, useEffect, useRef, useState } from '../app/html.js';
import { Page } from '../app/page-view.js';
import { navigate } from '../app/router.js';
import { findServer, servers } from '../app/servers.js';
import { may } from '../app/session.js';
import { Badge } from '../components/badge.js';
import { Card } from '../components/card.js';
import { Empty, Failure, Loading } from '../components/states.js';
import { TabLinks } from '../components/tabs.js';
import { Actions } from './server/actions.js';
import { DuplicateDialog } from './servers/duplicate.js';

const BACK = { path: '/servers', title: 'Servers' };

const offered = ({ tools = 0, prompts = 0, resources = 0, resourceTemplates = 0 }) => tools + prompts + resources + resourceTemplates;

const TABS = [
  { key: '', title: 'Overview', load: () => import('./server/overview.js') },
  { key: 'tools', title: 'Tools', number: offered, needs: 'tools:read', load: () => import('./server/tools.js') },
  { key: 'logs', title: 'Log', load: () => import('./server/logs.js') },
  { key: 'health', title: 'Health', load: () => import('./server/health.js') },
  { key: 'events', title: 'Events', needs: 'events:read', load: () => import('./server/events.js') },
  { key: 'metrics', title: 'Metrics', needs: 'proxy:read', load: () => import('./server/metrics.js') },
  { key: 'configuration', title: 'Configuration', load: () => import('./server/configuration.js') },
];

/** `server` is an id or a name. */
export default function ServerPage({ server: key, tab = '' }) {
  const last = useRef(null);
  const server = findServer(key) ?? renamed(last.current, key);
  last.current = server ? { id: server.id, key } : null;
  useEffect(() => {
    if (server && server.id !== key && server.name !== key) navigate(path(['servers', server.name, ...(tab ? [tab] : [])]), { replace: true });
  });
  if (servers.value === undefined) return html`<${Page} title="Server" back=${BACK}><${Loading} /><//>`;
  if (!server) return html`<${Missing} name=${key} />`;
  return html`<${Known} key=${server.id} server=${server} at=${key} tab=${tab} />`;
}

/** Whose name is another while its page is open is still the same server. */
const renamed = (last, key) => (last?.key === key ? servers.value?.get(last.id) : undefined);

function Known({ server, at, tab }) {
  const tabs = TABS.filter(({ needs }) => !needs || may(needs));
  const chosen = tabs.find(({ key }) => key === tab);
  const to = (name) => `/servers/${encodeURIComponent(at)}${name && `/${name}`}`;
  return html`
    <${Page} title=${server.name} back=${BACK} lead=${html`<${Summary} server=${server} />`} actions=${html`<${Actions} server=${server} />`}>
      <${TabLinks} label=${`Parts of ${server.name}`} current=${to(tab)}
        tabs=${tabs.map(({ key, title, number }) => [to(key), title, number?.(server.offers ?? {})])} />
      <${DuplicateDialog} />
      ${chosen ? html`<${Tab} key=${tab} tab=${chosen} server=${server} to=${to} />` : html`
        <${Empty} icon="search" title="There is no such part of a server"><a class="button" href=${to('')}>Go to its overview</a><//>`}
    <//>`;
}

/** In a line: how it is, and what it is. */
function Summary({ server }) {
  const { state, status, health, definition, desired } = server;
  return html`
    <div class="row server-summary">
      <${Badge} state=${state} />
      ${state === 'running' && health.status !== 'unknown' && html`<${Badge} state=${health.status} />`}
      ${!definition.enabled && state !== 'disabled' && html`<${Badge} state="disabled" />`}
      ${server.instance?.wedgedSince && html`<${Badge} state="bad">wedged<//>`}
      ${state === 'starting' && status.phase === 'install' && html`<span>${definition.launch.kind === 'container' ? 'Fetching its image…' : 'Installing its package…'}</span>`}
      ${state === 'error' && desired === 'running' && !status.nextStart && html`<span>It is not started again by itself.</span>`}
      ${definition.description && html`<span class="soft">${definition.description}</span>`}
    </div>`;
}

const loaded = new Map();

/** The chosen part, loaded when it is first asked for. */
function Tab({ tab, ...rest }) {
  const [View, setView] = useState(() => loaded.get(tab.key));
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    if (View) return;
    tab.load().then((module) => {
      loaded.set(tab.key, module.default);
      setView(() => module.default);
    }, () => setFailed(true));
  }, []);
  if (failed) return html`<${Failure} error=${new Error('This part could not be loaded. Is the manager still running?')} retry=${() => location.reload()} />`;
  return View ? html`<${View} ...${rest} />` : html`<${Card}><${Loading} /><//>`;
}

/** Not among those that are known; it may be asked for by somebody who may see this one only. */
function Missing({ name }) {
  const load = useLoad(async () => (await get(path(['servers', name]))).data, [name]);
  if (load.loading) return html`<${Page} title=${name} back=${BACK}><${Loading} /><//>`;
  if (load.data) return html`<${Known} server=${load.data} at=${name} tab="" />`;
  return html`
    <${Page} title=${name} back=${BACK}>
      ${load.error.status === 404
    ? html`<${Empty} icon="server" title="There is no such server" text="It may have been deleted or renamed."><a class="button" href="/servers">Go to all servers</a><//>`
    : html`<${Failure} error=${load.error} retry=${load.reload} />`}
    <//>`;
}
