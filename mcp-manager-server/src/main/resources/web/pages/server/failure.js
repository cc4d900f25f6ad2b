// Why a server is not running, and what to do now.

import { ago, clock } from '../../app/format.js';
import { html, useEffect, useState } from '../../app/html.js';
import { may } from '../../app/session.js';
import { Button } from '../../components/button.js';
import { Card } from '../../components/card.js';
import { Code } from '../../components/code.js';

const NEXT = {
  LAUNCH_FAILED: 'The program could not be started. Check the command and whether it is installed where the manager runs.',
  HANDSHAKE_FAILED: 'The program ran, but did not speak MCP. Its last lines often say why: a missing token, argument or package.',
  CRASH_LOOP: 'It ended again and again. Its last lines often say why; the whole log says more.',
  SERVER_EXITED: 'It ended by itself. Its last lines often say why.',
  CHANNEL_FAILED: 'The connection broke, or something came that is not MCP. Programs that print to standard output do this.',
  RUNTIME_UNAVAILABLE: 'Nothing here can run this kind of server. For containers: is the container engine running?',
  TIMEOUT: 'It took too long. If it is slow to start, give it more time in its configuration.',
  STOP_FAILED: 'Its process could not be ended. The manager tries again; look for what holds it.',
  UPSTREAM_ERROR: 'The server refused. Check its URL, and the headers and tokens it is given.',
};

export function FailureCard({ server, to }) {
  const { failure, nextStart } = server.status;
  return html`
    <${Card} title="It has failed" class="card failure-card">
      <div class="stack">
        <p class="remark bad">${failure.message}</p>
        <p class="soft">During ${failure.phase}${Number.isInteger(failure.exitStatus) ? `, exit status ${failure.exitStatus}` : ''}.
          ${' '}${nextStart ? html`<${NextStart} at=${nextStart} />` : 'It is not started again by itself: mend the cause and press Start.'}</p>
        ${NEXT[failure.code] && html`<p>${NEXT[failure.code]}</p>`}
        ${failure.lastErrorLines.length > 0 && html`<${Code} text=${failure.lastErrorLines.join('\n')} what="Last lines" label="Last lines it wrote" wrap />`}
        <div class="actions">
          <${Button} href=${to('logs')} small>See its whole log<//>
          ${may('servers:write') && html`<${Button} href=${to('configuration')} small icon="edit">Change its configuration<//>`}
        </div>
      </div>
    <//>`;
}

function NextStart({ at }) {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((turn) => turn + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  return html`The next try is at <time datetime=${at}>${clock(at)}</time>, ${ago(at)}.`;
}
