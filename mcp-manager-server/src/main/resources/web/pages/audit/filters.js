import { html, useState } from '../../app/html.js';
import { navigate, useQuery } from '../../app/router.js';
import { Button } from '../../components/button.js';
import { useDelayed } from '../../components/delayed.js';
import { SelectField, TextField } from '../../components/field.js';
import { MomentField } from '../../components/moment.js';

const NAMES = ['q', 'actor', 'action', 'target', 'result', 'from', 'to'];
const RESULTS = [['', 'any'], ['done', 'done'], ['denied', 'denied'], ['failed', 'failed']];

/** The filter that an address has, as the API takes it. */
export const filterOf = (query) => Object.fromEntries(NAMES.map((name) => [name, query.get(name) ?? '']));

const MORE = ['action', 'target', 'actor', 'from', 'to'];

export function Filters({ filter }) {
  const set = Object.values(filter).some(Boolean);
  const [more, setMore] = useState(MORE.some((name) => filter[name]));
  return html`
    <div class="stack tight" role="search" aria-label="Filter">
      <div class="audit-filters">
        <${Text} name="q" label="Text" placeholder="in names, addresses, details" type="search" />
        <${Outcome} />
      </div>
      <details open=${more} onToggle=${(toggle) => setMore(toggle.target.open)}><summary>More filters</summary>
        <div class="audit-filters">
          <${Text} name="action" label="What" placeholder="such as users." />
          <${Text} name="target" label="On what" placeholder="such as server:files" />
          <${Text} name="actor" label="Who" placeholder="id, such as user:…" />
          <${Moment} name="from" label="From" /><${Moment} name="to" label="Until" />
        </div>
      </details>
      ${set && html`<div><${Button} kind="quiet" icon="close" onClick=${() => navigate('/audit', { replace: true })}>Clear filters<//></div>`}
    </div>`;
}

function Text({ name, ...rest }) {
  const [value, setValue] = useQuery(name);
  const [typed, type] = useDelayed(value, setValue);
  return html`<${TextField} ...${rest} value=${typed} onInput=${type} />`;
}

function Outcome() {
  const [value, setValue] = useQuery('result');
  return html`<${SelectField} label="Outcome" value=${value} onChange=${setValue} options=${RESULTS} />`;
}

function Moment({ name, label }) {
  const [value, setValue] = useQuery(name);
  return html`<${MomentField} label=${label} value=${value} onChange=${setValue} />`;
}
