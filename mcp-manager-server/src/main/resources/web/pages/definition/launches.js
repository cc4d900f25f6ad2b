// How a server is launched: by a command, or at a URL.

import { html, useContext } from '../../app/html.js';
import { FormContext } from './context.js';
import { Choice, Lines, Text } from './fields.js';
import { amount, environmentHint, Pairs } from './pairs.js';
import { Section } from './section.js';

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

export function Remote() {
  const { definition: { launch } } = useContext(FormContext);
  return html`
    <${Text} path="launch.url" label="URL of its MCP endpoint" mono keepEmpty type="url" placeholder="https://example.com/mcp" />
    <${Choice} path="launch.transport" label="Transport" otherwise="streamable-http" options=${[['streamable-http', 'Streamable HTTP'], ['sse', 'HTTP+SSE (2024-11-05)']]} />
    <${Section} title="Headers" paths=${['launch.headers']} note=${amount(launch.headers, 'header')} open=${Object.keys(launch.headers ?? {}).length > 0}>
      <${Pairs} path="launch.headers" label="Headers" one="header" hint=${`Sent with every request. ${environmentHint}`} secrets nameLike="Authorization" valueLike="Bearer …" />
    <//>`;
}
