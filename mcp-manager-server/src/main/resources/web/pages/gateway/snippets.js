// What to give to which client, so that it finds the gateway.

const KEY = 'YOUR_API_KEY';

const base = (server) => `/mcp${server ? `/servers/${encodeURIComponent(server)}` : ''}`;

/** Where a client finds all servers as one, or one of them; `transport` is '' for Streamable HTTP, sse or ws. */
export function gatewayUrl(server = '', transport = '') {
  const origin = transport === 'ws' ? location.origin.replace(/^http/, 'ws') : location.origin;
  return `${origin}${base(server)}${transport && `/${transport}`}`;
}

const json = (value) => JSON.stringify(value, null, 2);
const quoted = (text) => (/^[\w./:=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

const headers = (key) => (key ? { headers: { Authorization: `Bearer ${KEY}` } } : {});

/** Clients by id: their name, how they are told (steps), and the text to copy. */
export const CLIENTS = {
  generic: {
    title: 'Any client',
    where: 'Most clients read a file like this one.',
    text: ({ name, server, key }) => json({ mcpServers: { [name]: { type: 'http', url: gatewayUrl(server), ...headers(key) } } }),
  },
  'claude-code': {
    title: 'Claude Code',
    where: 'Run this in a terminal.',
    text: ({ name, server, key }) => ['claude mcp add --transport http', quoted(name), quoted(gatewayUrl(server)), key && `--header "Authorization: Bearer ${KEY}"`].filter(Boolean).join(' '),
  },
  'claude-desktop': {
    title: 'Claude Desktop',
    where: 'Put this into claude_desktop_config.json (Settings, Developer, Edit config), with the full path of the program, and start Claude again. On the machine of the manager it needs no API key.',
    stdio: true,
    text: ({ name, server }) => json({ mcpServers: { [name]: stdio(server) } }),
  },
  cursor: {
    title: 'Cursor',
    where: 'Put this into ~/.cursor/mcp.json, or .cursor/mcp.json of a project.',
    text: ({ name, server, key }) => json({ mcpServers: { [name]: { url: gatewayUrl(server), ...headers(key) } } }),
  },
  vscode: {
    title: 'VS Code',
    where: 'Put this into .vscode/mcp.json of a workspace, or into the user configuration (MCP: Open User Configuration). VS Code asks for the key and keeps it.',
    text: ({ name, server, key }) => json({
      ...(key && { inputs: [{ type: 'promptString', id: 'mcp-manager-key', description: 'API key of MCP Manager', password: true }] }),
      servers: { [name]: { type: 'http', url: gatewayUrl(server), ...(key && { headers: { Authorization: 'Bearer ${input:mcp-manager-key}' } }) } },
    }),
    asksForKey: true,
  },
  stdio: {
    title: 'stdio',
    where: 'For clients that know only standard input and output. Give the full path of the program. On the machine of the manager it needs no API key; elsewhere set MCP_MANAGER_API_KEY and add --url.',
    stdio: true,
    text: ({ name, server }) => json({ mcpServers: { [name]: stdio(server) } }),
  },
};

function stdio(server) {
  const own = location.port !== '3000' ? ['--url', location.origin] : [];
  return { command: '/path/to/mcp-manager', args: ['stdio', ...(server ? ['--server', server] : []), ...own] };
}

/** The program that a client starts, as one types it. */
export const commandLine = (server) => ['mcp-manager', ...stdio(server).args].map(quoted).join(' ');

/** The text for a client, and whether the key in it has to be replaced. */
export function snippet(client, { server = '', key = true } = {}) {
  const { text, stdio, asksForKey } = CLIENTS[client];
  return { text: text({ name: server || 'mcp-manager', server, key }), replacesKey: key && !stdio && !asksForKey };
}
