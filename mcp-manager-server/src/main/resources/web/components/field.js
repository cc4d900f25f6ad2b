// Fields of forms: each with its label, a hint, and next to it what is wrong with it.

import { html, useId } from '../app/html.js';

/**
 * A label around a control. `children` gets the attributes that tie the two together:
 * html`<${Field} label="Name" error=${error}>${(tied) => html`<input ...${tied} />`}<//>`.
 */
export function Field({ label, hint, error, optional = false, children }) {
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined;
  const tied = { id, 'aria-describedby': described, 'aria-invalid': error ? 'true' : undefined };
  return html`
    <div class="field">
      <label for=${id}>${label}${optional && html` <small>optional</small>`}</label>
      ${hint && html`<p class="hint" id=${`${id}-hint`}>${hint}</p>`}
      ${children(tied)}
      ${error && html`<p class="wrong" id=${`${id}-error`}>${error}</p>`}
    </div>`;
}

/** A field for text; `onInput` gets the text. More attributes go to the control. */
export function TextField({ label, hint, error, optional, value, onInput, type = 'text', lines, mono = false, ...rest }) {
  const take = (input) => onInput(input.target.value);
  return html`<${Field} label=${label} hint=${hint} error=${error} optional=${optional}>
    ${(tied) => (lines
    ? html`<textarea rows=${lines} class=${mono ? 'mono' : ''} value=${value} onInput=${take} spellcheck=${false} ...${tied} ...${rest}></textarea>`
    : html`<input type=${type} class=${mono ? 'mono' : ''} value=${value} onInput=${take} autocomplete="off" spellcheck=${false} ...${tied} ...${rest} />`)}<//>`;
}

/** A choice of few; `options` are [value, title] or texts. */
export function SelectField({ label, hint, error, value, onChange, options, ...rest }) {
  return html`<${Field} label=${label} hint=${hint} error=${error}>
    ${(tied) => html`<${Select} value=${value} onChange=${onChange} options=${options} ...${tied} ...${rest} />`}<//>`;
}

/** The bare choice, for toolbars; give it an aria-label. */
export function Select({ value, onChange, options, ...rest }) {
  return html`
    <select value=${value} onChange=${(change) => onChange(change.target.value)} ...${rest}>
      ${options.map((option) => {
        const [key, title] = Array.isArray(option) ? option : [option, option];
        return html`<option key=${key} value=${key} selected=${key === value}>${title}</option>`;
      })}
    </select>`;
}

export function Checkbox({ label, hint, checked, onChange, ...rest }) {
  const id = useId();
  return html`
    <div class="checkbox">
      <input type="checkbox" id=${id} checked=${checked} onChange=${(change) => onChange(change.target.checked)}
        aria-describedby=${hint ? `${id}-hint` : undefined} ...${rest} />
      <label for=${id}>${label}</label>
      ${hint && html`<p class="hint" id=${`${id}-hint`}>${hint}</p>`}
    </div>`;
}

/** The bare search box, for toolbars. */
export function Search({ label, value, onInput, ...rest }) {
  return html`<input type="search" aria-label=${label} placeholder=${label} value=${value}
    onInput=${(input) => onInput(input.target.value)} autocomplete="off" spellcheck=${false} ...${rest} />`;
}

/** A few choices of which one holds, shown side by side. */
export function Segments({ label, value, onChange, options }) {
  return html`
    <div class="segments" role="group" aria-label=${label}>
      ${options.map(([key, title]) => html`
        <button key=${key} type="button" aria-pressed=${key === value ? 'true' : 'false'} onClick=${() => onChange(key)}>${title}</button>`)}
    </div>`;
}

/** The problems that an ApiError has, by field; what belongs to no field of the form is under ''. */
export function problemsOf(error, fields = []) {
  const problems = {};
  for (const { field, message } of error?.details ?? []) {
    const known = !fields.length || fields.includes(field);
    problems[known ? field : ''] = known ? message : `${field}: ${message}`;
  }
  if (error && !error.details?.length) problems[''] = error.message;
  return problems;
}
