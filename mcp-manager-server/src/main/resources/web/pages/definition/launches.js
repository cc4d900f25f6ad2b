// How a server is launched: by a command, as a container, or at a URL.

import { html, useContext } from '../../app/html.js';
import { mountOf, mountText, portOf, portText } from './convert.js';
import { FormContext } from './context.js';
import { Check, Choice, Lines, Numeric, Size, Text, Words } from './fields.js';
import { loosenedOf } from './loosened.js';
import { Pairs } from './pairs.js';
import { Section } from './section.js';

const environmentHint = 'Secrets are put in where the server is launched, and nowhere before.';

const amount = (values, one) => {
  const number = Object.keys(values ?? {}).length;
  return number ? `${number} ${one}${number === 1 ? '' : 's'}` : 'none';
};

export function Process() {
  const { definition: { launch } } = useContext(FormContext);
  return html`
    <${Text} path="launch.command" label="Command" mono keepEmpty placeholder="npx" hint="A path, or a name that is looked up on PATH. No shell is involved." />
    <${Lines} path="launch.arguments" label="Arguments" lines=${3} hint="One on each line, without quotes." placeholder=${'-y\n@modelcontextprotocol/server-filesystem\n/home/me/documents'} />
    <${Section} title="Environment and folder" paths=${['launch.environment', 'launch.workingDirectory', 'launch.endpoint']}
      note=${amount(launch.environment, 'variable')} open=${Object.keys(launch.environment ?? {}).length > 0}>
      <${Pairs} path="launch.environment" label="Environment" one="variable" hint=${environmentHint} secrets nameLike="NAME" valueLike="value" />
      <${Text} path="launch.workingDirectory" label="Folder" optional mono hint="Where it starts; else where the manager was started." />
      <${Text} path="launch.endpoint" label="URL of its MCP endpoint" optional mono placeholder="http://127.0.0.1:8080/mcp" hint="Only if it speaks HTTP instead of standard input and output." />
    <//>`;
}

export function Container() {
  const { definition: { launch } } = useContext(FormContext);
  return html`
    <${Text} path="launch.image" label="Image" mono keepEmpty placeholder="mcp/fetch:latest" />
    <${Lines} path="launch.arguments" label="Arguments" hint="Optional, one on each line." />
    <${MayDo} launch=${launch} />
    <${Section} title="Environment" paths=${['launch.environment']} note=${amount(launch.environment, 'variable')} open=${Object.keys(launch.environment ?? {}).length > 0}>
      <${Pairs} path="launch.environment" label="Environment" one="variable" hint=${environmentHint} secrets nameLike="NAME" valueLike="value" />
    <//>
    <${Section} title="HTTP, image and user" paths=${['launch.endpoint', 'launch.pull', 'launch.entrypoint', 'launch.workingDirectory', 'launch.security.user']}>
      <${Speaks} launch=${launch} />
      <div class="form-grid">
        <${Choice} path="launch.pull.policy" label="Fetch the image" otherwise="missing" options=${[['missing', 'if it is missing'], ['always', 'before every start'], ['never', 'never']]} />
        <${Text} path="launch.security.user" label="User" optional mono placeholder="1000:1000" />
        <${Text} path="launch.pull.username" label="User at the registry" optional />
        <${Text} path="launch.pull.password" label="Password at the registry" optional type="password" autocomplete="new-password" />
        <${Text} path="launch.workingDirectory" label="Folder it starts in" optional mono placeholder="/app" />
        <${Lines} path="launch.entrypoint" label="Entry point" lines=${1} hint="Instead of the image’s; one word on each line." />
      </div>
    <//>`;
}

/** How it is spoken to: a port is only of use with HTTP. */
function Speaks({ launch }) {
  const form = useContext(FormContext);
  const choose = (speaks) => form.set('launch.endpoint', speaks === 'http' ? { path: '/mcp' } : undefined);
  return html`
    <div class="form-grid">
      <div class="field"><label for="speaks">Speaks MCP on</label>
        <select id="speaks" value=${launch.endpoint ? 'http' : 'stdio'} onChange=${(change) => choose(change.target.value)}>
          <option value="stdio">standard input and output</option><option value="http">HTTP</option>
        </select></div>
      ${launch.endpoint && html`
        <${Numeric} path="launch.endpoint.port" label="Port in the container" placeholder="8080" inputmode="numeric" />
        <${Text} path="launch.endpoint.path" label="Path" mono />`}
    </div>`;
}

/** What it may do, with what that comes to said at once. */
function MayDo({ launch }) {
  const loosened = loosenedOf(launch);
  const mode = launch.network?.mode ?? 'none';
  return html`
    <fieldset class="may">
      <legend>What it may do <span class="badge" data-state=${loosened.length ? 'warn' : 'good'}>${loosened.length ? `${loosened.length} loosened` : 'safe defaults'}</span></legend>
      <p class="hint" role="status">${loosened.length
    ? `It ${loosened.join('; ')}.`
    : 'It reaches no network, sees nothing of this machine, and writes to nothing but a small /tmp in memory.'}</p>
      <div class="form-grid">
        <${Choice} path="launch.network.mode" label="Network" otherwise="none" options=${[['none', 'none'], ['default', 'one of its own, with a way out'], ['named', 'one that exists']]} />
        ${mode === 'named' && html`<${Text} path="launch.network.name" label="Name of the network" mono />`}
      </div>
      ${mode === 'default' && html`<${Lines} path="launch.network.allowedHosts" label="Only these hosts" placeholder="api.example.com" hint="host, *.domain or host:port, one on each line; empty for all." />`}
      ${mode !== 'none' && html`<${Lines} path="launch.network.ports" label="Published ports" show=${portText} take=${portOf} lines=${1} placeholder="18080:8080" hint="Port of this machine:port in the container, one on each line; reached from this machine only unless an address stands before." />`}
      <${Lines} path="launch.mounts" label="Folders and volumes" show=${mountText} take=${mountOf} placeholder="/home/me/documents:/data" hint="source:target is read-only; source:target:rw may be written. One on each line." />
      <div class="form-grid">
        <${Size} path="launch.limits.memoryBytes" label="Memory" placeholder="512 MiB" />
        <${Numeric} path="launch.limits.cpus" label="Processors" placeholder="1" />
        <${Numeric} path="launch.limits.processes" label="Processes" placeholder="256" inputmode="numeric" />
        <${Words} path="launch.security.capabilities" label="Capabilities it keeps" placeholder="none" />
      </div>
      <${Check} path="launch.security.readOnlyRoot" label="Its file system is read-only" otherwise=${true} />
      <${Check} path="launch.security.noNewPrivileges" label="It can’t gain privileges" otherwise=${true} />
    </fieldset>`;
}

export function Remote() {
  const { definition: { launch } } = useContext(FormContext);
  return html`
    <${Text} path="launch.url" label="URL of its MCP endpoint" mono keepEmpty type="url" placeholder="https://example.com/mcp" />
    <${Choice} path="launch.transport" label="Transport" otherwise="streamable-http" options=${[['streamable-http', 'Streamable HTTP'], ['sse', 'HTTP+SSE (2024-11-05)']]} />
    <${Section} title="Headers" paths=${['launch.headers']} note=${amount(launch.headers, 'header')} open=${Object.keys(launch.headers ?? {}).length > 0}>
      <${Pairs} path="launch.headers" label="Headers" one="header" hint=${`Sent with every request. ${environmentHint}`} secrets nameLike="Authorization" valueLike="Bearer …" />
    <//>`;
}
