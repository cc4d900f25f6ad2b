// What saving will do, before it does.

import { html, useState } from '../../../app/html.js';
import { may } from '../../../app/session.js';
import { ActionButton, Button } from '../../../components/button.js';
import { Dialog } from '../../../components/dialog.js';
import { Diff } from '../../../components/diff.js';
import { Checkbox } from '../../../components/field.js';
import { same } from './merge.js';

const isUp = ({ state }) => state === 'running' || state === 'starting';

/** What a running instance can't be told: it needs another. */
const needsRestart = (before, after) => !same(before.launch, after.launch)
  || before.settings?.log?.maxLineBytes !== (after.settings?.log?.maxLineBytes ?? before.settings?.log?.maxLineBytes);

function consequence(server, before, after) {
  if (after.enabled === false && before.enabled) return isUp(server) ? 'It will be disabled: it is stopped and not started any more.' : 'It will be disabled: it is not started any more.';
  if (!isUp(server)) return 'It is not running, so this counts from its next start.';
  return needsRestart(before, after)
    ? 'It is running and has to be restarted for this. Saving does that: calls under way are interrupted.'
    : 'It is running and goes on: this needs no restart.';
}

/** `save` gets whether it shall be started then. */
export function Review({ server, before, after, save, close }) {
  const canStart = !isUp(server) && server.state !== 'maintenance' && after.enabled !== false && may('servers:execute');
  const [start, setStart] = useState(server.state === 'error');
  return html`
    <${Dialog} title=${`Save changes of ${server.name}?`} close=${close} wide foot=${html`
      <${Button} onClick=${close}>Back to editing<//>
      <${ActionButton} kind="primary" run=${() => save(canStart && start)}>Save<//>`}>
      <${Diff} before=${before} after=${after} label="What is changed" />
      <p>${consequence(server, before, after)}</p>
      ${before.name !== after.name && html`<p class="remark warn">It gets another name: clients that know it by ${before.name}, and the names of its tools, have to be changed, too.</p>`}
      ${canStart && html`<${Checkbox} label="Start it then" checked=${start} onChange=${setStart} />`}
    <//>`;
}
