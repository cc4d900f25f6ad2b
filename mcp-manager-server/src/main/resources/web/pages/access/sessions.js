import { attempt, toast } from '../../app/announce.js';
import { del, get, path, useLoad } from '../../app/api.js';
import { html } from '../../app/html.js';
import { Badge } from '../../components/badge.js';
import { ActionButton } from '../../components/button.js';
import { Loaded } from '../../components/states.js';
import { Table } from '../../components/table.js';
import { When } from './users.js';

/** The open sessions of somebody; `base` are the parts of their path. */
export function Sessions({ base, mayEnd }) {
  const load = useLoad(async () => (await get(path(base))).data, [base.join('/')]);
  const end = (one) => attempt(async () => {
    await del(path([...base, one.id]));
    toast('The session has ended', { kind: 'good' });
    load.reload();
  });
  const columns = [
    { key: 'kind', title: 'Session', wide: true, render: (one) => html`${one.kind === 'session' ? 'Browser' : 'Program'} from ${one.address || 'this machine'}
      ${one.present && html` <${Badge} state="good">this one<//>`}` },
    { key: 'used', title: 'Last used', render: (one) => html`<${When} at=${one.lastUsedAt} />` },
    { key: 'began', title: 'Began', render: (one) => html`<${When} at=${one.createdAt} />` },
    mayEnd && { key: 'end', title: 'Actions', hidden: true, align: 'end', render: (one) => !one.present && html`
      <${ActionButton} small run=${() => end(one)} label=${`End the session from ${one.address || 'this machine'}`}>End<//>` },
  ].filter(Boolean);
  return html`<${Loaded} load=${load} empty=${html`<p class="soft">No open sessions.</p>`}>
    ${(sessions) => html`<${Table} label="Open sessions" rows=${sessions} columns=${columns} />`}<//>`;
}
