// How many calls there were in the last hour, how they went, and whose they were.

import { get, useLoad } from '../../app/api.js';
import { count, millis, number, percent } from '../../app/format.js';
import { html, useEffect, useRef, useState } from '../../app/html.js';
import { useLive } from '../../app/live.js';
import { Card } from '../../components/card.js';
import { TimeChart } from '../../components/chart.js';
import { Segments } from '../../components/field.js';
import { Failure, Loading } from '../../components/states.js';

const RANGES = [['1h', '1 h'], ['24h', '24 h']];
const STEPS = { '1h': 60_000, '24h': 15 * 60_000 };
const SOON_MS = 2000;
const AGAIN_MS = 60_000;
const RANKED = 5;

const CALLS = [{ key: 'calls', name: 'Calls', shape: 'area', colour: 1 }, { key: 'errors', name: 'Errors', shape: 'bar', colour: 'bad' }];
const LATENCY = [{ key: 'medianMillis', name: 'Median', shape: 'line', colour: 2 }, { key: 'p95Millis', name: '95th percentile', shape: 'line', colour: 3 }];

/** Asked again soon after calls, and each minute, since time goes on without them. */
function useStatistics(range) {
  const load = useLoad(async () => (await get(`/gateway/statistics?range=${range}`)).data, [range]);
  const timer = useRef(0);
  const again = (after) => {
    timer.current ||= setTimeout(() => { timer.current = 0; if (!document.hidden) load.reload(); }, after);
  };
  useLive('calls', ({ type }) => { if (type === 'calls') again(SOON_MS); });
  useEffect(() => {
    const minute = setInterval(() => again(0), AGAIN_MS);
    return () => { clearInterval(minute); clearTimeout(timer.current); timer.current = 0; };
  }, [load.reload]);
  return load;
}

export function Traffic() {
  const [range, setRange] = useState('1h');
  const load = useStatistics(range);
  const choice = html`<${Segments} label="Range" value=${range} onChange=${setRange} options=${RANGES} />`;
  if (!load.data) {
    return html`<${Card} title="Calls" actions=${choice}>${load.error ? html`<${Failure} error=${load.error} retry=${load.reload} />` : html`<${Loading} lines=${6} />`}<//>`;
  }
  const { points, total, tools, servers } = load.data;
  const step = STEPS[load.data.range];
  return html`
    <div class="columns">
      <${Card} title="Calls" actions=${choice}>
        <p class="overview-sum">${count(total.calls, 'call')}, ${errorsOf(total)}</p>
        <${TimeChart} label="Calls" points=${points} step=${step} series=${CALLS} whole />
      <//>
      <${Card} title="Latency">
        <p class="overview-sum">${total.calls && total.medianMillis !== null ? `half of all within ${millis(total.medianMillis)}, 95 % within ${millis(total.p95Millis)}` : 'nothing answered yet'}</p>
        <${TimeChart} label="Latency" points=${points} step=${step} series=${LATENCY} format=${millis} />
      <//>
    </div>
    ${tools.length > 0 && html`
      <div class="columns">
        <${Ranking} title="Most called tools" rows=${tools} name=${(row) => row.tool} note=${(row) => row.server}
          href=${(row) => `/tools/${encodeURIComponent(row.server)}/${encodeURIComponent(row.tool)}`} />
        <${Ranking} title="Most called servers" rows=${servers} name=${(row) => row.server} href=${(row) => `/servers/${encodeURIComponent(row.serverId)}`} />
      </div>`}`;
}

const errorsOf = ({ calls, errors, denied }) => [
  calls && errors ? `${count(errors, 'error')} (${percent(errors / calls)})` : 'no errors',
  denied > 0 && `${number(denied)} denied`,
].filter(Boolean).join(', ');

function Ranking({ title, rows, name, note, href }) {
  const most = Math.max(...rows.map(({ calls }) => calls));
  return html`
    <${Card} title=${title}>
      <ol class="ranking">${rows.slice(0, RANKED).map((row) => html`
        <li key=${href(row)}>
          <span class="ranking-name clip"><a href=${href(row)}>${name(row)}</a>${note && html` <small>${note(row)}</small>`}</span>
          <span class="ranking-number">${number(row.calls)}${row.errors > 0 && html`<small class="wrong"> ${count(row.errors, 'error')}</small>`}</span>
          <span class="ranking-bar" aria-hidden="true"><span style=${{ width: `${(100 * row.calls) / most}%` }}></span></span>
        </li>`)}
      </ol>
    <//>`;
}
