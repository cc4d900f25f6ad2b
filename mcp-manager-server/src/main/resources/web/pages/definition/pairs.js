// Names and values: variables, headers, labels.

import { html, useRef, useState } from '../../app/html.js';
import { may } from '../../app/session.js';
import { Button } from '../../components/button.js';
import { Menu } from '../../components/menu.js';
import { useField } from './context.js';
import { Remark } from './fields.js';
import { HIDDEN } from './validation.js';
import { looksSecret, referenceTo, StoreDialog, useSecretNames } from './secrets.js';

export const environmentHint = 'Secrets are put in where the server is launched, and nowhere before.';

/** What a closed part says of pairs: "2 variables". */
export const amount = (values, one) => {
  const number = Object.keys(values ?? {}).length;
  return number ? `${number} ${one}${number === 1 ? '' : 's'}` : 'none';
};

let lastKey = 0;
const rowsOf = (values) => Object.entries(values ?? {}).map(([name, value]) => ({ key: ++lastKey, name, value }));
const valuesOf = (rows) => Object.fromEntries(rows.filter(({ name, value }) => name.trim() || value).map(({ name, value }) => [name.trim(), value]));

/** Rows that may be unfinished, and the object they stand for. */
function useRows(values, set) {
  const [rows, setRows] = useState(() => rowsOf(values));
  const last = useRef(values);
  if (values !== last.current && JSON.stringify(values) !== JSON.stringify(last.current)) {
    last.current = values;
    setRows(rowsOf(values));
  }
  const change = (next) => {
    setRows(next);
    last.current = valuesOf(next);
    set(last.current);
  };
  return [rows, change];
}

/** `one` names what a row is ("variable"); with `secrets` a value can be a reference to a secret. */
export function Pairs({ path, label, one, hint, secrets = false, nameLike, valueLike }) {
  const { value, set, leave, error, remark } = useField(path);
  const [rows, change] = useRows(value, set);
  const list = useRef(null);
  const update = (key, part) => change(rows.map((row) => (row.key === key ? { ...row, ...part } : row)));
  const add = () => {
    change([...rows, { key: ++lastKey, name: '', value: '' }]);
    requestAnimationFrame(() => [...list.current.querySelectorAll('[data-name]')].at(-1)?.focus());
  };
  const remove = (key) => {
    change(rows.filter((row) => row.key !== key));
    requestAnimationFrame(() => list.current.querySelector('.pairs-add')?.focus());
  };
  const twice = rows.find((row, at) => row.name && rows.findIndex((other) => other.name === row.name) !== at);
  return html`
    <fieldset class="pairs" ref=${list} onFocusOut=${leave} aria-invalid=${error ? 'true' : undefined}>
      <legend>${label}</legend>
      ${hint && html`<p class="hint">${hint}</p>`}
      ${rows.map((row, at) => html`
        <${Row} key=${row.key} row=${row} one=${`${one} ${at + 1}`} secrets=${secrets} nameLike=${nameLike} valueLike=${valueLike}
          update=${(part) => update(row.key, part)} remove=${() => remove(row.key)} />`)}
      ${twice && html`<p class="wrong">${`${twice.name} is given twice; the last one counts.`}</p>`}
      ${error && html`<p class="wrong">${error}</p>`}
      <${Remark} text=${remark} />
      <div><${Button} small class="button small pairs-add" icon="plus" onClick=${add}>${`Add a ${one}`}<//></div>
    </fieldset>`;
}

function Row({ row, one, secrets, nameLike, valueLike, update, remove }) {
  const { name, value } = row;
  const hint = secrets && looksSecret(name, value);
  return html`
    <div class="pair">
      <input class="mono" data-name="" aria-label=${`Name of ${one}`} placeholder=${nameLike} value=${name} spellcheck=${false} autocomplete="off"
        onInput=${(input) => update({ name: input.target.value })} />
      <input class="mono" aria-label=${`Value of ${name || one}`} placeholder=${valueLike} value=${value} spellcheck=${false} autocomplete="off"
        onInput=${(input) => update({ value: input.target.value })} title=${value === HIDDEN ? 'The stored value stays as it is' : undefined} />
      ${secrets && html`<${SecretMenu} row=${row} one=${one} update=${update} hint=${hint} />`}
      <${Button} kind="quiet" icon="close" label=${`Remove ${name || one}`} onClick=${remove} />
    </div>`;
}

function SecretMenu({ row, one, update, hint }) {
  const known = useSecretNames();
  const [storing, setStoring] = useState(false);
  const storable = row.value && row.value !== HIDDEN && !row.value.includes('${secret:');
  const items = [
    may('secrets:write') && { label: 'Keep this value as a secret…', icon: 'key', why: storable ? undefined : 'There is no value to keep.', run: () => setStoring(true) },
    known?.length > 0 && '-',
    ...(known ?? []).map((name) => ({ label: name, run: () => update({ value: referenceTo(name) }) })),
  ].filter(Boolean);
  return html`
    ${items.length > 0 && html`<${Menu} icon="key" kind=${hint ? 'primary' : ''} label=${`Use a secret for ${row.name || one}`} items=${items} />`}
    ${hint && html`<p class="hint pair-hint">This looks like a secret. Keep it as one, so that it does not stand in the definition.</p>`}
    ${storing && html`<${StoreDialog} name=${row.name || 'SECRET'} value=${row.value} close=${() => setStoring(false)}
      done=${(reference) => { update({ value: reference }); setStoring(false); }} />`}`;
}
