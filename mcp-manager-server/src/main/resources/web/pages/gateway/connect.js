import { html, useState } from '../../app/html.js';
import { useQuery } from '../../app/router.js';
import { serverList } from '../../app/servers.js';
import { may, session } from '../../app/session.js';
import { CopyButton } from '../../components/button.js';
import { Card } from '../../components/card.js';
import { Code } from '../../components/code.js';
import { SelectField } from '../../components/field.js';
import { Tabs } from '../../components/tabs.js';
import { CLIENTS, commandLine, gatewayUrl, snippet } from './snippets.js';

const TRANSPORTS = [
  ['', 'Streamable HTTP', 'the one to use'],
  ['sse', 'HTTP+SSE', 'for clients of 2024'],
  ['ws', 'WebSocket', 'subprotocol mcp'],
];

/** What to give to which client: addresses, and the text for its configuration. */
export function ConnectClients() {
  const [server, setServer] = useQuery('of');
  const [client, setClient] = useState('generic');
  const closed = !session.value?.open;
  const { text, replacesKey } = snippet(client, { server, key: closed });
  const options = [['', 'All servers as one'], ...serverList.value.map(({ name }) => [name, name])];
  return html`
    <${Card} title="Connect a client">
      <div class="connect">
        <div class="stack">
          <${SelectField} label="What the client sees" value=${server} onChange=${setServer} options=${options}
            hint=${server ? 'This server alone, under its own names.' : 'Names start with the server’s: files__read_file.'} />
          <dl class="endpoints">
            ${TRANSPORTS.map(([transport, title, note]) => html`
              <${Endpoint} key=${transport} title=${title} note=${note} text=${gatewayUrl(server, transport)} />`)}
            <${Endpoint} title="Standard input and output" note="for clients that start programs" text=${commandLine(server)} />
          </dl>
        </div>
        <div>
          <${Tabs} label="Client" value=${client} onChange=${setClient} tabs=${Object.entries(CLIENTS).map(([id, { title }]) => [id, title])}>
            <div class="stack connect-client">
              <p>${CLIENTS[client].where}</p>
              <${Code} text=${text} what=${`Configuration for ${CLIENTS[client].title}`} wrap />
              ${replacesKey && html`<p class="remark">Put an API key in the place of <code>YOUR_API_KEY</code>. It needs <code>proxy:execute</code> and <code>tools:execute</code>.${' '}<${WhereKeys} /></p>`}
              ${!closed && html`<p class="hint">No API key is needed as long as the manager is open.</p>`}
            </div>
          <//>
        </div>
      </div>
    <//>`;
}

/** Everybody can make keys of their own; administrators see those of all. */
function WhereKeys() {
  return may('users:read') ? html`<a href="/access/keys">API keys</a>` : html`<a href="/profile">Make one in your profile</a>`;
}

function Endpoint({ title, note, text }) {
  return html`<div><dt>${title} <small>${note}</small></dt><dd><code>${text}</code> <${CopyButton} text=${text} what=${`${title} address`} /></dd></div>`;
}
