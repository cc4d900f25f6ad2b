import { html } from '../app/html.js';
import { CopyButton } from './button.js';

/** Text as it is, to read and to copy. `what` names it for the copy button; without it there is none. */
export function Code({ text, what, label, wrap = false }) {
  return html`
    <div class="code-box">
      <pre class=${wrap ? 'wrap' : ''} tabindex="0" role="group" aria-label=${label ?? what}>${text}</pre>
      ${what && html`<${CopyButton} text=${text} what=${what} />`}
    </div>`;
}
