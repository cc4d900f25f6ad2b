import { html } from '../../app/html.js';
import { number } from '../../app/format.js';
import { stateCounts } from '../../app/servers.js';
import { Button } from '../../components/button.js';
import { Search, Segments, Select } from '../../components/field.js';
import { KINDS, labelsOf } from './describe.js';

const STATES = ['running', 'starting', 'stopping', 'stopped', 'error', 'maintenance'];
const HEALTH = ['healthy', 'degraded', 'unhealthy', 'unknown'];
const SORTS = [['name', 'By name'], ['-name', 'By name, Z first'], ['state', 'Failed first'], ['since', 'Changed last first'], ['-since', 'Changed first first'],
  ['-tools', 'Most tools first'], ['tools', 'Fewest tools first'], ['launch', 'By command'], ['-launch', 'By command, Z first']];

/** What narrows the list, and how it is shown. */
export function Toolbar({ filter, view, setView, selection }) {
  return html`
    <div class="servers-toolbar">
      <div class="toolbar" role="search" aria-label="Servers">
        <${Search} label="Search name, command or label" value=${filter.search} onInput=${filter.setSearch} data-find="" />
        <${Select} aria-label="State" value=${filter.state} onChange=${filter.setState} options=${states(filter.all)} />
        <${Select} aria-label="Kind" value=${filter.kind} onChange=${filter.setKind} options=${[['', 'Any kind'], ...Object.entries(KINDS)]} />
        <${Select} aria-label="Health" value=${filter.health} onChange=${filter.setHealth} options=${[['', 'Any health'], ...HEALTH]} />
        <${Labels} filter=${filter} />
        ${view === 'cards' && html`<${Select} aria-label="Order" value=${filter.sort} onChange=${filter.setSort} options=${SORTS} />`}
      </div>
      <div class="toolbar servers-count">
        ${selection && html`<${SelectShown} selection=${selection} shown=${filter.shown.length} all=${filter.all.length} />`}
        ${filter.filtered && html`
          <span class="soft" role="status">${number(filter.shown.length)} of ${number(filter.all.length)} shown</span>
          <${Button} small kind="quiet" onClick=${filter.clear}>Clear filters<//>`}
        <span class="end servers-view"><${Segments} label="Show as" value=${view} onChange=${setView} options=${[['table', 'Table'], ['cards', 'Cards']]} /></span>
      </div>
    </div>`;
}

function states(all) {
  const counts = stateCounts.value;
  const disabled = all.reduce((sum, { definition }) => sum + !definition.enabled, 0);
  return [['', 'Any state'], ...STATES.map((state) => [state, `${state}${counts[state] ? ` (${number(counts[state])})` : ''}`]),
    ['disabled', `disabled${disabled ? ` (${number(disabled)})` : ''}`]];
}

function Labels({ filter }) {
  const labels = [...new Set([...filter.all.flatMap(labelsOf), ...(filter.label ? [filter.label] : [])])].sort();
  return labels.length > 0 && html`
    <${Select} aria-label="Label" value=${filter.label} onChange=${filter.setLabel} options=${[['', 'Any label'], ...labels]} />`;
}

function SelectShown({ selection, shown, all }) {
  return html`
    <label class="row"><input type="checkbox" checked=${selection.all} indeterminate=${selection.some} disabled=${shown === 0}
      onChange=${(change) => selection.chooseShown(change.target.checked)} />
      ${shown < all ? `Select the ${number(shown)} shown` : `Select all ${number(all)}`}</label>`;
}
