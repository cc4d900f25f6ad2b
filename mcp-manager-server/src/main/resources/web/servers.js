import { api } from './api.js';
import { byId, element, note } from './dom.js';

const OFFERED = { tools: 'tool', prompts: 'prompt', resources: 'resource' };

/** The live list of servers. Rows are kept and updated, so that focus stays where it is. */
export class ServerList {
  #servers = new Map();
  #rows = new Map();
  #selected = null;
  #onSelect;

  constructor(onSelect) {
    this.#onSelect = onSelect;
  }

  replaceAll(servers) {
    const ids = new Set(servers.map((server) => server.id));
    for (const id of [...this.#servers.keys()]) if (!ids.has(id)) this.#drop(id);
    servers.forEach((server) => this.#put(server));
    this.#show();
  }

  put(server) {
    this.#put(server);
    this.#show();
  }

  remove(id) {
    this.#drop(id);
    this.#show();
  }

  select(id) {
    this.#selected = id;
    this.#rows.forEach((row, key) => row.select(key === id));
    this.#onSelect(this.#servers.get(id) ?? null);
  }

  #put(server) {
    this.#servers.set(server.id, server);
    if (!this.#rows.has(server.id)) {
      this.#rows.set(server.id, new Row(() => this.select(server.id)));
    }
    this.#rows.get(server.id).update(server);
    if (server.id === this.#selected) this.#onSelect(server);
  }

  #drop(id) {
    this.#servers.delete(id);
    this.#rows.get(id)?.node.remove();
    this.#rows.delete(id);
    if (id === this.#selected) this.select(null);
  }

  #show() {
    const list = byId('server-list');
    const sorted = [...this.#servers.values()].sort((a, b) => a.name.localeCompare(b.name));
    sorted.forEach((server, index) => {
      const node = this.#rows.get(server.id).node;
      if (list.children[index] !== node) list.insertBefore(node, list.children[index] ?? null);
    });
    const running = sorted.filter((server) => server.state === 'running').length;
    byId('servers-loading').hidden = true;
    byId('servers-empty').hidden = sorted.length > 0;
    byId('server-count').textContent = sorted.length ? `${running} of ${sorted.length} running` : '';
    if (!this.#selected && sorted.length) this.select(sorted[0].id);
  }
}

class Row {
  #server = null;
  #busy = false;
  #name = element('button', { type: 'button', className: 'server-name' });
  #state = element('span', { className: 'badge' });
  #health = element('span', { className: 'badge' });
  #launch = element('span', { className: 'server-launch' });
  #offers = element('span', { className: 'server-offers' });
  #why = element('p', { className: 'server-why', hidden: true });
  #buttons = {};
  node;

  constructor(onSelect) {
    this.#name.addEventListener('click', onSelect);
    const actions = element('span', { className: 'buttons' });
    for (const [name, label] of [['start', 'Start'], ['stop', 'Stop'], ['restart', 'Restart'], ['delete', 'Delete']]) {
      const button = element('button', { type: 'button', textContent: label, className: name === 'delete' ? 'danger' : '', data: { action: name } });
      button.addEventListener('click', () => this.#act(name));
      this.#buttons[name] = button;
      actions.append(button);
    }
    this.node = element('li', { className: 'server' },
      element('div', { className: 'server-line' }, this.#name, this.#state, this.#health, this.#offers),
      this.#why,
      element('div', { className: 'server-line' }, this.#launch, actions));
  }

  select(selected) {
    this.node.classList.toggle('selected', selected);
    this.#name.setAttribute('aria-pressed', String(selected));
  }

  update(server) {
    this.#server = server;
    const { state, health, definition, status } = server;
    this.#name.textContent = server.name;
    badge(this.#state, state, state);
    badge(this.#health, health.status, health.status);
    this.#health.hidden = state !== 'running' || health.status === 'unknown';
    this.#launch.textContent = launchText(definition.launch);
    this.#launch.title = this.#launch.textContent;
    this.#offers.textContent = offersText(server.offers);
    const failed = state === 'error' && status.failure;
    this.#why.hidden = !failed;
    this.#why.textContent = failed ? status.failure.message : '';
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
    if (name === 'delete' && !(await confirmDelete(serverName))) return;
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
  return launch.kind === 'remote' ? launch.url : [launch.command, ...(launch.arguments ?? [])].join(' ');
}

function offersText(offers) {
  return Object.entries(OFFERED)
    .filter(([key]) => offers?.[key])
    .map(([key, word]) => `${offers[key]} ${word}${offers[key] === 1 ? '' : 's'}`)
    .join(' · ');
}

function confirmDelete(name) {
  const dialog = byId('confirm-dialog');
  byId('confirm-title').textContent = `Delete ${name}?`;
  byId('confirm-text').textContent = 'It is stopped, and its definition and log are deleted. This cannot be undone.';
  dialog.returnValue = 'cancel';
  dialog.showModal();
  return new Promise((resolve) =>
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true }));
}
