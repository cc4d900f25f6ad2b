// JSON to write, with the number of each line and what is wrong where.

import { html, useEffect, useRef } from '../app/html.js';
import { Field } from './field.js';

/** Reads a JSON text: { value } or { error: { message, line } }. */
export function readJson(text) {
  try {
    return { value: JSON.parse(text) };
  } catch ({ message }) {
    return { error: { message: plain(message), line: lineOf(message, text) } };
  }
}

// browsers say where in different ways, and repeat the text
const plain = (message) => message.replace(/^JSON\.parse: /, '').replace(/,? "?\.\.\.[\s\S]*is not valid JSON/, '').replace(/,? ?(in JSON )?at (position|line) [\s\S]*$/, '');

function lineOf(message, text) {
  const line = /line (\d+)/.exec(message);
  if (line) return Number(line[1]);
  const position = /position (\d+)/.exec(message);
  if (position) return text.slice(0, Number(position[1])).split('\n').length;
  return /end of/i.test(message) ? text.split('\n').length : null;
}

/** `error` is what readJson gives; `problems` are texts about what was read. */
export function JsonEditor({ label, hint, value, onInput, error, lines = 24 }) {
  const numbers = useRef(null);
  const area = useRef(null);
  const amount = value.split('\n').length;
  const follow = () => { numbers.current.scrollTop = area.current.scrollTop; };
  useEffect(follow, [value]);
  const goTo = () => {
    const start = value.split('\n').slice(0, error.line - 1).reduce((sum, line) => sum + line.length + 1, 0);
    area.current.focus();
    area.current.setSelectionRange(start, start + value.split('\n')[error.line - 1].length);
    area.current.scrollTop = (error.line - 5) * (area.current.scrollHeight / amount);
  };
  const text = error && `${error.line ? `Line ${error.line}: ` : ''}${error.message}`;
  return html`
    <${Field} label=${label} hint=${hint} error=${text}>${(tied) => html`
      <div class="json-editor">
        <div class="json-numbers" ref=${numbers} aria-hidden="true">${Array.from({ length: amount }, (_, at) => html`
          <span key=${at} class=${error?.line === at + 1 ? 'wrong' : ''}>${at + 1}</span>`)}</div>
        <textarea ref=${area} rows=${lines} wrap="off" spellcheck=${false} autocomplete="off" autocapitalize="off" value=${value}
          onInput=${(input) => onInput(input.target.value)} onScroll=${follow} ...${tied}></textarea>
      </div>`}<//>
    ${error?.line && html`<p><button type="button" class="link" onClick=${goTo}>Go to line ${error.line}</button></p>`}`;
}
