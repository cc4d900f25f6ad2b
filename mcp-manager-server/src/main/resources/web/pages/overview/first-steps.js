import { html } from '../../app/html.js';
import { may } from '../../app/session.js';
import { Button } from '../../components/button.js';
import { Empty } from '../../components/states.js';

/** What to do when there is no server yet. */
export function FirstSteps() {
  const writes = may('servers:write');
  return html`
    <section class="card" aria-label="First steps">
      <${Empty} icon="server" title="No servers yet" text=${writes
    ? 'Add one by its command, image or URL, or paste the mcpServers of an AI client.' : 'Whoever may write servers can add one.'}>
        ${writes && html`<${Button} kind="primary" icon="plus" href="/servers/new">Add a server<//>`}
      <//>
      <ol class="first-steps">
        <li><b>Add a server.</b> Its health, log and tools are shown as it starts.</li>
        <li><b>Try its tools</b> under <a href="/tools">Tools</a>, with a form for their arguments.</li>
        <li><b>Connect your AI client</b> to the gateway. One address has the tools of all servers.</li>
      </ol>
    </section>`;
}
