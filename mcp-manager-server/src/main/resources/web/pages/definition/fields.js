// Fields by their path in the definition.

import { html, useRef } from '../../app/html.js';
import { Checkbox, Field, Select, TextField } from '../../components/field.js';
import { foldersOf, foldersText, linesOf, numberOf, sizeOf, sizeText, timeOf, timeText } from './convert.js';
import { useDraft, useField } from './context.js';

export function Remark({ text }) {
  return text && html`<p class="remark warn" role="status">${text}</p>`;
}

const same = (value) => String(value ?? '');

/** A text that stands for a value: `show` and `take` say how; `inWords` changes what the API says of it. */
function Drafted({ path, show, take, inWords = same, ...rest }) {
  const field = useField(path);
  const [text, type] = useDraft(field.value, show, take, field.set);
  return html`<div class="stack tight"><${TextField} ...${rest} name=${path} value=${text} onInput=${type} onBlur=${field.leave} error=${field.error && inWords(field.error)} />
    <${Remark} text=${field.remark} /></div>`;
}

/** What is typed is no ISO 8601, so neither is what is said of it. */
const timeInWords = (error) => error.replace('an ISO 8601 duration such as PT5S', 'a time such as 5 s or 1 min 30 s').replace(/PT[\dHMS.]+/g, timeText);

export const Text = ({ keepEmpty = false, ...rest }) =>
  html`<${Drafted} ...${rest} show=${same} take=${(text) => (text.trim() || keepEmpty ? text.trim() : undefined)} />`;
export const Numeric = (rest) => html`<${Drafted} inputmode="decimal" ...${rest} show=${same} take=${numberOf} />`;
export const Time = (rest) => html`<${Drafted} ...${rest} show=${timeText} take=${timeOf} inWords=${timeInWords} />`;
export const Size = (rest) => html`<${Drafted} ...${rest} show=${sizeText} take=${sizeOf} />`;

/** A list, one on each line; `show` and `take` are of one line. */
export const Lines = ({ show = same, take = (line) => line, lines = 2, ...rest }) =>
  html`<${Drafted} mono lines=${lines} ...${rest} show=${(list) => (list ?? []).map(show).join('\n')} take=${(text) => linesOf(text).map(take)} />`;

/** Folders in memory with their sizes, one on each line. */
export const Folders = (rest) => html`<${Drafted} mono lines=${2} ...${rest} show=${foldersText} take=${foldersOf} />`;

/** A list of words. */
export const Words = (rest) =>
  html`<${Drafted} mono ...${rest} show=${(list) => (list ?? []).join(' ')} take=${(text) => text.split(/[\s,]+/).filter(Boolean)} />`;

export function Choice({ path, label, hint, options, otherwise }) {
  const { value, set, error } = useField(path);
  return html`<${Field} label=${label} hint=${hint} error=${error}>
    ${(tied) => html`<${Select} name=${path} value=${value ?? otherwise} onChange=${set} options=${options} ...${tied} />`}<//>`;
}

/**
 * Whether there is something that has fields of its own. What was in it is back when it is chosen again.
 * `options` are the titles without and with it, `begin` is what it begins with, `missing` says
 * why there has to be something.
 */
export function Whether({ path, label, hint, options, begin, missing }) {
  const { value, set, error } = useField(path);
  const before = useRef(begin);
  if (value) before.current = value;
  // what is wrong within it stands at its own fields
  return html`<${Field} label=${label} hint=${hint} error=${value ? undefined : error && (missing ?? error)}>
    ${(tied) => html`<${Select} name=${path} value=${value ? 'yes' : 'no'} onChange=${(choice) => set(choice === 'yes' ? before.current : undefined)}
      options=${[['no', options[0]], ['yes', options[1]]]} ...${tied} />`}<//>`;
}

export function Check({ path, label, hint, otherwise = false }) {
  const { value, set, error } = useField(path);
  return html`<div><${Checkbox} name=${path} label=${label} hint=${hint} checked=${value ?? otherwise} onChange=${set} />${error && html`<p class="wrong">${error}</p>`}</div>`;
}
