// JSON as a tree that can be folded. Everything is text, whatever it looks like.

import { html, useState } from '../app/html.js';
import { count } from '../app/format.js';
import { CopyButton } from './button.js';

const AT_ONCE = 100;
const LONG_TEXT = 2000;

/** A value as a tree; `open` is how many levels are unfolded at first. `what` names it for the copy button. */
export function JsonView({ value, what, label = what, open = 2 }) {
  return html`
    <div class="code-box">
      <div class="json box" role="region" aria-label=${label} tabindex="0"><${Node} value=${value} open=${open} /></div>
      ${what && html`<${CopyButton} text=${JSON.stringify(value, null, 2)} what=${what} />`}
    </div>`;
}

function Node({ name, value, open }) {
  const label = name !== undefined && html`<span class="json-name">${name}</span>: `;
  if (value === null || typeof value !== 'object') return html`<div class="json-line">${label}<${Leaf} value=${value} /></div>`;
  const entries = Object.entries(value);
  const [left, right] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  if (!entries.length) return html`<div class="json-line">${label}${left}${right}</div>`;
  return html`<${Branch} label=${label} entries=${entries} list=${Array.isArray(value)} open=${open} />`;
}

function Branch({ label, entries, list, open }) {
  const [unfolded, setUnfolded] = useState(open > 0);
  const [most, setMost] = useState(AT_ONCE);
  return html`
    <details open=${unfolded} onToggle=${(toggle) => setUnfolded(toggle.currentTarget.open)}>
      <summary>${label}<span class="soft">${list ? `[ ${count(entries.length, 'item')} ]` : `{ ${count(entries.length, 'member')} }`}</span></summary>
      ${unfolded && html`
        <div class="json-branch">
          ${entries.slice(0, most).map(([name, value]) => html`<${Node} key=${name} name=${name} value=${value} open=${open - 1} />`)}
          ${entries.length > most && html`
            <button type="button" class="link" onClick=${() => setMost(most + 10 * AT_ONCE)}>${entries.length - most} more</button>`}
        </div>`}
    </details>`;
}

function Leaf({ value }) {
  const [whole, setWhole] = useState(false);
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  if (text.length <= LONG_TEXT || whole) return html`<span class="json-value" data-type=${value === null ? 'null' : typeof value}>${text}</span>`;
  return html`
    <span class="json-value" data-type="string">${text.slice(0, LONG_TEXT)}…</span>
    ${' '}<button type="button" class="link" onClick=${() => setWhole(true)}>all ${count(value.length, 'character')}</button>`;
}
