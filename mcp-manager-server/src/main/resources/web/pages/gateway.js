// Where clients connect, who is there, and what they ask.

import { html } from '../app/html.js';
import { Page } from '../app/page-view.js';
import { Calls } from './gateway/calls.js';
import { Clients } from './gateway/clients.js';
import { ConnectClients } from './gateway/connect.js';

export default function GatewayPage() {
  return html`
    <${Page} title="Gateway" lead="One address for the tools, prompts and resources of all servers, and one for each server by itself.">
      <${ConnectClients} />
      <${Clients} />
      <${Calls} />
    <//>`;
}
