// Where clients find a server, and how the gateway treats it.

import { get, path, useLoad } from '../../app/api.js';
import { html } from '../../app/html.js';
import { CopyButton } from '../../components/button.js';
import { Card } from '../../components/card.js';
import { Loaded } from '../../components/states.js';

const NAMES = { 'streamable-http': 'Streamable HTTP', sse: 'HTTP+SSE', websocket: 'WebSocket', stdio: 'stdio' };

const ISOLATION = {
  auto: 'Clients it may ask something get an instance of their own',
  shared: 'All clients share one instance',
  session: 'Every client gets an instance of its own',
};

export function Endpoints({ server }) {
  const load = useLoad(async () => (await get(path(['servers', server.id, 'endpoints']))).data, [server.id, server.name]);
  return html`
    <${Card} title="Connect a client">
      <div class="stack">
        <${Loaded} load=${load}>${(endpoints) => html`
          <ul class="endpoints">${endpoints.map((endpoint) => html`<${Endpoint} key=${endpoint.transport} ...${endpoint} />`)}</ul>`}<//>
        <p class="hint">${treatment(server.definition.settings.gateway)} <a href="/gateway">How to set up a client</a></p>
      </div>
    <//>`;
}

function Endpoint({ transport, path: at, command }) {
  const name = NAMES[transport] ?? transport;
  const origin = transport === 'websocket' ? location.origin.replace(/^http/, 'ws') : location.origin;
  const text = at ? origin + at : command.join(' ');
  return html`
    <li><span class="soft">${name}</span><code>${text}</code><${CopyButton} text=${text} what=${`${name} ${at ? 'URL' : 'command'}`} /></li>`;
}

function treatment({ exposed, protocol, isolation, maxIsolated, repeatIdempotent }) {
  return `${[
    exposed ? 'Part of the endpoint of all servers' : 'Not part of the endpoint of all servers',
    isolation === 'shared' ? ISOLATION.shared : `${ISOLATION[isolation]}, at most ${maxIsolated}`,
    protocol !== 'auto' && `It is spoken to in the ${protocol} protocol`,
    repeatIdempotent && 'Calls of harmless tools are repeated when they were interrupted',
  ].filter(Boolean).join('. ')}.`;
}
