// What somebody should look at, worst first.

import { get, path, useLoad } from '../../app/api.js';
import { ago, count } from '../../app/format.js';
import { computed, html, useEffect, useRef, useState } from '../../app/html.js';
import { held, heldError, reloadHeld } from '../../app/held.js';
import { connection, useLive } from '../../app/live.js';
import { serverList, servers } from '../../app/servers.js';
import { may } from '../../app/session.js';
import { Badge } from '../../components/badge.js';
import { Card } from '../../components/card.js';
import { Icon } from '../../components/icon.js';
import { Failure, Loading } from '../../components/states.js';

const MOST = 6;
const RELOAD_MS = 500;
const EXAMINED_AFTER_MS = 1500;
const PIN_TYPES = ['policy.tool-changed', 'policy.changed'];
const EXAMINED_BY_SERVERS = /^servers\./;

const toServer = ({ id }) => path(['servers', id]);

function ofServer(server) {
  const { state, health, status } = server;
  if (state === 'error') {
    const next = status?.nextStart ? `It is tried again ${ago(status.nextStart)}` : 'It is not tried again by itself';
    return { key: server.id, state: 'error', word: 'failed', title: server.name, text: `${next}: ${status?.failure?.message ?? 'it has failed'}`, href: toServer(server) };
  }
  if (state === 'running' && health?.status === 'unhealthy') {
    return { key: server.id, state: 'unhealthy', word: 'unhealthy', title: server.name, text: health.error || 'Its health checks fail.', href: toServer(server) };
  }
  return null;
}

const serverProblems = computed(() => serverList.value.map(ofServer).filter(Boolean));

/** How many tools are no longer what was approved; asked again when an event says that it may have changed. */
function useChangedPins() {
  const allowed = may('proxy:read');
  const pins = useLoad(async () => (allowed ? (await get('/policy/pins?state=changed&limit=1')).meta.total : 0), [allowed]);
  const timer = useRef(0);
  useEffect(() => () => clearTimeout(timer.current), []);
  useLive(allowed && may('events:read') ? 'events' : '', (message) => {
    if (message.type === 'event') timer.current ||= setTimeout(() => { timer.current = 0; pins.reload(); }, RELOAD_MS);
  }, { filter: { types: PIN_TYPES } });
  return pins;
}

/** What the manager finds when it looks at itself, which takes it a while: so only once everything else is shown. */
function useFindings() {
  const [due, setDue] = useState(false);
  const known = servers.value !== undefined;
  useEffect(() => {
    const timer = known && setTimeout(() => setDue(true), EXAMINED_AFTER_MS);
    return () => clearTimeout(timer);
  }, [known]);
  const asked = due && may('admin:full');
  return useLoad(async () => (asked ? (await get('/diagnostics')).data.findings : [])
    .filter(({ id, status }) => (status === 'problem' || status === 'warning') && !EXAMINED_BY_SERVERS.test(id)), [asked]);
}

export function Attention() {
  const pins = useChangedPins();
  const findings = useFindings();
  const failure = heldError.value ?? pins.error;
  if (failure && connection.value === 'live') return html`<${Card} title="Needs attention"><${Failure} error=${failure} retry=${() => { reloadHeld(); pins.reload(); }} /><//>`;
  const waiting = (may('proxy:read') && held.value === undefined) || pins.data === undefined || (may('servers:read') && servers.value === undefined);
  const items = [...ofHeld(held.value?.filter(({ state }) => state === 'held')), ...serverProblems.value, ...ofPins(pins.data), ...(findings.data ?? []).map(ofFinding)];
  return html`
    <${Card} title="Needs attention" flush>
      ${waiting && !items.length ? html`<div class="overview-pad"><${Loading} lines=${2} /></div>` : html`<${Items} items=${items} />`}
    <//>`;
}

function Items({ items }) {
  if (!items.length) return html`<p class="overview-fine"><${Icon} name="check" /> Nothing needs attention.</p>`;
  const more = serverProblems.value.length > MOST ? '/servers?state=error' : '/events?severity=warning';
  return html`
    <ul class="attention">${items.slice(0, MOST).map((item) => html`
      <li key=${item.key}>
        <${Badge} state=${item.state}>${item.word}<//>
        <a class="attention-title clip" href=${item.href}>${item.title}</a>
        <p class="attention-text">${item.text}</p>
      </li>`)}
      ${items.length > MOST && html`<li key="more"><a href=${more}>${items.length - MOST} more</a></li>`}
    </ul>`;
}

function ofHeld(held) {
  if (!held?.length) return [];
  const next = held.reduce((first, call) => (call.expiresAt < first.expiresAt ? call : first));
  return [{ key: 'held', state: 'ask', word: 'waiting', title: `${count(held.length, 'call')} to approve`, text: `${next.server} ${next.tool} gives up ${ago(next.expiresAt)}.`, href: '/held-calls' }];
}

function ofPins(changed) {
  return changed ? [{ key: 'pins', state: 'warning', word: 'changed', title: `${count(changed, 'tool is', 'tools are')} not what was approved`, text: 'Look at what has changed, and approve it or not.', href: '/pins?state=changed' }] : [];
}

function ofFinding({ id, subject, status, found }) {
  return { key: `${id} ${subject}`, state: status, word: status, title: subject || id, text: found, href: '/system' };
}
