// What a container may do beyond the safest.

import { html } from '../../app/html.js';
import { Badge } from '../../components/badge.js';
import { Card } from '../../components/card.js';

const NOT_ENFORCED = {
  'network.allowedHosts': 'it may reach other hosts than those allowed',
  'limits.memoryBytes': 'its memory is not limited',
  'limits.cpus': 'its processors are not limited',
  'limits.processes': 'its processes are not limited',
  'security.noNewPrivileges': 'programs in it may gain privileges',
  'pull.policy': 'nodes may fetch its image',
};

/** What is less safe than it could be, in words. */
export function loosenedText({ network, mounts = [], security, service }) {
  return [
    network?.mode === 'default' && (network.allowedHosts?.length
      ? `reaches ${network.allowedHosts.join(', ')}` : 'reaches everything a network leads to'),
    network?.mode === 'named' && `is in the network ${network.name}`,
    ...(network?.ports ?? []).map((port) => `can be reached at port ${port.hostPort || 'any'} of ${port.hostAddress ?? '127.0.0.1'}`),
    ...mounts.filter((mount) => mount.readOnly === false).map((mount) => `can write to ${mount.target}`),
    security?.readOnlyRoot === false && 'can write to its own file system',
    security?.capabilities?.length > 0 && `keeps ${security.capabilities.join(', ')}`,
    security?.noNewPrivileges === false && 'can gain privileges',
    service && 'can be reached at every address of the cluster’s nodes',
  ].filter(Boolean);
}

export function SafetyCard({ server }) {
  const loosened = loosenedText(server.definition.launch);
  const notEnforced = (server.instance?.container?.notEnforced ?? []).map((field) => NOT_ENFORCED[field] ?? `${field} has no effect`);
  return html`
    <${Card} title="How it is kept in">
      <div class="stack">
        <p class="row"><${Badge} state=${loosened.length ? 'warn' : 'good'}>${loosened.length ? `${loosened.length} loosened` : 'safe defaults'}<//>
          ${loosened.length ? 'It' : 'It reaches no network, sees nothing of this machine, and writes to nothing but a small /tmp in memory.'}</p>
        ${loosened.length > 0 && html`<ul class="lost">${loosened.map((text) => html`<li key=${text}>${text}</li>`)}</ul>`}
        ${notEnforced.length > 0 && html`
          <p class="row"><${Badge} state="bad">not enforced<//> This engine does not hold it to all that is asked for:</p>
          <ul class="lost">${notEnforced.map((text) => html`<li key=${text}>${text}</li>`)}</ul>`}
      </div>
    <//>`;
}
