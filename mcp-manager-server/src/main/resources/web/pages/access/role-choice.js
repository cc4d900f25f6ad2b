import { html } from '../../app/html.js';
import { get, useLoad } from '../../app/api.js';
import { Checkbox } from '../../components/field.js';
import { Loaded } from '../../components/states.js';

/** Chooses roles; `value` are their names. Those of other tenants are kept as they are. */
export function RoleChoice({ value, onChange }) {
  const load = useLoad(async () => (await get('/roles')).data, []);
  const toggle = (name, on) => onChange(on ? [...value, name] : value.filter((one) => one !== name));
  return html`
    <fieldset class="picker"><legend>Roles</legend>
      <${Loaded} load=${load}>${(roles) => html`
        ${roles.map((role) => html`
          <${Checkbox} key=${role.name} label=${role.name} hint=${role.description} checked=${value.includes(role.name)}
            onChange=${(on) => toggle(role.name, on)} />`)}
        ${value.filter((name) => name.includes(':')).map((name) => html`
          <${Checkbox} key=${name} label=${name} hint="A role in another tenant." checked onChange=${() => toggle(name, false)} />`)}`}<//>
    </fieldset>`;
}
