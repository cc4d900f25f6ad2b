import { clock } from '../../app/format.js';
import { html } from '../../app/html.js';
import { Badge } from '../../components/badge.js';
import { Card } from '../../components/card.js';
import { Table } from '../../components/table.js';
import { Visible } from '../../components/visible.js';

/** What a held call came to, in words. */
export const OUTCOMES = {
  approved: ['good', 'Approved'], denied: ['bad', 'Denied'], expired: ['stopped', 'Not decided in time'], outdated: ['stopped', 'Given up'],
};

/** What such a call may still do. */
const rest = ({ state, expiresAt }) => (state === 'approved'
  ? `may be made once, until ${clock(expiresAt)}`
  : `is refused when it is repeated, until ${clock(expiresAt)}`);

/** Calls that are decided and still count. */
export function Decided({ calls }) {
  if (!calls.length) return null;
  return html`
    <${Card} title="Decided" flush>
      <${Table} label="Decided calls" rows=${calls} columns=${[
    { key: 'tool', title: 'Tool', render: (call) => html`<${Visible} text=${call.tool} /> <span class="soft">${call.server}</span>` },
    { key: 'who', title: 'By', render: (call) => html`<code>${call.principal}</code>` },
    { key: 'state', title: 'Decision', render: (call) => html`<${Badge} state=${OUTCOMES[call.state]?.[0]}>${OUTCOMES[call.state]?.[1] ?? call.state}<//>` },
    { key: 'rest', title: 'The call', render: rest },
  ]} />
    <//>`;
}
