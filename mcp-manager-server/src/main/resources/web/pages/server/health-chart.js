import { dateTime, millis } from '../../app/format.js';
import { html } from '../../app/html.js';
import { TimeChart } from '../../components/chart.js';
import { seconds } from './overview.js';

const WORST = ['unhealthy', 'degraded', 'healthy', 'unknown'];
const SERIES = [
  { key: 'p95', name: 'p95', shape: 'line', colour: 1 },
  { key: 'p50', name: 'Median', shape: 'line', colour: 2 },
];

/** Response times of a history, and below them how each step was. */
export function HealthChart({ history, summary }) {
  const points = history.points.map(({ from, responseTimeMillis }) => ({ from, p50: responseTimeMillis?.p50 ?? null, p95: responseTimeMillis?.p95 ?? null }));
  return html`
    <div class="stack">
      <${Strip} points=${history.points} label=${summary} />
      <${TimeChart} label="Response time" points=${points} step=${seconds(history.step) * 1000} series=${SERIES} format=${millis} />
    </div>`;
}

/** A mark for each step: the worse it was, the higher; a hair when nobody knows. */
function Strip({ points, label }) {
  return html`
    <div class="strip" role="img" aria-label=${label}>
      ${points.map((point) => {
    const worst = WORST.find((status) => point[status]);
    return html`<span key=${point.from} data-worst=${worst} title=${sentence(point)}></span>`;
  })}
    </div>
    <p class="hint strip-legend"><span data-worst="healthy"></span> healthy <span data-worst="degraded"></span> degraded <span data-worst="unhealthy"></span> unhealthy</p>`;
}

function sentence(point) {
  const found = WORST.filter((status) => point[status]).map((status) => `${point[status]} ${status}`);
  const times = point.responseTimeMillis;
  return `${dateTime(point.from)}: ${found.join(', ') || 'no checks'}${times ? `, p95 ${millis(times.p95)}, longest ${millis(times.max)}` : ''}`;
}
