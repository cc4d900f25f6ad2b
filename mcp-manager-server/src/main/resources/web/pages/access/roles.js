import { attempt, toast } from '../../app/announce.js';
import { del, get, path, put, useLoad } from '../../app/api.js';
import { html, useState } from '../../app/html.js';
import { may } from '../../app/session.js';
import { Badge } from '../../components/badge.js';
import { ActionButton, Button } from '../../components/button.js';
import { Card } from '../../components/card.js';
import { confirm, Dialog } from '../../components/dialog.js';
import { problemsOf, TextField } from '../../components/field.js';
import { Loaded } from '../../components/states.js';
import { PermissionList } from './permissions.js';
import { PermissionPicker } from './permission-picker.js';

const NEW = { name: '', description: '', permissions: [] };

export function Roles() {
  const load = useLoad(async () => (await get('/roles')).data, []);
  const [editing, setEditing] = useState(null);
  const remove = async (role) => {
    if (!(await confirm({ title: `Delete the role ${role.name}?`, text: 'Only a role that nobody has can be deleted.', lost: ['its name and permissions'], action: 'Delete role' }))) return;
    await attempt(async () => {
      await del(path(['roles', role.name]));
      toast(`The role ${role.name} is deleted`, { kind: 'good' });
      load.reload();
    });
  };
  return html`
    <div class="toolbar"><p class="soft">A change of a role holds from the next request on, also in open sessions.</p>
      ${may('users:write') && html`<div class="end"><${Button} kind="primary" icon="plus" onClick=${() => setEditing(NEW)}>Make a role<//></div>`}</div>
    <${Loaded} load=${load}>${(roles) => html`
      <div class="columns">
        ${roles.map((role) => html`
          <${Card} key=${role.name} title=${role.name} actions=${role.builtIn ? html`<${Badge}>built in<//>` : may('users:write') && html`
            <${Button} small onClick=${() => setEditing(role)} label=${`Change ${role.name}`}>Change<//>
            <${ActionButton} small kind="danger" run=${() => remove(role)} label=${`Delete ${role.name}`}>Delete…<//>`}>
            ${role.description && html`<p class="role-description">${role.description}</p>`}
            <${PermissionList} permissions=${role.permissions} />
          <//>`)}
      </div>`}<//>
    ${editing && html`<${RoleForm} role=${editing} close=${() => setEditing(null)} saved=${() => { setEditing(null); load.reload(); }} />`}`;
}

function RoleForm({ role, close, saved }) {
  const [wanted, setWanted] = useState({ name: role.name, description: role.description, permissions: role.permissions });
  const [error, setError] = useState(null);
  const set = (field) => (value) => setWanted((before) => ({ ...before, [field]: value }));
  const save = async () => {
    try {
      if (!wanted.name) throw Object.assign(new Error('must be given'), { details: [{ field: 'name', message: 'must be given' }] });
      const { name, ...rest } = wanted;
      await put(path(['roles', name]), rest);
      toast(`The role ${name} is saved`, { kind: 'good' });
      saved();
    } catch (refused) {
      setError(refused);
    }
  };
  const wrong = problemsOf(error, ['name', 'description']);
  return html`
    <${Dialog} wide title=${role.name ? `Change the role ${role.name}` : 'Make a role'} close=${close} foot=${html`
      <${Button} onClick=${close}>Cancel<//><${ActionButton} kind="primary" run=${save}>Save role<//>`}>
      ${wrong[''] && html`<p class="remark bad" role="alert">${wrong['']}</p>`}
      ${!role.name && html`<${TextField} label="Name" hint="Lower case letters, digits and hyphens." value=${wanted.name} onInput=${set('name')} error=${wrong.name} autofocus />`}
      <${TextField} label="Description" optional value=${wanted.description} onInput=${set('description')} error=${wrong.description} />
      <${PermissionPicker} value=${wanted.permissions} onChange=${set('permissions')} />
    <//>`;
}
