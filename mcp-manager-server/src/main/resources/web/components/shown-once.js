import { html } from '../app/html.js';
import { Code } from './code.js';

/** A secret that can be seen and copied now and never again; `what` names it: "Link". Children say what it is for. */
export function ShownOnce({ text, what, children }) {
  return html`
    <div class="stack">
      <p class="remark warn"><strong>Copy it now.</strong> It is not shown again.</p>
      <${Code} text=${text} what=${what} wrap />
      ${children}
    </div>`;
}
