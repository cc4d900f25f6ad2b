import { api } from './api.js';
import { byId, copy, element } from './dom.js';

const NAMES = { 'streamable-http': 'Streamable HTTP', sse: 'HTTP+SSE', websocket: 'WebSocket', stdio: 'stdio' };

const ISOLATION = {
  auto: 'clients it may ask something get an instance of their own',
  shared: 'all clients share one instance',
  session: 'every client gets an instance of its own',
};

/** Where clients find a server, to copy, and how the gateway treats it. */
export class Endpoints {
  #shown = '';

  async show(server) {
    if (!server) {
      this.#shown = '';
      return;
    }
    const { gateway } = server.definition.settings;
    const shown = JSON.stringify([server.id, server.name, gateway]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    const list = byId('endpoint-list');
    let items;
    try {
      items = (await api.endpoints(server.id)).map(item);
    } catch (error) {
      items = [element('li', { textContent: error.message })];
    }
    if (shown !== this.#shown) return;
    list.replaceChildren(...items, element('li', { className: 'soft', textContent: gatewayText(gateway) }));
  }
}

function item({ transport, path, command }) {
  const name = NAMES[transport] ?? transport;
  const origin = transport === 'websocket' ? location.origin.replace(/^http/, 'ws') : location.origin;
  const text = path ? origin + path : command.join(' ');
  const button = element('button', { type: 'button', className: 'quiet', textContent: 'Copy', attributes: { 'aria-label': `Copy ${name}` } });
  button.addEventListener('click', () => copy(text, name));
  return element('li', {}, element('span', { className: 'endpoint-name', textContent: name }), element('code', { textContent: text }), button);
}

function gatewayText({ exposed, protocol, isolation, maxIsolated, repeatIdempotent }) {
  return [
    exposed ? 'Part of the endpoint of all servers' : 'Not part of the endpoint of all servers',
    isolation === 'shared' ? ISOLATION.shared : `${ISOLATION[isolation]}, at most ${maxIsolated}`,
    protocol !== 'auto' && `spoken to in the ${protocol} protocol`,
    repeatIdempotent && 'calls of harmless tools are repeated',
  ].filter(Boolean).join('; ');
}
