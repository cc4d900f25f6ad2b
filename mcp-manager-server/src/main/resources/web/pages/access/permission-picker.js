// Chooses permissions by area and action, each for all things of the area or for some.

import { html } from '../../app/html.js';
import { may } from '../../app/session.js';
import { Checkbox, TextField } from '../../components/field.js';
import { AREAS, EVERYTHING, partsOf, TARGETS } from './permissions.js';

/** `value` and what `onChange` gets is a list of permissions. What one does not have oneself can't be given. */
export function PermissionPicker({ value, onChange, everything = true }) {
  const all = value.includes(EVERYTHING);
  return html`
    <div class="stack">
      ${everything && may(EVERYTHING) && html`
        <${Checkbox} label="Everything" hint="Users, secrets and the manager itself included." checked=${all}
          onChange=${(on) => onChange(on ? [EVERYTHING] : [])} />`}
      ${!all && AREAS.map(([area, title, actions]) => html`
        <fieldset key=${area} class="picker"><legend>${title}</legend>
          ${Object.entries(actions).map(([action, words]) => html`
            <${Choice} key=${action} name=${`${area}:${action}`} words=${words} value=${value} onChange=${onChange} />`)}
        </fieldset>`)}
    </div>`;
}

function Choice({ name, words, value, onChange }) {
  const targets = TARGETS[name];
  const mine = value.filter((permission) => partsOf(permission).key === name);
  const others = value.filter((permission) => partsOf(permission).key !== name);
  const allowed = may(name);
  const only = mine.map((permission) => partsOf(permission).target).filter(Boolean).join(', ');
  const setOnly = (text) => {
    const wanted = text.split(/[\s,]+/).filter(Boolean);
    onChange([...others, ...(wanted.length ? wanted.map((target) => `${name}:${target}`) : [name])]);
  };
  return html`
    <div class="picker-choice">
      <${Checkbox} label=${words} hint=${allowed ? name : `${name}: you don’t have it, so you can’t give it.`} checked=${mine.length > 0}
        disabled=${!allowed} onChange=${(on) => onChange(on ? [...others, name] : others)} />
      ${mine.length > 0 && (targets || only) && html`<${Only} label=${`Only these ${targets ?? 'things'}`} value=${only} onChange=${setOnly} />`}
    </div>`;
}

/** Its text is taken when the field is left, so that commas and spaces can be typed. */
function Only({ label, value, onChange }) {
  return html`<${TextField} label=${label} optional placeholder="all" value=${value} onInput=${() => {}} mono
    hint="Names with commas; * at the end stands for anything." onChange=${(change) => onChange(change.target.value)} />`;
}
