// What is known of a server at one glance.

import { get, path, useLoad } from '../../app/api.js';
import { ago, bytes, count, dateTime, duration, number } from '../../app/format.js';
import { html, useEffect } from '../../app/html.js';
import { Card, Facts } from '../../components/card.js';
import { Endpoints } from './endpoints.js';
import { FailureCard } from './failure.js';
import { SafetyCard } from './safety.js';

// as often as the manager looks
const USAGE_EVERY_MS = 10_000;

const LAUNCH = { process: 'Command', container: 'Image', remote: 'URL' };

export default function Overview({ server, to }) {
  const instance = useInstance(server);
  return html`
    ${server.status.failure && html`<${FailureCard} server=${server} to=${to} />`}
    <div class="columns">
      <div class="stack">
        <${Card} title="What it is"><${Facts} facts=${whatItIs(server)} /><//>
        ${instance && html`<${Card} title="What runs"><${Facts} facts=${whatRuns(server, instance)} /><//>`}
      </div>
      <div class="stack">
        ${instance?.usage && html`<${Usage} usage=${instance.usage} />`}
        ${server.definition.launch.kind === 'container' && html`<${SafetyCard} server=${server} />`}
        <${Endpoints} server=${server} />
      </div>
    </div>`;
}

/** What a server takes changes without an event. */
export function useInstance(server) {
  const load = useLoad(async () => (await get(path(['servers', server.id]))).data.instance ?? null, [server.id, server.instance?.generation]);
  useEffect(() => {
    const timer = setInterval(() => { if (!document.hidden) load.reload(); }, USAGE_EVERY_MS);
    return () => clearInterval(timer);
  }, [load.reload]);
  if (!server.instance) return null;
  const fresh = load.data?.generation === server.instance.generation ? load.data : null;
  return { ...server.instance, usage: fresh?.usage ?? server.instance.usage };
}

export const launchText = (launch) =>
  (launch.kind === 'remote' ? launch.url : [launch.image ?? launch.command, ...(launch.arguments ?? [])].join(' '));

const moment = (instant) => html`<time datetime=${instant} title=${ago(instant)}>${dateTime(instant)}</time>`;

function whatItIs({ id, definition, status, health, restarts, createdAt, updatedAt, revision, state }) {
  const { launch, labels } = definition;
  return [
    [LAUNCH[launch.kind], html`<code>${launchText(launch)}</code>`],
    ['Folder', launch.workingDirectory && html`<code>${launch.workingDirectory}</code>`],
    [state[0].toUpperCase() + state.slice(1), html`since ${moment(status.since)}`],
    ['Health', health.checkedAt && html`${health.status}, checked <time datetime=${health.checkedAt} title=${dateTime(health.checkedAt)}>${ago(health.checkedAt)}</time>`],
    ['Last check', health.error],
    ['Restarts by itself', restarts > 0 && number(restarts)],
    ['Labels', Object.entries(labels).map(([key, value]) => `${key}=${value}`).join(', ')],
    ['Created', moment(createdAt)],
    ['Changed', updatedAt !== createdAt && html`${moment(updatedAt)}, revision ${revision}`],
    ['Id', html`<code>${id}</code>`],
  ].filter(([, value]) => value);
}

function whatRuns({ definition }, instance) {
  const { container, installed } = instance;
  return [
    ['Says it is', `${instance.serverName} ${instance.serverVersion}`],
    ['Protocol revision', instance.protocolRevision],
    ['Runs since', moment(instance.startedAt)],
    !container && definition.launch.kind !== 'remote' && ['Process', instance.processId],
    container && ['Container', html`${container.name} <code>${container.id.slice(0, 12)}</code>`],
    container?.adopted && ['Adopted', 'It ran before the manager was started.'],
    container && ['Image is', html`<code>${container.digest ?? container.imageId}</code>`],
    installed && !container && ['Package', html`<code>${installed.name}@${installed.version}</code>`],
    instance.wedgedSince && ['Wedged', html`answers nothing, not even a ping, since ${moment(instance.wedgedSince)}`],
    instance.isolated > 0 && ['Own instances', `${number(instance.isolated)}, each for one client`],
  ].filter(Boolean);
}

export function Usage({ usage }) {
  const { cpuPercent, cpuTime, residentBytes, processes, threads, openFiles, traffic } = usage;
  const known = (value, shown) => (value === null || value === undefined ? null : shown(value));
  return html`
    <${Card} title="What it takes">
      <${Facts} facts=${[
    ['Processor', known(cpuPercent, (value) => `${value} % of one`)],
    ['Processor time', known(cpuTime, (value) => duration(seconds(value)))],
    ['Memory', known(residentBytes, bytes)],
    ['Processes', known(processes, (value) => [count(value, 'process', 'processes'), known(threads, (all) => count(all, 'thread'))].filter(Boolean).join(', '))],
    ['Open files', known(openFiles, number)],
    ['Network', traffic && `${bytes(traffic.receivedBytes)} in, ${bytes(traffic.sentBytes)} out`],
    ['Disk', traffic && `${bytes(traffic.readBytes)} read, ${bytes(traffic.writtenBytes)} written`],
  ]} />
    <//>`;
}

/** Seconds of an ISO 8601 duration of hours at most, as the API writes them. */
export function seconds(iso) {
  const [, hours = 0, minutes = 0, rest = 0] = /^PT(?:(-?\d+)H)?(?:(-?\d+)M)?(?:(-?[\d.]+)S)?$/.exec(iso) ?? [];
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(rest);
}
