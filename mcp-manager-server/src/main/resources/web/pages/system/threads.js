import { attempt } from '../../app/announce.js';
import { ApiError } from '../../app/api.js';
import { bytes } from '../../app/format.js';
import { html, useState } from '../../app/html.js';
import { ActionButton, Button } from '../../components/button.js';
import { Card } from '../../components/card.js';
import { Code } from '../../components/code.js';
import { Dialog } from '../../components/dialog.js';

const DUMP = '/api/v1/diagnostics/threads';
const MOST_SHOWN = 200_000;

export function Threads() {
  const [dump, setDump] = useState(null);
  const show = () => attempt(async () => {
    const answer = await fetch(DUMP);
    if (!answer.ok) throw new ApiError(await answer.json().catch(() => null), answer.status);
    setDump(await answer.text());
  });
  return html`
    <${Card} title="Threads">
      <div class="stack">
        <p class="soft">What every thread of the manager does at this moment, virtual ones included: for when something hangs.</p>
        <div class="actions"><${ActionButton} run=${show}>Show threads<//><${Button} href=${DUMP} download="threads.txt" icon="download">Save a thread dump<//></div>
      </div>
      ${dump !== null && html`
        <${Dialog} title="Threads" wide close=${() => setDump(null)} foot=${html`<${Button} href=${DUMP} download="threads.txt" icon="download">Save a thread dump<//>`}>
          ${dump.length > MOST_SHOWN && html`<p class="remark">These are the first ${bytes(MOST_SHOWN)} of ${bytes(dump.length)}. Save a dump to see all.</p>`}
          <${Code} label="Thread dump" what="threads" text=${dump.slice(0, MOST_SHOWN)} />
        <//>`}
    <//>`;
}
