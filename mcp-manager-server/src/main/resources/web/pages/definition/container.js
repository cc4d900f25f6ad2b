// A server that is launched as a container, or as a service of the engine's cluster.

import { html, useContext } from '../../app/html.js';
import { mountOf, mountText, portOf, portText, timeText } from './convert.js';
import { FormContext } from './context.js';
import { Check, Choice, Folders, Lines, Numeric, Size, Text, Time, Whether, Words } from './fields.js';
import { heldOf, loosenedOf } from './loosened.js';
import { amount, environmentHint, Pairs } from './pairs.js';
import { Section } from './section.js';

const has = (values) => Object.keys(values ?? {}).length > 0;

export function Container() {
  const { definition: { launch } } = useContext(FormContext);
  return html`
    <${Text} path="launch.image" label="Image" mono keepEmpty placeholder="mcp/fetch:latest" />
    <${Lines} path="launch.arguments" label="Arguments" hint="Optional, one on each line." />
    <${MayDo} launch=${launch} />
    <div class="form-sections">
      <${Section} title="Environment" paths=${['launch.environment']} note=${amount(launch.environment, 'variable')} open=${has(launch.environment)}>
        <${Pairs} path="launch.environment" label="Environment" one="variable" hint=${environmentHint} secrets nameLike="NAME" valueLike="value" />
      <//>
      <${Speaks} launch=${launch} />
      <${Image} launch=${launch} />
      <${Health} launch=${launch} />
      <${Section} title="Labels of the container" paths=${['launch.labels']} note=${amount(launch.labels, 'label')}>
        <${Pairs} path="launch.labels" label="Labels of the container" one="label" hint="For other programs that look at the engine’s containers." nameLike="com.example.team" valueLike="search" />
      <//>
    </div>`;
}

/** What it may do, with what that comes to said at once. What was given stays in sight when it does not fit any more. */
function MayDo({ launch }) {
  const loosened = loosenedOf(launch);
  const { network = {} } = launch;
  const { mode = 'none' } = network;
  return html`
    <fieldset class="may">
      <legend>What it may do <span class="badge" data-state=${loosened.length ? 'warn' : 'good'}>${loosened.length ? `${loosened.length} loosened` : 'safe defaults'}</span></legend>
      <p class="hint" role="status">${loosened.length ? `It ${loosened.join('; ')}.` : heldOf(launch)}</p>
      <div class="form-grid">
        <${Choice} path="launch.network.mode" label="Network" otherwise="none" options=${[['none', 'none'], ['default', 'one of its own, with a way out'], ['named', 'one that exists']]} />
        ${(mode === 'named' || network.name) && html`<${Text} path="launch.network.name" label="Name of the network" mono />`}
      </div>
      ${(mode === 'default' || has(network.allowedHosts)) && html`<${Lines} path="launch.network.allowedHosts" label="Only these hosts" placeholder="api.example.com" hint="host, *.domain or host:port, one on each line; empty for all." />`}
      ${(mode !== 'none' || has(network.ports)) && html`<${Lines} path="launch.network.ports" label="Published ports" show=${portText} take=${portOf} lines=${1} placeholder="18080:8080" hint="Port of this machine:port in the container, one on each line; reached from this machine only unless an address stands before." />`}
      ${(mode !== 'none' || has(network.hosts)) && html`<${Pairs} path="launch.network.hosts" label="Further host names" one="host" hint="Names it knows beside those of its network, each with an IP address, or host-gateway for the engine’s machine." nameLike="db" valueLike="10.0.0.5" />`}
      <${Lines} path="launch.mounts" label="Folders and volumes" show=${mountText} take=${mountOf} placeholder="/home/me/documents:/data" hint="source:target is read-only; source:target:rw may be written. One on each line." />
      <${Folders} path="launch.security.temporaryFolders" label="Folders in memory" placeholder="none" hint="folder:size, one on each line. It may write there, and what it writes is gone when it ends." />
      <div class="form-grid">
        <${Size} path="launch.limits.memoryBytes" label="Memory" placeholder="512 MiB" />
        <${Numeric} path="launch.limits.cpus" label="Processors" placeholder="1" />
        <${Numeric} path="launch.limits.processes" label="Processes" placeholder="256" inputmode="numeric" />
        <${Words} path="launch.security.capabilities" label="Capabilities it keeps" placeholder="none" />
        <${Text} path="launch.security.user" label="User it runs as" optional mono placeholder="1000:1000" />
      </div>
      <${Check} path="launch.security.readOnlyRoot" label="Its file system is read-only" otherwise=${true} />
      <${Check} path="launch.security.noNewPrivileges" label="It can’t gain privileges" otherwise=${true} />
    </fieldset>`;
}

