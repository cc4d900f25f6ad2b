// Who did what, when, and how it ended; whether the trail is as it was written.

import { html, useState } from '../app/html.js';
import { Page } from '../app/page-view.js';
import { place } from '../app/router.js';
import { may } from '../app/session.js';
import { Button } from '../components/button.js';
import { Entries } from './audit/entries.js';
import { Filters, filterOf } from './audit/filters.js';
import { Trust } from './audit/trust.js';

export default function AuditPage() {
  const filter = filterOf(place.value.query);
  const [turn, setTurn] = useState(0);
  const exported = new URLSearchParams(Object.entries(filter).filter(([, value]) => value));
  const actions = html`
    <${Button} icon="restart" onClick=${() => setTurn(turn + 1)}>Look again<//>
    ${may('audit:export') && html`<a class="button" href=${`/api/v1/audit/export?${exported}`} download="audit.ndjson">Export${exported.size > 0 && ' these'}</a>`}`;
  return html`
    <${Page} title="Audit" lead="Every change, and every attempt that was refused. What is only looked at is not here." actions=${actions}>
      <${Trust} />
      <${Filters} filter=${filter} />
      <${Entries} filter=${filter} turn=${turn} />
    <//>`;
}
