import { ask } from './api.js';
import { byId, clock, element, note } from './dom.js';

const WORDS = { ok: 'Fine', skipped: 'Not checked', warning: 'Warning', problem: 'Problem' };
const AREAS = {
  store: 'Database', servers: 'Servers', definitions: 'Definitions', leftovers: 'Leftovers', port: 'Port',
  configuration: 'Configuration', disk: 'Disk', memory: 'Memory', limits: 'Limits', threads: 'Threads', clock: 'Clock',
  java: 'Java', helpers: 'Helpers',
};
const LEVELS = ['debug', 'info', 'warning', 'error', 'off'];
const POLL = 1000;
const BASE = '/diagnostics';

const mebibytes = (bytes) => `${Math.round(bytes / 1048576).toLocaleString()} MiB`;

const count = (number, word) => `${number} ${word}${number === 1 ? '' : 's'}`;

/** `PT26H3M4.5S` as people say it. */
function span(iso) {
  const [, hours = 0, minutes = 0, seconds = 0] = /PT(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?/.exec(iso) ?? [];
  const days = Math.floor(hours / 24);
  if (days > 0) return `${count(days, 'day')} ${hours % 24} h`;
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min` : `${Math.floor(seconds)} s`;
}

/** What is wrong with the manager and its machine, and instruments to see more. Asks only while it is shown. */
export class SystemPage {
  #timer = 0;
  #busy = false;

  constructor() {
    byId('system-again').addEventListener('click', () => this.#examine());
    byId('record').addEventListener('submit', (event) => this.#record(event));
    byId('level').addEventListener('submit', (event) => this.#level(event));
  }

  show() {
    this.#examine();
    this.#levels();
    this.#recordings();
  }

  hide() {
    clearTimeout(this.#timer);
  }

  async #examine() {
    if (this.#busy) return;
    this.#busy = true;
    const again = byId('system-again');
    const state = byId('system-state');
    again.disabled = true;
    state.textContent = 'Looking…';
    state.dataset.state = 'connecting';
    try {
      const [info, report] = await Promise.all([ask('GET', '/system-info'), ask('GET', BASE)]);
      this.#facts(info.data);
      this.#findings(report.data);
    } catch (error) {
      state.textContent = 'Could not look';
      state.dataset.state = 'error';
      note(error.message, true);
    } finally {
      this.#busy = false;
      again.disabled = false;
    }
  }

  #facts(info) {
    const rows = [
      ['Version', info.version],
      ['Running for', span(info.uptime)],
      ['Heap', `${mebibytes(info.memoryUsedBytes)} of ${mebibytes(info.memoryMaxBytes)}`],
      ['Java', info.java],
      ['Machine', `${info.os}, ${count(info.processors, 'processor')}`],
      ['Process', String(info.processId)],
      ['Data folder', info.dataDirectory],
    ];
    byId('system-facts').replaceChildren(...rows.map(([name, value]) =>
      element('div', {}, element('dt', { textContent: name }), element('dd', { textContent: value }))));
  }

  #findings({ findings, status, time }) {
    const bad = findings.filter((finding) => ['problem', 'warning'].includes(finding.status));
    bad.sort((a, b) => (a.status === b.status ? 0 : a.status === 'problem' ? -1 : 1));
    const rest = findings.filter((finding) => !bad.includes(finding));
    const problems = bad.filter((finding) => finding.status === 'problem').length;
    const state = byId('system-state');
    state.dataset.state = { problem: 'error', warning: 'degraded' }[status] ?? 'healthy';
    state.textContent = bad.length === 0
      ? 'Nothing is wrong'
      : [problems && count(problems, 'problem'), bad.length > problems && count(bad.length - problems, 'warning')]
        .filter(Boolean).join(', ');
    byId('system-time').textContent = `Looked at ${clock(time)}`;
    byId('findings').replaceChildren(...bad.map(Finding));
    byId('findings').hidden = bad.length === 0;
    byId('fine-title').textContent = `${count(rest.length, 'check')} without a remark`;
    byId('fine').replaceChildren(...rest.map(Finding));
  }

  async #levels() {
    try {
      const { data } = await ask('GET', `${BASE}/log-levels`);
      byId('levels').replaceChildren(...data.map((setting) => this.#levelRow(setting)));
      byId('logger-names').replaceChildren(...data.map(({ logger }) => element('option', { value: logger })));
    } catch (error) {
      note(error.message, true);
    }
  }

  #levelRow({ logger, level, changed, until }) {
    const name = logger || 'everything else';
    const row = element('li', {},
      element('code', { textContent: name }), element('span', { className: 'level-name', textContent: level }));
    if (changed) {
      row.append(element('span', { className: 'soft', textContent: until ? `until ${clock(until)}` : 'until restart' }),
        element('button', {
          type: 'button', className: 'quiet', textContent: 'Take back', attributes: { 'aria-label': `Take back the level of ${name}` },
          onclick: () => this.#setLevel({ logger, level: 'default' }),
        }));
    }
    return row;
  }

  #level(event) {
    event.preventDefault();
    const form = event.target.elements;
    const body = { logger: form.logger.value.trim(), level: form.level.value };
    if (form.for.value) body.for = form.for.value;
    this.#setLevel(body);
  }

  async #setLevel(body) {
    try {
      const { data } = await ask('PUT', `${BASE}/log-levels`, JSON.stringify(body));
      note(`${data.logger || 'Everything else'} now logs at ${data.level}`);
      await this.#levels();
    } catch (error) {
      note(error.message, true);
    }
  }

  async #record(event) {
    event.preventDefault();
    try {
      await ask('POST', `${BASE}/recordings?seconds=${event.target.elements.seconds.value}`);
      note('Recording');
    } catch (error) {
      note(error.message, true);
    }
    await this.#recordings();
  }

  async #recordings() {
    clearTimeout(this.#timer);
    try {
      const { data } = await ask('GET', `${BASE}/recordings`);
      byId('recordings').replaceChildren(...data.map(Recording));
      const running = data.find((recording) => !recording.finished);
      byId('record-start').disabled = running !== undefined;
      if (running && !byId('page-system').hidden) this.#timer = setTimeout(() => this.#recordings(), POLL);
    } catch (error) {
      note(error.message, true);
    }
  }
}

const sentence = (text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

function Finding({ id, subject, status, found, remedy }) {
  const area = AREAS[id.split('.')[0]] ?? id;
  const text = element('div', { className: 'finding-text' },
    element('p', {}, element('strong', { textContent: subject ? `${area}: ${subject}` : area }), sentence(found)));
  if (remedy) text.append(element('p', { className: 'remedy', textContent: remedy }));
  return element('li', { className: 'finding', data: { status }, title: id },
    element('span', { className: 'badge', data: { status }, textContent: WORDS[status] ?? status }), text);
}

function Recording({ name, finished, bytes, endsAt }) {
  if (!finished) {
    const left = Math.max(0, Math.ceil((new Date(endsAt) - Date.now()) / 1000));
    return element('li', {}, element('code', { textContent: name }),
      element('span', { className: 'soft', textContent: left > 0 ? `${left} s left` : 'being written…' }));
  }
  return element('li', {}, element('a', {
    href: `/api/v1${BASE}/recordings/${encodeURIComponent(name)}/file`, download: `${name}.jfr`, textContent: name,
  }), element('span', { className: 'soft', textContent: bytes < 1048576 ? `${Math.ceil(bytes / 1024)} KiB` : mebibytes(bytes) }));
}

byId('level-choice').append(...LEVELS.map((level) => element('option', { value: level, textContent: level })));
