import { dismiss, toasts } from '../app/announce.js';
import { html } from '../app/html.js';
import { Button } from './button.js';

export function Toasts() {
  return html`
    <div class="toasts" role="region" aria-label="Notices" aria-live="polite">
      ${toasts.value.map(({ id, text, kind, action }) => html`
        <div key=${id} class=${`toast ${kind}`}>
          <p>${text}</p>
          ${action && html`<${Button} small kind="quiet" onClick=${() => { dismiss(id); action.run(); }}>${action.label}<//>`}
          <${Button} small kind="quiet" icon="close" label="Dismiss" onClick=${() => dismiss(id)} />
        </div>`)}
    </div>`;
}
