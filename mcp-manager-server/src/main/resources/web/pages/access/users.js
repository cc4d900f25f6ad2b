import { useLoad } from '../../app/api.js';
import { count } from '../../app/format.js';
import { html, useState } from '../../app/html.js';
import { useQuery } from '../../app/router.js';
import { may, session } from '../../app/session.js';
import { Badge } from '../../components/badge.js';
import { Button } from '../../components/button.js';
import { Card } from '../../components/card.js';
import { Search } from '../../components/field.js';
import { Empty, Loaded } from '../../components/states.js';
import { Table } from '../../components/table.js';
import { Ago } from '../../components/time.js';
import { loadAll } from './load-all.js';
import { NewUser } from './new-user.js';

const COLUMNS = [
  { key: 'name', title: 'Name', wide: true, sort: (user) => user.name, render: (user) => html`<${Name} user=${user} />` },
  { key: 'roles', title: 'Roles', render: (user) => html`<${Roles} roles=${rolesOf(user)} />` },
  { key: 'state', title: 'State', render: (user) => html`<${State} user=${user} />` },
  { key: 'factor', title: 'Second factor', sort: (user) => Number(user.secondFactor), render: (user) => (user.secondFactor ? 'on' : html`<span class="soft">off</span>`) },
  { key: 'last', title: 'Last sign-in', sort: (user) => user.lastSignInAt ?? '', render: (user) => html`<${When} at=${user.lastSignInAt} />` },
];

/** The roles in one's own tenant as they are, those elsewhere as tenant:role. */
export const rolesOf = (user) => Object.entries(user.roles).flatMap(([tenant, roles]) =>
  roles.map((role) => (tenant === session.value?.tenant ? role : `${tenant}:${role}`)));

export const When = ({ at, never = 'never' }) => (at ? html`<${Ago} at=${at} />` : html`<span class="soft">${never}</span>`);

function Roles({ roles }) {
  if (!roles.length) return html`<span class="soft">none</span>`;
  return html`<span>${roles.map((role, at) => html`<span key=${role} class="whole">${role}${at < roles.length - 1 && ','}</span> `)}</span>`;
}

function Name({ user }) {
  return html`<a href=${`/access?user=${encodeURIComponent(user.name)}`}>${user.name}</a>
    ${user.displayName && user.displayName !== user.name && html` <span class="soft">${user.displayName}</span>`}`;
}

function State({ user }) {
  if (!user.enabled) return html`<${Badge} state="denied">disabled<//>`;
  return user.lastSignInAt ? html`<${Badge} state="good">active<//>` : html`<${Badge}>invited<//>`;
}

export function Users() {
  const load = useLoad(() => loadAll('users', (user) => user.name), []);
  const [find, setFind] = useQuery('q');
  const [sort, setSort] = useState('name');
  const [wanted, setWanted] = useQuery('new');
  const adding = wanted === 'user' && may('users:write');
  const setAdding = (on) => setWanted(on ? 'user' : '');
  const matches = (user) => [user.name, user.displayName, user.email, ...rolesOf(user)].join(' ').toLowerCase().includes(find.toLowerCase());
  return html`
    <div class="toolbar">
      <${Search} label="Find a user" value=${find} onInput=${setFind} />
      ${may('users:write') && html`<div class="end"><${Button} kind="primary" icon="plus" onClick=${() => setAdding(true)}>Invite somebody<//></div>`}
    </div>
    <${Loaded} load=${load}>${(users) => {
      const shown = users.filter(matches);
      return html`
        <${Card} flush title=${count(shown.length, 'user')}>
          ${shown.length
            ? html`<${Table} label="Users" rows=${shown} columns=${COLUMNS} sort=${sort} onSort=${setSort} />`
            : html`<${Empty} icon="people" title="Nobody matches" text="Search for another name, address or role." />`}
        <//>`;
    }}<//>
    ${adding && html`<${NewUser} close=${() => { setAdding(false); load.reload(); }} />`}`;
}
