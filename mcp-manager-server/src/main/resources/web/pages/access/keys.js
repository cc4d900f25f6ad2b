// API keys: what programs present. A key is shown when it is made and never again.

import { attempt, toast } from '../../app/announce.js';
import { del, path, post, useLoad } from '../../app/api.js';
import { html, useState } from '../../app/html.js';
import { useQuery } from '../../app/router.js';
import { isHost, may, session } from '../../app/session.js';
import { Badge } from '../../components/badge.js';
import { ActionButton, Button } from '../../components/button.js';
import { Card } from '../../components/card.js';
import { confirm } from '../../components/dialog.js';
import { Search } from '../../components/field.js';
import { Empty, Loaded } from '../../components/states.js';
import { Table } from '../../components/table.js';
import { KeyForm, KeyRotation } from './key-forms.js';
import { loadAll } from './load-all.js';
import { When } from './users.js';

async function loadKeys(own) {
  const keys = await loadAll('keys', (key) => key.id);
  if (own) return keys.filter((key) => key.owner === session.value?.principal).map((key) => ({ ...key, ownerName: '' }));
  const users = await loadAll('users', (user) => user.name);
  const names = new Map(users.map((user) => [`user:${user.id}`, user.name]));
  return keys.map((key) => ({ ...key, ownerName: names.get(key.owner) ?? key.owner }));
}

/** All keys of the tenant, or with `own` only those of who looks. */
export function Keys({ own = false }) {
  const load = useLoad(() => loadKeys(own), [own]);
  const [find, setFind] = useState('');
  const [sort, setSort] = useState('name');
  const [rotating, setRotating] = useState(null);
  const [wanted, setWanted] = useQuery('new');
  const changed = () => { setRotating(null); setWanted(''); load.reload(); };
  const revoke = async (key) => {
    const yes = await confirm({ title: `Revoke ${key.name}?`, text: 'It can’t be brought back.', action: 'Revoke key',
      lost: [`every program that presents ${key.prefix}… is refused from its next request on`] });
    if (!yes) return;
    await attempt(async () => {
      await del(path(['keys', key.id]));
      toast(`${key.name} is revoked`, { kind: 'good' });
      load.reload();
    });
  };
  const mayChange = (key) => may('users:write') || key.owner === session.value?.principal;
  const columns = [
    { key: 'name', title: 'Name', sort: (key) => key.name, wide: true, render: (key) => html`${key.name} <code class="soft">${key.prefix}…</code>` },
    !own && { key: 'owner', title: 'Owner', sort: (key) => key.ownerName, render: (key) => html`<span class="whole">${key.ownerName}</span>` },
    { key: 'may', title: 'May', render: (key) => html`<${Short} permissions=${key.permissions} />` },
    { key: 'used', title: 'Last used', sort: (key) => key.lastUsedAt ?? '', render: (key) => html`<${When} at=${key.lastUsedAt} />` },
    { key: 'ends', title: 'Expires', sort: (key) => key.expiresAt ?? '9', render: (key) => html`<span class="row"><${When} at=${key.expiresAt} />
      ${key.replacedBy && html` <${Badge} state="warn">rotated<//>`}</span>` },
    { key: 'do', title: 'Actions', hidden: true, align: 'end', render: (key) => mayChange(key) && html`
      <span class="actions">
        ${!key.replacedBy && html`<${Button} small onClick=${() => setRotating(key)} label=${`Rotate ${key.name}`}>Rotate…<//>`}
        <${ActionButton} small kind="danger" run=${() => revoke(key)} label=${`Revoke ${key.name}`}>Revoke…<//>
      </span>` },
  ].filter(Boolean);
  const make = html`<${Button} kind="primary" icon="plus" onClick=${() => setWanted('key')}>Make a key<//>`;
  return html`
    <div class="toolbar">${!own && html`<${Search} label="Find a key" value=${find} onInput=${setFind} />`}<div class="end">${make}</div></div>
    <${Loaded} load=${load} empty=${html`<${Empty} icon="key" title="No API keys yet" text="Programs and MCP clients present a key to say who they are. Make one for each, with what it needs and no more." />`}>
      ${(keys) => html`<${Card} flush><${Table} label="API keys" columns=${columns} sort=${sort} onSort=${setSort}
        rows=${keys.filter((key) => `${key.name} ${key.prefix} ${key.ownerName}`.toLowerCase().includes(find.toLowerCase()))} /><//>`}<//>
    ${!own && isHost() && html`<${SigningKey} />`}
    ${wanted === 'key' && html`<${KeyForm} close=${changed} />`}
    ${rotating && html`<${KeyRotation} former=${rotating} close=${changed} />`}`;
}

function Short({ permissions }) {
  const [first, ...more] = permissions;
  return html`<span class="whole" title=${permissions.join('\n')}><code>${first}</code>${more.length > 0 && html` <span class="soft">and ${more.length} more</span>`}</span>`;
}

function SigningKey() {
  const roll = async () => {
    const yes = await confirm({ title: 'Sign access tokens with a new key?', danger: false, action: 'Make a new signing key',
      text: 'Tokens signed with the former one hold until they expire, at most a quarter of an hour. Programs that check tokens themselves have to read the public keys anew.' });
    if (yes) await attempt(async () => { await post('/signing-keys/roll'); toast('New tokens are signed with a new key', { kind: 'good' }); });
  };
  return html`
    <${Card} title="Signing key" actions=${html`<${ActionButton} run=${roll}>Replace…<//>`}>
      <p class="soft">Signs the access tokens of programs that act for a person. It is replaced every 90 days by itself.</p>
    <//>`;
}
