import { html } from '../../app/html.js';
import { count } from '../../app/format.js';
import { servers } from '../../app/servers.js';
import { ServerState } from '../../components/badge.js';
import { Button } from '../../components/button.js';
import { Card } from '../../components/card.js';

/** What an import did; the servers are watched as they start. */
export function Result({ report, again }) {
  const { created, skipped, notes } = report;
  return html`
    <${Card} title=${created.length ? `${count(created.length, 'server')} added` : 'Nothing new was added'} class="card add-form">
      <div class="stack" role="status">
        ${created.length > 0 && html`<ul class="paste-servers">${created.map((one) => html`<${Added} key=${one.id} server=${servers.value?.get(one.id) ?? one} />`)}</ul>`}
        ${skipped.length > 0 && html`<p>Already there and left as ${skipped.length === 1 ? 'it is' : 'they are'}: ${skipped.join(', ')}.</p>`}
        ${notes.map((note) => html`<p key=${note} class="remark">${note}</p>`)}
      </div>
      <div class="form-foot"><${Button} kind="primary" href="/servers">See all servers<//><${Button} onClick=${again}>Paste another<//></div>
    <//>`;
}

function Added({ server }) {
  return html`<li class="row"><a href=${`/servers/${encodeURIComponent(server.name)}`}>${server.name}</a> <${ServerState} server=${server} /></li>`;
}
