// How much a server is used, how it answers, and what it takes.

import { get, path, useLoad } from '../../app/api.js';
import { millis, number, percent } from '../../app/format.js';
import { html, useEffect } from '../../app/html.js';
import { useQuery } from '../../app/router.js';
import { may } from '../../app/session.js';
import { Button } from '../../components/button.js';
import { Card, Stat } from '../../components/card.js';
import { TimeChart } from '../../components/chart.js';
import { Segments } from '../../components/field.js';
import { Empty, Loaded } from '../../components/states.js';
import { Table } from '../../components/table.js';
import { seconds, Usage, useInstance } from './overview.js';

const RANGES = [['1h', 'Last hour'], ['24h', 'Last 24 hours']];
const RELOAD_MS = 15_000;

const CALLS = [
  { key: 'calls', name: 'Calls', shape: 'bar', colour: 1 },
  { key: 'errors', name: 'Errors', shape: 'line', colour: 'bad' },
];
const TIMES = [
  { key: 'p95Millis', name: 'p95', shape: 'line', colour: 1 },
  { key: 'medianMillis', name: 'Median', shape: 'line', colour: 2 },
];

export default function Metrics({ server }) {
  const [range, setRange] = useQuery('range', '1h');
  const load = useLoad(async () => (await get(path(['gateway', 'statistics'], { range, server: server.id }))).data, [server.id, range]);
  const instance = useInstance(server);
  useEffect(() => {
    const timer = setInterval(() => { if (!document.hidden) load.reload(); }, RELOAD_MS);
    return () => clearInterval(timer);
  }, [load.reload]);
  return html`
    <div class="toolbar"><${Segments} label="Range" value=${range} onChange=${setRange} options=${RANGES} />
      <p class="soft">Counted since the manager was started.</p></div>
    <${Loaded} load=${load}>${(statistics) => html`
      <${Figures} total=${statistics.total} />
      ${statistics.total.calls === 0 ? html`<${NoCalls} server=${server} />` : html`<${Charts} statistics=${statistics} />`}`}<//>
    ${instance?.usage && html`<${Usage} usage=${instance.usage} />`}`;
}

function Figures({ total: { calls, errors, denied, medianMillis, p95Millis } }) {
  return html`
    <div class="stats">
      <${Stat} label="Calls" value=${number(calls)} note=${denied > 0 ? `${number(denied)} not let through` : undefined} />
      <${Stat} label="Errors" value=${number(errors)} state=${errors > 0 ? 'bad' : undefined} note=${calls > 0 ? `${percent(errors / calls)} of all` : undefined} />
      <${Stat} label="Answered in, median" value=${millis(medianMillis)} />
      <${Stat} label="Answered in, p95" value=${millis(p95Millis)} />
    </div>`;
}

function NoCalls({ server }) {
  return html`
    <${Card}><${Empty} icon="gateway" title="No calls in this time" text="Calls that clients make through the gateway are counted here.">
      ${may('proxy:execute') && html`<${Button} icon="play" href=${path(['tools', server.name])}>Try a tool<//>`}
      <${Button} href="/gateway">Connect a client<//><//><//>`;
}

function Charts({ statistics: { points, step, tools } }) {
  const millisOfStep = seconds(step) * 1000;
  return html`
    <div class="columns">
      <${Card} title="Calls"><${TimeChart} label="Calls" points=${points} step=${millisOfStep} series=${CALLS} whole /><//>
      <${Card} title="How long answers took"><${TimeChart} label="Time of answers" points=${points} step=${millisOfStep} series=${TIMES} format=${millis} /><//>
    </div>
    ${tools.length > 0 && html`
      <${Card} title="Most called tools" flush>
        <${Table} label="Most called tools" rows=${tools} rowKey=${({ tool }) => tool} columns=${[
    { key: 'tool', title: 'Tool', wide: true, render: ({ server, tool }) => html`<a href=${path(['tools', server, tool])}><code>${tool}</code></a>` },
    { key: 'calls', title: 'Calls', align: 'end', render: ({ calls }) => number(calls) },
    { key: 'errors', title: 'Errors', align: 'end', render: ({ errors }) => number(errors) },
    { key: 'median', title: 'Median', align: 'end', render: ({ medianMillis }) => millis(medianMillis) },
    { key: 'p95', title: 'p95', align: 'end', render: ({ p95Millis }) => millis(p95Millis) },
  ]} />
      <//>`}`;
}
