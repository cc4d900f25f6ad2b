// Whether the trail can be believed: verifying walks all of it.

import { attempt } from '../../app/announce.js';
import { get } from '../../app/api.js';
import { count, number } from '../../app/format.js';
import { html, useState } from '../../app/html.js';
import { isHost } from '../../app/session.js';
import { Badge } from '../../components/badge.js';
import { ActionButton, Button } from '../../components/button.js';
import { Card } from '../../components/card.js';
import { Dialog } from '../../components/dialog.js';
import { Empty } from '../../components/states.js';
import { Table } from '../../components/table.js';
import { Time } from '../../components/time.js';

export function Trust() {
  const [found, setFound] = useState(null);
  const [all, setAll] = useState(null);
  const [anchors, setAnchors] = useState(null);
  const now = () => new Date().toISOString();
  const verify = () => attempt(async () => setFound({ ...(await get('/audit/verify')).data, at: now() }));
  const verifyAll = () => attempt(async () => setAll({ trails: (await get('/audit/verify/all')).data, at: now() }));
  const show = () => attempt(async () => setAnchors((await get('/audit/anchors?limit=100')).data));
  return html`
    <${Card} title="Is it as it was written?" actions=${html`
      <${ActionButton} run=${show}>Anchors<//>
      ${isHost() && html`<${ActionButton} run=${verifyAll}>Verify all tenants<//>`}
      <${ActionButton} kind="primary" icon="check" run=${verify}>Verify now<//>`}>
      <div role="status" class="stack">
        ${found ? html`<${Verdict} found=${found} />` : !all && html`<p class="soft">Each entry carries a keyed hash over the one before. Verifying walks the whole trail and compares it with its anchors.</p>`}
        ${all && html`<${AllTenants} ...${all} />`}
      </div>
    <//>
    ${anchors && html`<${Anchors} anchors=${anchors} close=${() => setAnchors(null)} />`}`;
}

function Verdict({ found }) {
  if (found.intact) {
    return html`<p class="remark good"><strong>Everything is as it was written.</strong>${' '}
      ${count(found.entries, 'entry', 'entries')} (${found.firstSequence} to ${found.lastSequence}) and ${count(found.anchors, 'anchor')} fit. <${Time} at=${found.at} /></p>`;
  }
  return html`<p class="remark bad"><strong>The trail was tampered with at entry ${found.fault.sequence}.</strong>${' '}
    ${found.fault.message} (${found.fault.kind}). ${found.entries > 0 && `The ${count(found.entries, 'entry', 'entries')} before are in order. `}Compare with anchors kept elsewhere and with a backup. <${Time} at=${found.at} /></p>`;
}

const TRAILS = [
  { key: 'tenant', title: 'Tenant', render: ({ tenant }) => html`<span class="whole">${tenant}</span>` },
  { key: 'intact', title: 'Trail', render: ({ intact }) => html`<${Badge} state=${intact ? 'good' : 'bad'}>${intact ? 'as it was written' : 'tampered with'}<//>` },
  { key: 'entries', title: 'Entries in order', render: ({ entries }) => number(entries), align: 'end' },
  { key: 'fault', title: 'What is wrong', render: ({ fault }) => fault && `Entry ${fault.sequence}: ${fault.message}` },
];

function AllTenants({ trails, at }) {
  const wrong = trails.filter(({ intact }) => !intact).length;
  if (!trails.length) return html`<p class="remark">No tenant has a trail yet.</p>`;
  return html`
    <div class="stack">
      <p class=${`remark ${wrong ? 'bad' : 'good'}`}><strong>${wrong
    ? `Of ${count(trails.length, 'tenant')}, ${wrong === 1 ? 'the trail of one was' : `the trails of ${wrong} were`} tampered with.`
    : `The ${trails.length === 1 ? 'trail of the only tenant is as it was' : `trails of all ${trails.length} tenants are as they were`} written.`}</strong> <${Time} at=${at} /></p>
      <${Table} label="Trails of all tenants" rows=${trails} columns=${TRAILS} rowKey=${({ tenant }) => tenant} />
    </div>`;
}

const COLUMNS = [
  { key: 'sequence', title: 'Up to entry', render: (anchor) => anchor.sequence },
  { key: 'time', title: 'When', render: (anchor) => html`<${Time} at=${anchor.time} />` },
  { key: 'hash', title: 'Hash', wide: true, render: (anchor) => html`<code>${anchor.hash}</code>` },
];

function Anchors({ anchors, close }) {
  return html`
    <${Dialog} wide title="Anchors" close=${close} foot=${html`<${Button} onClick=${close}>Close<//>`}>
      <p>An anchor says how far the trail had come. Kept on another machine (the file audit-anchors.ndjson in the data folder), it shows if an older copy of the database is put in place.</p>
      ${anchors.length ? html`<${Table} label="Anchors" rows=${anchors} columns=${COLUMNS} rowKey=${(anchor) => anchor.sequence} />`
        : html`<${Empty} icon="pin" title="No anchors yet" text="One is made every hour in which something was written, after 1,000 entries and when the manager ends." />`}
    <//>`;
}
