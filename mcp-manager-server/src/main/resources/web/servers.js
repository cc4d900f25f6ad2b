import { api } from './api.js';
import { loosenedText, notEnforcedText } from './container.js';
import { byId, confirmed, element, note } from './dom.js';

const OFFERED = { tools: 'tool', prompts: 'prompt', resources: 'resource' };

const BY_NAME = new Intl.Collator().compare;

/** The live list of servers. Rows are kept and updated, so that focus stays where it is. */
export class ServerList {
  #servers = new Map();
  #rows = new Map();
  #selected = null;
  #chosen = new Set();
  #lastChosen = null;
  #shown = [];
  #due = 0;
  #onSelect;

  /** Is told which servers are chosen, and how many of them the filter hides. */
  onChosen = () => {};

  constructor(onSelect) {
    this.#onSelect = onSelect;
    byId('server-search').addEventListener('input', () => this.#show());
    byId('server-state').addEventListener('change', () => this.#show());
    byId('choose-all').addEventListener('change', (change) => this.#chooseShown(change.target.checked));
  }

  replaceAll(servers) {
    const ids = new Set(servers.map((server) => server.id));
    for (const id of [...this.#servers.keys()]) if (!ids.has(id)) this.#drop(id);
    servers.forEach((server) => this.#put(server));
    this.#show();
  }

  put(server) {
    this.#put(server);
    this.#showSoon();
  }

  remove(id) {
    this.#drop(id);
    this.#showSoon();
  }

  select(id) {
    this.#selected = id;
    this.#rows.forEach((row, key) => row.select(key === id));
    this.#onSelect(this.#servers.get(id) ?? null);
  }

  get chosen() {
    return [...this.#chosen].map((id) => this.#servers.get(id)).sort((a, b) => BY_NAME(a.name, b.name));
  }

  chooseNone() {
    this.#chosen.clear();
    this.#showChosen();
  }

  #chooseShown(chosen) {
    this.#shown.forEach((id) => (chosen ? this.#chosen.add(id) : this.#chosen.delete(id)));
    this.#showChosen();
  }

  /** With the shift key: all from the one chosen last. */
  #choose(id, chosen, range) {
    const from = range ? this.#shown.indexOf(this.#lastChosen) : -1;
    const to = this.#shown.indexOf(id);
    const ids = from < 0 ? [id] : this.#shown.slice(Math.min(from, to), Math.max(from, to) + 1);
    ids.forEach((one) => (chosen ? this.#chosen.add(one) : this.#chosen.delete(one)));
    this.#lastChosen = id;
    this.#showChosen();
  }

  #showChosen() {
    this.#rows.forEach((row, id) => row.choose(this.#chosen.has(id)));
    const visible = this.#shown.filter((id) => this.#chosen.has(id)).length;
    const all = byId('choose-all');
    all.checked = visible > 0 && visible === this.#shown.length;
    all.indeterminate = visible > 0 && visible < this.#shown.length;
    all.disabled = this.#shown.length === 0;
    byId('choose-all-text').textContent = this.#shown.length < this.#servers.size
      ? `Select the ${this.#shown.length} shown` : `Select all ${this.#servers.size}`;
    this.onChosen(this.chosen, this.#chosen.size - visible);
  }

  #put(server) {
    this.#servers.set(server.id, server);
    if (!this.#rows.has(server.id)) {
      this.#rows.set(server.id, new Row(
        () => this.select(server.id),
        (chosen, range) => this.#choose(server.id, chosen, range)));
    }
    this.#rows.get(server.id).update(server);
    if (server.id === this.#selected) this.#onSelect(server);
  }

  #drop(id) {
    this.#servers.delete(id);
    this.#chosen.delete(id);
    this.#rows.get(id)?.node.remove();
    this.#rows.delete(id);
    if (id === this.#selected) this.select(null);
  }

  /** Many changes in a moment are shown at once: with a thousand servers sorting takes its time. */
  #showSoon() {
    this.#due ||= setTimeout(() => this.#show(), 50);
  }

  #show() {
    clearTimeout(this.#due);
    this.#due = 0;
    const list = byId('server-list');
    const sorted = [...this.#servers.values()].sort((a, b) => BY_NAME(a.name, b.name));
    const passes = filter();
    this.#shown = [];
    sorted.forEach((server, index) => {
      const { node } = this.#rows.get(server.id);
      node.hidden = !passes(server);
      if (!node.hidden) this.#shown.push(server.id);
      if (list.children[index] !== node) list.insertBefore(node, list.children[index] ?? null);
    });
    const running = sorted.filter((server) => server.state === 'running').length;
    byId('servers-loading').hidden = true;
    byId('servers-empty').hidden = sorted.length > 0;
    byId('server-tools').hidden = sorted.length < 2;
    byId('servers-filtered').hidden = sorted.length === 0 || this.#shown.length > 0;
    byId('server-count').textContent = sorted.length ? `${running} of ${sorted.length} running` : '';
    if (!this.#selected && sorted.length) this.select(sorted[0].id);
    this.#showChosen();
  }
}

/** Whether a server passes what is asked for above the list. */
function filter() {
  const words = byId('server-search').value.toLowerCase().split(/\s+/).filter(Boolean);
  const state = byId('server-state').value;
  return ({ name, state: its, definition }) => {
    if (state && state !== its && !(state === 'disabled' && !definition.enabled)) return false;
    const labels = Object.entries(definition.labels ?? {}).map(([key, value]) => `${key}=${value}`);
    const text = [name, launchText(definition.launch), definition.description ?? '', ...labels].join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  };
}

class Row {
  #server = null;
  #busy = false;
  #choice = element('input', { type: 'checkbox', className: 'choose' });
  #name = element('button', { type: 'button', className: 'server-name' });
  #state = element('span', { className: 'badge' });
  #health = element('span', { className: 'badge' });
  #disabled = element('span', { className: 'badge', data: { state: 'disabled' }, textContent: 'disabled', hidden: true });
  #loosened = element('span', { className: 'badge', data: { state: 'loosened' }, hidden: true });
  #launch = element('span', { className: 'server-launch' });
  #offers = element('span', { className: 'server-offers' });
  #why = element('p', { className: 'server-why', hidden: true });
  #buttons = {};
  node;

  constructor(onSelect, onChoose) {
    this.#name.addEventListener('click', onSelect);
    this.#choice.addEventListener('click', (click) => onChoose(this.#choice.checked, click.shiftKey));
    const actions = element('span', { className: 'buttons' });
    for (const [name, label] of [['start', 'Start'], ['stop', 'Stop'], ['restart', 'Restart'], ['delete', 'Delete']]) {
      const button = element('button', { type: 'button', textContent: label, className: name === 'delete' ? 'danger' : '', data: { action: name } });
      button.addEventListener('click', () => this.#act(name));
      this.#buttons[name] = button;
      actions.append(button);
    }
    this.node = element('li', { className: 'server' },
      element('div', { className: 'server-line' }, this.#choice, this.#name, this.#state, this.#health, this.#disabled, this.#loosened, this.#offers),
      this.#why,
      element('div', { className: 'server-line' }, this.#launch, actions));
  }

  select(selected) {
    this.node.classList.toggle('selected', selected);
    this.#name.setAttribute('aria-pressed', String(selected));
  }

  choose(chosen) {
    this.#choice.checked = chosen;
    this.node.classList.toggle('chosen', chosen);
  }

  update(server) {
    this.#server = server;
    const { state, health, definition, status } = server;
    this.#name.textContent = server.name;
    this.#choice.setAttribute('aria-label', `Select ${server.name}`);
    this.#disabled.hidden = definition.enabled;
    badge(this.#state, state, state);
    badge(this.#health, health.status, health.status);
    this.#health.hidden = state !== 'running' || health.status === 'unknown';
    const weaker = [...loosenedText(definition.launch), ...notEnforcedText(server.instance?.container?.notEnforced ?? [])];
    this.#loosened.hidden = weaker.length === 0;
    this.#loosened.textContent = `${weaker.length} loosened`;
    this.#loosened.title = weaker.join('\n');
    this.#launch.textContent = launchText(definition.launch);
    this.#launch.title = this.#launch.textContent;
    this.#offers.textContent = offersText(server.offers);
    const why = remark(server);
    this.#why.hidden = !why;
    this.#why.textContent = why;
    for (const [name, button] of Object.entries(this.#buttons)) {
      button.setAttribute('aria-label', `${button.textContent} ${server.name}`);
    }
    this.#enable();
  }

  #enable() {
    const { state, definition } = this.#server;
    const up = state === 'running' || state === 'starting';
    this.#buttons.start.hidden = up || state === 'stopping';
    this.#buttons.start.disabled = !definition.enabled;
    this.#buttons.start.title = definition.enabled ? '' : 'This server is disabled';
    this.#buttons.stop.hidden = !(up || state === 'error');
    this.#buttons.restart.hidden = state !== 'running';
    for (const button of Object.values(this.#buttons)) button.disabled ||= this.#busy;
    if (!this.#busy) for (const name of ['stop', 'restart', 'delete']) this.#buttons[name].disabled = false;
  }

  async #act(name) {
    const { id, name: serverName } = this.#server;
    if (name === 'delete' && !(await confirmed(`Delete ${serverName}?`,
      'It is stopped, and its definition and log are deleted. This cannot be undone.'))) return;
    // a start waits until the server answers; stopping it meanwhile must stay possible
    this.#busy = name === 'delete';
    this.#enable();
    try {
      const result = name === 'delete' ? await api.remove(id) : await api.command(id, name);
      note(`${serverName}: ${result.message}`);
    } catch (error) {
      note(`${serverName}: ${error.message}`, true);
    } finally {
      this.#busy = false;
      this.#enable();
    }
  }
}

export function badge(node, state, text) {
  node.dataset.state = state;
  node.textContent = text;
}

export function launchText(launch) {
  return launch.kind === 'remote' ? launch.url : [launch.image ?? launch.command, ...(launch.arguments ?? [])].join(' ');
}

function offersText(offers) {
  return Object.entries(OFFERED)
    .filter(([key]) => offers?.[key])
    .map(([key, word]) => `${offers[key]} ${word}${offers[key] === 1 ? '' : 's'}`)
    .join(' · ');
}

/** What is to be said about a server's state, with the phase it is about. */
function remark({ state, status, instance, definition }) {
  if (state === 'error' && status.failure) return `${status.failure.phase}: ${status.failure.message}`;
  if (state === 'starting' && status.phase === 'install') return definition.launch.kind === 'container' ? 'fetching its image' : 'installing its package';
  if (instance?.wedgedSince) return 'wedged: it answers nothing, not even a ping';
  return '';
}
