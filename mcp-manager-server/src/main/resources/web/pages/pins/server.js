// The tools of one server, and what each is held to.

import { count, dateTime } from '../../app/format.js';
import { html, useState } from '../../app/html.js';
import { indentJson } from '../../app/json-text.js';
import { may } from '../../app/session.js';
import { Badge } from '../../components/badge.js';
import { ActionButton, Button } from '../../components/button.js';
import { Code } from '../../components/code.js';
import { Dialog } from '../../components/dialog.js';
import { Table } from '../../components/table.js';
import { Visible } from '../../components/visible.js';
import { approve } from './approve.js';
import { Flags } from './changed.js';
import { REACTIONS, STATES } from './words.js';

export function ServerPins({ tools, open: openFirst, reload }) {
  const [open, setOpen] = useState(openFirst);
  const [seen, setSeen] = useState(null);
  const waiting = tools.filter(({ state }) => state !== 'approved');
  const changed = tools.filter(({ state }) => state === 'changed').length;
  const why = may('proxy:write') ? undefined : 'It takes the permission proxy:write.';
  const { server } = tools[0];
  return html`
    <details class="card flush pin-group" open=${open} onToggle=${(toggle) => setOpen(toggle.target.open)}>
      <summary><h2>${server}</h2> <small>${count(tools.length, 'tool')}, ${count(tools.length - waiting.length, 'approved', 'approved')}</small>
        ${changed > 0 && html` <${Badge} state="warn">${changed} changed<//>`}</summary>
      ${open && html`
        ${waiting.length > 0 && html`<div class="actions pin-all"><${ActionButton} small icon="check" why=${why} label=${`Approve all ${waiting.length} of ${server}`} run=${() => approve(waiting, reload)}>Approve all ${waiting.length}<//></div>`}
        <${Table} label=${`Tools of ${server}`} rows=${tools} rowKey=${({ tool }) => tool} columns=${columns({ why, reload, look: setSeen })} />`}
      ${seen && html`<${Definition} pin=${seen} close=${() => setSeen(null)} />`}
    </details>`;
}

const columns = ({ why, reload, look }) => [
  { key: 'tool', title: 'Tool', render: (pin) => html`<button type="button" class="link" onClick=${() => look(pin)} aria-haspopup="dialog"><${Visible} text=${pin.tool} /></button>` },
  { key: 'state', title: 'State', render: ({ state, flags }) => html`<span class="row"><${Badge} state=${STATES[state][0]}>${STATES[state][1]}<//>${flags.length > 0 && html`<${Badge} state="warn">Suspicious<//>`}</span>` },
  { key: 'calls', title: 'Calls', render: ({ reaction }) => html`<${Badge} state=${REACTIONS[reaction][0]}>${REACTIONS[reaction][1]}<//>` },
  { key: 'by', title: 'Approved by', render: ({ approvedBy, state }) => (state === 'approved' && approvedBy ? html`<code>${approvedBy}</code>` : html`<span class="soft">nobody</span>`) },
  { key: 'since', title: 'Since', render: ({ changedAt }) => html`<time datetime=${changedAt}>${dateTime(changedAt)}</time>` },
  {
    key: 'do', title: 'Actions', hidden: true, align: 'end', render: (pin) => pin.state !== 'approved' && html`
      <${ActionButton} small why=${why} label=${`Approve ${pin.tool}`} run=${() => approve([pin], reload)}>Approve<//>`,
  },
];

function Definition({ pin, close }) {
  const definition = pin.offeredDefinition ?? pin.pinnedDefinition;
  return html`
    <${Dialog} title=${pin.tool} wide close=${close} foot=${html`<${Button} onClick=${close}>Close<//>`}>
      ${pin.flags.length > 0 && html`<${Flags} flags=${pin.flags} />`}
      <p class="soft">As ${pin.server} offers it now; characters that can’t be seen are written as numbers.</p>
      ${definition ? html`<${Code} label="Definition" what="definition" text=${indentJson(definition)} wrap />` : html`<p>It is too large to be kept.</p>`}
      <p class="soft mono">${pin.offered}</p>
    <//>`;
}
