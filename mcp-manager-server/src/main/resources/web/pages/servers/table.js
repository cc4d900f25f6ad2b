// Servers as a table that stays fast with thousands: only the rows near the window are in the document.

import { html } from '../../app/html.js';
import { memo } from '../../app/memo.js';
import { Icon } from '../../components/icon.js';
import { Ago } from '../../components/time.js';
import { useVisibleRows } from '../../components/virtual.js';
import { labelsOf, launchText, offersText } from './describe.js';
import { Actions, Choice, Name, Remark, States } from './parts.js';

const ROW = 52;
const COLUMNS = [['name', 'Name'], ['state', 'State'], ['launch', 'What runs'], ['tools', 'Offers'], ['since', 'Since']];

export function ServersTable({ servers, selection, sort, setSort, onKeyDown }) {
  const { frame, from, to, before, after } = useVisibleRows(servers.length, ROW);
  return html`
    <div class="card flush">
      <table class="servers-table" aria-label="Servers" aria-rowcount=${servers.length + 1} onKeyDown=${onKeyDown}>
        <thead><tr aria-rowindex="1">
          ${selection && html`<th scope="col" class="choice"><span class="unseen">Selected</span></th>`}
          ${COLUMNS.map(([key, title]) => html`<${Heading} key=${key} name=${key} title=${title} sort=${sort} setSort=${setSort} />`)}
          <th scope="col" class="act"><span class="unseen">Actions</span></th>
        </tr></thead>
        <tbody ref=${frame}>
          ${before > 0 && html`<tr key="before" aria-hidden="true" style=${{ height: `${before}px` }}></tr>`}
          ${servers.slice(from, to).map((server, at) => html`<${Row} key=${server.id} server=${server} at=${from + at} chosen=${selection?.has(server.id)} choose=${selection?.choose} />`)}
          ${after > 0 && html`<tr key="after" aria-hidden="true" style=${{ height: `${after}px` }}></tr>`}
        </tbody>
      </table>
    </div>`;
}

function Heading({ name, title, sort, setSort }) {
  const direction = sort === name ? 'ascending' : sort === `-${name}` ? 'descending' : undefined;
  return html`
    <th scope="col" class=${name} aria-sort=${direction}>
      <button type="button" class="sort" onClick=${() => setSort(direction === 'ascending' ? `-${name}` : name)}>
        ${title} ${direction && html`<${Icon} name=${direction === 'ascending' ? 'up' : 'down'} size=${14} />`}
      </button>
    </th>`;
}

const Row = memo(({ server, at, chosen, choose }) => {
  const labels = labelsOf(server);
  const launch = launchText(server.definition.launch);
  return html`
    <tr aria-rowindex=${at + 2} data-at=${at} class=${chosen ? 'chosen' : ''}>
      ${choose && html`<td class="choice"><${Choice} server=${server} chosen=${chosen} choose=${choose} /></td>`}
      <th scope="row" class="name"><${Name} server=${server} />
        ${labels.length > 0 && html`<span class="clip servers-labels" title=${labels.join('\n')}>${labels.join(' · ')}</span>`}</th>
      <td class="state"><span class="servers-states"><${States} server=${server} /></span></td>
      <td class="launch"><code class="clip" title=${launch}>${launch}</code><${Remark} server=${server} /></td>
      <td class="tools">${offersText(server.offers)}</td>
      <td class="since"><${Ago} at=${server.status.since} /></td>
      <td class="act"><${Actions} server=${server} /></td>
    </tr>`;
});
