import { html } from '../app/html.js';
import { Icon } from './icon.js';

/**
 * A table. `columns`: { key, title, render(row), sort(row) to sort by it, align: 'end', wide: true to take the rest };
 * the first column names the row. `sort` is "key" or "-key"; with `onSort` headings become buttons. On narrow screens
 * rows are stacked.
 */
export function Table({ label, columns, rows, rowKey = (row) => row.id, sort = '', onSort, rowState }) {
  const by = columns.find(({ key }) => key === sort.replace('-', ''));
  const sorted = by?.sort ? [...rows].sort((a, b) => compare(by.sort(a), by.sort(b)) * (sort.startsWith('-') ? -1 : 1)) : rows;
  return html`
    <div class="table-frame">
      <table class="table" aria-label=${label}>
        <thead><tr>${columns.map((column) => html`<${Heading} key=${column.key} column=${column} sort=${sort} onSort=${onSort} />`)}</tr></thead>
        <tbody>
          ${sorted.map((row) => html`
            <tr key=${rowKey(row)} data-state=${rowState?.(row)}>
              ${columns.map((column, at) => (at === 0
                ? html`<th key=${column.key} scope="row">${column.render(row)}</th>`
                : html`<td key=${column.key} data-label=${column.title} class=${column.align ?? ''}>${column.render(row)}</td>`))}
            </tr>`)}
        </tbody>
      </table>
    </div>`;
}

const collator = new Intl.Collator([], { numeric: true });
export const compare = (a, b) => (typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a ?? ''), String(b ?? '')));

function Heading({ column: { key, title, sort: sorts, align, wide, hidden }, sort, onSort }) {
  const direction = sort === key ? 'ascending' : sort === `-${key}` ? 'descending' : undefined;
  const classes = [align, wide && 'rest'].filter(Boolean).join(' ');
  if (hidden) return html`<th scope="col" class=${classes}><span class="unseen">${title}</span></th>`;
  if (!sorts || !onSort) return html`<th scope="col" class=${classes}>${title}</th>`;
  return html`
    <th scope="col" class=${classes} aria-sort=${direction}>
      <button type="button" class="sort" onClick=${() => onSort(direction === 'ascending' ? `-${key}` : key)}>
        ${title} ${direction && html`<${Icon} name=${direction === 'ascending' ? 'up' : 'down'} size=${14} />`}
      </button>
    </th>`;
}