/** How it is spoken to, and where it runs: a service has to speak HTTP. */
function Speaks({ launch }) {
  const { endpoint, service } = launch;
  const note = service
    ? `a service of ${service.replicas ?? 1} ${(service.replicas ?? 1) === 1 ? 'replica' : 'replicas'}, loosened`
    : endpoint ? 'HTTP' : 'standard input and output';
  return html`
    <${Section} title="HTTP and cluster" paths=${['launch.endpoint', 'launch.service']} note=${note}>
      <div class="form-grid">
        <${Whether} path="launch.endpoint" label="Speaks MCP on" options=${['standard input and output', 'HTTP']} begin=${{ path: '/mcp' }} missing="A service has to speak HTTP." />
        ${endpoint && html`
          <${Numeric} path="launch.endpoint.port" label="Port in the container" placeholder="8080" inputmode="numeric" />
          <${Text} path="launch.endpoint.path" label="Path" mono />`}
      </div>
      <div class="form-grid">
        <${Whether} path="launch.service" label="Runs as" options=${['one container', 'a service of a cluster']} begin=${{ replicas: 1 }} />
        ${service && html`<${Numeric} path="launch.service.replicas" label="Replicas" placeholder="1" inputmode="numeric" />`}
      </div>
      ${service && html`
        <p class="remark warn" role="status">This loosens it: whoever reaches a node of the cluster reaches this server, since a swarm publishes its port at every address of the node.</p>
        <${Lines} path="launch.service.constraints" label="Only on nodes" placeholder="node.role==worker" hint="In the engine’s words, attribute==value or attribute!=value, one on each line; empty for all." />`}
    <//>`;
}

function Image({ launch }) {
  const policy = { always: 'fetched before every start', never: 'never fetched' }[launch.pull?.policy] ?? 'fetched if it is missing';
  return html`
    <${Section} title="Image and program" paths=${['launch.pull', 'launch.entrypoint', 'launch.workingDirectory']} note=${policy}>
      <div class="form-grid">
        <${Choice} path="launch.pull.policy" label="Fetch the image" otherwise="missing" options=${[['missing', 'if it is missing'], ['always', 'before every start'], ['never', 'never']]} />
        <${Text} path="launch.pull.username" label="User at the registry" optional />
        <${Text} path="launch.pull.password" label="Password at the registry" optional type="password" autocomplete="new-password" />
        <${Text} path="launch.workingDirectory" label="Folder it starts in" optional mono placeholder="/app" />
        <${Lines} path="launch.entrypoint" label="Entry point" lines=${1} hint="Instead of the image’s; one word on each line." />
      </div>
    <//>`;
}

/** Not what the manager checks itself, which is further down: a command that the engine runs. */
function Health({ launch }) {
  const { health } = launch;
  return html`
    <${Section} title="Health check in the container" paths=${['launch.health']} note=${health ? `a command, every ${timeText(health.interval ?? 'PT30S')}` : 'the image’s'}>
      <${Whether} path="launch.health" label="The engine runs" options=${['what the image says', 'a command']} begin=${{ command: [] }} hint="Whether it is well by that counts if the check under Health is the verdict of the container engine." />
      ${health && html`
        <${Lines} path="launch.health.command" label="Command of the check" placeholder="/bin/check" hint="A program and its arguments, one word on each line; well means exit status 0." />
        <div class="form-grid">
          <${Time} path="launch.health.interval" label="Pause between two runs" placeholder="30 s" />
          <${Time} path="launch.health.timeout" label="Longest run" placeholder="5 s" />
          <${Time} path="launch.health.startPeriod" label="Failed runs don’t count for" placeholder="0 s" />
          <${Numeric} path="launch.health.retries" label="Unwell after failed runs" placeholder="3" inputmode="numeric" />
        </div>`}
    <//>`;
}
