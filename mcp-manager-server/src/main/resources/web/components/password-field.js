import { html, useState } from '../app/html.js';
import { lengthOf } from '../app/password.js';
import { Button } from './button.js';
import { Field } from './field.js';

/** A field for a password that can be shown; `fresh` for a new one says what its length is worth. */
export function PasswordField({ label, value, onInput, error, fresh = false, ...rest }) {
  const [shown, setShown] = useState(false);
  const { state, text } = lengthOf(value);
  return html`
    <div class="stack tight">
      <${Field} label=${label} error=${error}>${(tied) => html`
        <div class="with-button">
          <input type=${shown ? 'text' : 'password'} value=${value} onInput=${(input) => onInput(input.target.value)}
            autocomplete=${fresh ? 'new-password' : 'current-password'} spellcheck=${false} ...${tied} ...${rest} />
          <${Button} small label=${`Show: ${label}`} aria-pressed=${shown ? 'true' : 'false'} onClick=${() => setShown(!shown)}>${shown ? 'Hide' : 'Show'}<//>
        </div>`}<//>
      ${fresh && html`<p class="hint length" role="status" data-state=${state}>${text}</p>`}
    </div>`;
}
