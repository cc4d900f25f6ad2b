// What holds beside the rules.

import { html } from '../../app/html.js';
import { Card } from '../../components/card.js';
import { Checkbox, SelectField } from '../../components/field.js';

const EFFECTS = [['allow', 'goes through'], ['ask', 'waits for approval'], ['deny', 'is refused']];
const REACTIONS = [['pass', 'go through'], ['ask', 'wait for approval'], ['block', 'are refused; lists do not show the tool']];
const TIMES = [['PT1M', '1 minute'], ['PT5M', '5 minutes'], ['PT15M', '15 minutes'], ['PT30M', '30 minutes'], ['PT1H', '1 hour']];

export function Settings({ policy, writable, onChange }) {
  const rest = { disabled: !writable };
  const times = TIMES.some(([time]) => time === policy.holdFor) ? TIMES : [[policy.holdFor, policy.holdFor.replace('PT', '').toLowerCase()], ...TIMES];
  const choice = (field, label, hint, options) => html`
    <${SelectField} label=${label} hint=${hint} value=${policy[field]} onChange=${(value) => onChange({ [field]: value })} options=${options} ...${rest} />`;
  return html`
    <${Card} title="Beside the rules">
      <div class="rules-settings">
        ${choice('otherwise', 'A call that no rule fits', 'With “is refused”, only what a rule allows goes through.', EFFECTS)}
        ${choice('changedTools', 'Calls of tools that have changed', 'They are no longer what was seen first or approved last.', REACTIONS)}
        ${choice('newTools', 'Calls of tools that nobody has approved', 'Every tool is new until it is approved on the page Tool pins.', REACTIONS)}
        ${choice('flaggedTools', 'Calls of tools with suspicious texts', 'Until somebody has approved them.', REACTIONS)}
        ${choice('holdFor', 'How long a call waits', 'Then it is given up.', times)}
        <${Checkbox} label="Ask the user of the client as well" hint="Where the client can ask. It protects against mistakes, not against a client that answers by itself."
          checked=${policy.clientMayApprove} onChange=${(clientMayApprove) => onChange({ clientMayApprove })} ...${rest} />
      </div>
    <//>`;
}
