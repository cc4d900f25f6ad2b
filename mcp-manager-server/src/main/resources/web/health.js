import { api } from './api.js';
import { chart } from './chart.js';
import { byId, element } from './dom.js';

const RANGES = { '1h': 'hour', '24h': '24 hours', '7d': '7 days', '30d': '30 days' };
const REFRESH_AFTER = 15_000;
const STATUSES = ['healthy', 'degraded', 'unhealthy', 'unknown'];

/** How well the selected server was: figures, a chart, and the same as a table. */
export class HealthView {
  #server = null;
  #range = '1h';
  #loadedAt = 0;
  #asked = 0;

  constructor() {
    this.#buttons().forEach((button) => button.addEventListener('click', () => {
      this.#range = button.dataset.range;
      this.#load();
    }));
    byId('health-retry').addEventListener('click', () => this.#load());
  }

  show(server) {
    const other = server?.id !== this.#server?.id;
    const checkedAgain = server?.health.checkedAt !== this.#server?.health.checkedAt;
    this.#server = server;
    if (!server) return;
    const due = checkedAgain && !document.hidden
      && (byId('health-body').hidden || performance.now() - this.#loadedAt > REFRESH_AFTER);
    if (other) this.#say('Loading its health…');
    if (other || due) this.#load();
  }

  async #load() {
    const { id } = this.#server;
    const asked = ++this.#asked;
    this.#loadedAt = performance.now();
    this.#buttons().forEach((button) =>
      button.setAttribute('aria-pressed', String(button.dataset.range === this.#range)));
    byId('health-body').setAttribute('aria-busy', 'true');
    try {
      const history = await api.health(id, this.#range);
      if (asked === this.#asked) this.#show(history);
    } catch (error) {
      if (asked === this.#asked) this.#say(`Its health could not be read: ${error.message}`, true);
    } finally {
      if (asked === this.#asked) byId('health-body').removeAttribute('aria-busy');
    }
  }

  #show(history) {
    if (history.checks.total === 0) {
      this.#say(this.#nothing());
      return;
    }
    byId('health-blank').hidden = true;
    byId('health-body').hidden = false;
    byId('health-figures').replaceChildren(...figures(history).map(([term, text, remark, bad]) =>
      element('div', {},
        element('dt', { textContent: term }),
        element('dd', { textContent: text, className: bad ? 'bad' : '' }),
        remark ? element('dd', { className: 'remark', textContent: remark }) : '')));
    const highest = Math.max(...history.points.map((point) => point.responseTimeMillis?.p95 ?? 0));
    byId('health-chart').replaceChildren(chart(history.points, highest, (point) => sentence(point, history.range)));
    byId('health-chart').setAttribute('aria-label', summary(history));
    byId('health-scale').textContent = highest > 0 ? `Response time, up to ${millis(highest)}` : 'No check succeeded';
    byId('health-from').textContent = moment(history.from, history.range);
    byId('health-to').textContent = 'now';
    byId('health-rows').replaceChildren(...rows(history));
  }

  #nothing() {
    const { kind } = this.#server.definition.settings.health;
    if (kind === 'none') return 'This server is not checked: its health check is of the kind none.';
    return this.#server.state === 'running'
      ? `No checks in the last ${RANGES[this.#range]} yet. The next one is near.`
      : `No checks in the last ${RANGES[this.#range]}. Only servers that run are checked.`;
  }

  #say(text, failed = false) {
    byId('health-body').hidden = true;
    byId('health-blank').hidden = false;
    byId('health-text').textContent = text;
    byId('health-retry').hidden = !failed;
  }

  #buttons() {
    return [...byId('health-ranges').children];
  }
}

function figures({ checks, uptimePercent, availability, responseTimeMillis, measuredFrom, from, range }) {
  const left = seconds(availability.remainingBudget);
  return [
    ['Uptime', uptimePercent === null ? 'unknown' : percent(uptimePercent),
      measuredFrom > from ? `since ${moment(measuredFrom, range)}` : `of the last ${RANGES[range]}`, !availability.met],
    ['Error budget', left < 0 ? `${span(-left)} over` : `${span(left)} left`,
      `${span(seconds(availability.errorBudget))} for ${availability.objectivePercent} %`, !availability.met],
    ['p95', responseTimeMillis ? millis(responseTimeMillis.p95) : 'none',
      responseTimeMillis ? `median ${millis(responseTimeMillis.p50)}` : 'no check succeeded'],
    ['Checks', checks.total.toLocaleString(), STATUSES.filter((status) => status !== 'healthy' && checks[status])
      .map((status) => `${checks[status].toLocaleString()} ${status}`).join(', ') || 'all healthy'],
  ];
}

function summary({ range, checks, uptimePercent, responseTimeMillis }) {
  const uptime = uptimePercent === null ? '' : `, uptime ${percent(uptimePercent)}`;
  const times = responseTimeMillis ? `, 95 of 100 answered within ${millis(responseTimeMillis.p95)}` : '';
  return `Health in the last ${RANGES[range]}: ${checks.total} ${checks.total === 1 ? 'check' : 'checks'}${uptime}${times}. The table below has the numbers.`;
}

function sentence(point, range) {
  const found = STATUSES.filter((status) => point[status]).map((status) => `${point[status]} ${status}`);
  const times = point.responseTimeMillis;
  return `${moment(point.from, range)}: ${found.join(', ') || 'no checks'}`
    + (times ? `, p95 ${millis(times.p95)}, longest ${millis(times.max)}` : '');
}

function rows({ points, range }) {
  const cell = (text) => element('td', { textContent: text });
  return points
    .filter((point) => STATUSES.some((status) => point[status]))
    .reverse()
    .map((point) => element('tr', {},
      element('th', { scope: 'row', textContent: moment(point.from, range) }),
      ...STATUSES.map((status) => cell(point[status] || '–')),
      ...['p50', 'p95', 'max'].map((name) =>
        cell(point.responseTimeMillis ? millis(point.responseTimeMillis[name]) : '–'))));
}

/** Never rounded up to 100. */
const percent = (value) => `${(Math.floor(value * 1000) / 1000).toLocaleString(undefined, { maximumFractionDigits: 3 })} %`;

function millis(value) {
  if (value >= 1000) return `${(value / 1000).toFixed(1)} s`;
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
}

/** Seconds of an ISO 8601 duration of hours at most, as the API writes them. */
function seconds(duration) {
  const [, hours = 0, minutes = 0, rest = 0] =
    /^PT(?:(-?\d+)H)?(?:(-?\d+)M)?(?:(-?[\d.]+)S)?$/.exec(duration) ?? [];
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(rest);
}

function span(value) {
  if (value < 60) return `${Math.floor(value)} s`;
  if (value < 3600) return `${Math.floor(value / 60)} min`;
  return `${Math.floor(value / 3600)} h ${Math.floor((value % 3600) / 60)} min`;
}

function moment(iso, range) {
  const time = new Date(iso);
  const clock = time.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hour12: false });
  return range === '1h' || range === '24h'
    ? clock
    : `${time.toLocaleDateString([], { day: 'numeric', month: 'short' })}, ${clock}`;
}
