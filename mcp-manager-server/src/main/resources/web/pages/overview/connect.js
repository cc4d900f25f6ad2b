import { html } from '../../app/html.js';
import { may, session } from '../../app/session.js';
import { CopyButton } from '../../components/button.js';
import { Card } from '../../components/card.js';
import { Code } from '../../components/code.js';
import { gatewayUrl, snippet } from '../gateway/snippets.js';

/** Where AI clients connect, and what to give them. */
export function Connect() {
  const { text } = snippet('generic', { key: !session.value?.open });
  return html`
    <${Card} title="Connect an AI client" actions=${may('proxy:read') && html`<a href="/gateway">All clients and transports</a>`}>
      <div class="stack">
        <p class="row"><span class="soft">Streamable HTTP</span> <code id="gateway-url">${gatewayUrl()}</code> <${CopyButton} text=${gatewayUrl()} what="URL" /></p>
        <details><summary>Configuration for a client</summary>
          <div class="stack">
            <p>Paste this into your client’s MCP configuration. It sees the tools of all running servers.${!session.value?.open && html` Put an API key in the place of <code>YOUR_API_KEY</code>${may('users:read') && html`; make one under <a href="/access/keys">Access</a>`}.`}</p>
            <${Code} text=${text} what="Client configuration" />
          </div>
        </details>
      </div>
    <//>`;
}
