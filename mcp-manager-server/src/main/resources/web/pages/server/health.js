// How well a server was: figures, how long it took to answer, and the same as a table.

import { get, path, useLoad } from '../../app/api.js';
import { count, dateTime, duration, millis, number } from '../../app/format.js';
import { html, useEffect, useState } from '../../app/html.js';
import { useQuery } from '../../app/router.js';
import { Card, Stat } from '../../components/card.js';
import { Segments } from '../../components/field.js';
import { Empty, Loaded } from '../../components/states.js';
import { Table } from '../../components/table.js';
import { Ago } from '../../components/time.js';
import { HealthChart } from './health-chart.js';
import { seconds } from './overview.js';

export const RANGES = { '1h': 'hour', '24h': '24 hours', '7d': '7 days', '30d': '30 days' };
export const STATUSES = ['healthy', 'degraded', 'unhealthy', 'unknown'];
const RELOAD_AFTER_MS = 15_000;

export default function Health({ server }) {
  const [range, setRange] = useQuery('range', '1h');
  const load = useLoad(async () => (await get(path(['servers', server.id, 'health', 'history'], { range }))).data, [server.id, range]);
  useChecks(server, load);
  return html`
    <div class="toolbar">
      <${Segments} label="Range" value=${range} onChange=${setRange} options=${Object.keys(RANGES).map((key) => [key, `Last ${RANGES[key]}`])} />
      <${LastCheck} server=${server} />
    </div>
    <${Loaded} load=${load}>${(history) => (history.checks.total === 0
    ? html`<${Card}><${Empty} icon="clock" title="No checks in this time" text=${noChecks(server, range)} /><//>`
    : html`
      <div class="stats">${figures(history).map((figure) => html`<${Stat} key=${figure.label} ...${figure} />`)}</div>
      <${Card} title="How long it took to answer"><${HealthChart} history=${history} summary=${summary(history)} /><//>
      <${Numbers} history=${history} />`)}<//>`;
}

/** Loads again when it was checked, but not for each of many checks. */
function useChecks(server, load) {
  const [at, setAt] = useState(Date.now());
  const { checkedAt } = server.health;
  useEffect(() => {
    if (!checkedAt || document.hidden || load.loading || Date.now() - at < RELOAD_AFTER_MS) return;
    setAt(Date.now());
    load.reload();
  }, [checkedAt]);
}

function LastCheck({ server: { health } }) {
  if (!health.checkedAt) return null;
  const time = seconds(health.responseTime ?? '');
  return html`<p class="soft">Last check <${Ago} at=${health.checkedAt} />: ${health.status}${time > 0 ? `, answered in ${millis(time * 1000)}` : ''}${health.error ? `. ${health.error}` : ''}</p>`;
}

function noChecks({ definition, state }, range) {
  if (definition.settings.health.kind === 'none') return 'This server is not checked: its health check is of the kind none. Its configuration can change that.';
  return state === 'running' ? `There was none in the last ${RANGES[range]}. The next one is near.` : 'Only servers that run are checked.';
}

function figures({ checks, uptimePercent, availability, responseTimeMillis, measuredFrom, from, range }) {
  const left = seconds(availability.remainingBudget);
  const failed = STATUSES.filter((status) => status !== 'healthy' && checks[status]).map((status) => `${number(checks[status])} ${status}`);
  const state = availability.met ? undefined : 'bad';
  return [
    { label: 'Uptime', value: uptimePercent === null ? 'unknown' : upTo(uptimePercent), state, note: measuredFrom > from ? `since ${dateTime(measuredFrom)}` : `of the last ${RANGES[range]}` },
    { label: 'Error budget', value: left < 0 ? `${duration(-left)} over` : `${duration(left)} left`, state, note: `${duration(seconds(availability.errorBudget))} for ${availability.objectivePercent} %` },
    { label: 'Response time, p95', value: millis(responseTimeMillis?.p95), note: responseTimeMillis ? `median ${millis(responseTimeMillis.p50)}` : 'no check succeeded' },
    { label: 'Checks', value: number(checks.total), note: failed.join(', ') || 'all healthy' },
  ];
}

/** Never rounded up to 100. */
const upTo = (value) => `${(Math.floor(value * 1000) / 1000).toLocaleString(undefined, { maximumFractionDigits: 3 })} %`;

function summary({ range, checks, uptimePercent, responseTimeMillis }) {
  const uptime = uptimePercent === null ? '' : `, uptime ${upTo(uptimePercent)}`;
  const times = responseTimeMillis ? `, 95 of 100 answered within ${millis(responseTimeMillis.p95)}` : '';
  return `Health in the last ${RANGES[range]}: ${count(checks.total, 'check')}${uptime}${times}. The table below has the numbers.`;
}

function Numbers({ history: { points } }) {
  const [open, setOpen] = useState(false);
  const rows = open ? points.filter((point) => STATUSES.some((status) => point[status])).reverse() : [];
  const time = (name, title) => ({ key: name, title, align: 'end', render: ({ responseTimeMillis }) => millis(responseTimeMillis?.[name]) });
  return html`
    <details open=${open} onToggle=${(toggle) => setOpen(toggle.currentTarget.open)}>
      <summary>All numbers as a table</summary>
      ${open && html`<${Card} flush><${Table} label="Health by time" rows=${rows} rowKey=${({ from }) => from} columns=${[
    { key: 'from', title: 'From', render: ({ from }) => html`<time datetime=${from}>${dateTime(from)}</time>` },
    ...STATUSES.map((status) => ({ key: status, title: status[0].toUpperCase() + status.slice(1), align: 'end', render: (point) => (point[status] ? number(point[status]) : '–') })),
    time('p50', 'Median'), time('p95', 'p95'), time('max', 'Longest'),
  ]} /><//>`}
    </details>`;
}
