// What the manager was told at its start, and where.

import { get, useLoad } from '../../app/api.js';
import { html } from '../../app/html.js';
import { useQuery } from '../../app/router.js';
import { Badge } from '../../components/badge.js';
import { Card } from '../../components/card.js';
import { Search, Segments } from '../../components/field.js';
import { Empty, Loaded } from '../../components/states.js';
import { Table } from '../../components/table.js';

const COLUMNS = [
  { key: 'key', title: 'Key', render: ({ key }) => html`<code class="configuration-key">${key}</code>`, sort: ({ key }) => key },
  { key: 'value', title: 'Value', render: (row) => html`<${Value} row=${row} />` },
  { key: 'origin', title: 'Set by', render: (row) => html`<${Origin} row=${row} />`, sort: ({ source }) => source },
  { key: 'help', title: 'What it is', render: ({ help, expected, variable }) => html`${help} <small>${expected}. <code>${variable}</code></small>` },
];

export function Configuration() {
  const load = useLoad(() => get('/configuration').then(({ data }) => data), []);
  const [text, setText] = useQuery('q');
  const [only, setOnly] = useQuery('show', 'all');
  const [sort, setSort] = useQuery('sort', 'key');
  return html`<${Loaded} load=${load}>${(rows) => {
    const wanted = text.toLowerCase();
    const shown = rows.filter((row) => (only === 'all' || row.origin !== 'default') && `${row.key} ${row.help} ${row.variable}`.toLowerCase().includes(wanted));
    return html`
      <p class="soft">The manager reads this once: change it in its file, a variable or an option, and start it again.</p>
      <div class="toolbar">
        <${Search} label="Find a key" value=${text} onInput=${setText} />
        <${Segments} label="Show" value=${only} onChange=${setOnly} options=${[['all', 'All'], ['set', 'Only what is set']]} />
      </div>
      <${Card} flush>
        ${shown.length
    ? html`<${Table} label="Configuration" rows=${shown} rowKey=${({ key }) => key} columns=${COLUMNS} sort=${sort} onSort=${setSort} />`
    : html`<${Empty} icon="search" title="No key fits" text=${only === 'set' && !text ? 'Nothing is set: every key has its default.' : 'Try other words.'} />`}
      <//>`;
  }}<//>`;
}

function Value({ row }) {
  if (row.value === null || row.value === undefined || row.value === '') return html`<span class="soft">not set</span>`;
  return html`<code>${String(row.value)}</code>${row.origin !== 'default' && row.default !== undefined && row.default !== null && row.default !== ''
    ? html` <small>default: <code>${String(row.default)}</code></small>` : ''}`;
}

function Origin({ row }) {
  return row.origin === 'default' ? html`<span class="soft">default</span>` : html`<${Badge} state="info">${row.source}<//>`;
}
