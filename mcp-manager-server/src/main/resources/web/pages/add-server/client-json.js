// Reads the configuration of any AI client: where servers stand in it, and what is written in other words than ours.

const KNOWN = ['type', 'command', 'args', 'env', 'cwd', 'url', 'headers', 'description', 'disabled', 'autoApprove', 'alwaysAllow', 'timeout'];
const RENAMED = { serverUrl: 'url', httpUrl: 'url', transport: 'type', transportType: 'type', workingDirectory: 'cwd', environment: 'env', arguments: 'args' };
const NAME = /^(?!.*__)[A-Za-z0-9][A-Za-z0-9._-]{0,47}$/;

/** A text with blanks in place of comments and of commas before a closing bracket: some clients allow both. */
export function withoutComments(text) {
  const blank = (part) => part.replace(/[^\n]/g, ' ');
  return text
    .replace(/"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (part) => (part.startsWith('"') ? part : blank(part)))
    .replace(/"(?:[^"\\\n]|\\.)*"|,(?=\s*[}\]])/g, (part) => (part.startsWith('"') ? part : ' '));
}

/** The value of a JSON text, or { error, line }. Positions are found by what browsers say of them. */
function parse(text) {
  const plain = withoutComments(text.replace(/^\uFEFF/, ' '));
  try {
    return { value: JSON.parse(plain) };
  } catch (wrong) {
    const said = /line (\d+) column (\d+)/.exec(wrong.message);
    const at = /position (\d+)/.exec(wrong.message);
    const before = at ? plain.slice(0, Number(at[1])) : plain;
    const line = said ? Number(said[1]) : before.split('\n').length;
    return { error: `This is no JSON: ${wrong.message.replace(/ in JSON at position.*| at position.*|^JSON\.parse: | of the JSON data$/g, '')}`, line };
  }
}

const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);
const isServer = (value) => isObject(value) && ('command' in value || 'url' in value || 'serverUrl' in value || 'httpUrl' in value);

/** Servers by name, wherever clients keep them; null if there are none. */
function serversOf(value) {
  if (!isObject(value)) return null;
  for (const found of [value.mcpServers, value.servers, value.mcp?.servers, value.mcp?.mcpServers, value.context_servers, value['mcp.servers']]) {
    if (isObject(found)) return found;
  }
  if (isServer(value)) return { [value.name ?? 'server']: value };
  const rest = Object.values(value);
  return rest.length > 0 && rest.every(isServer) ? value : null;
}

/** An allowed name that resembles a given one. */
export function nameLike(name) {
  if (NAME.test(name)) return name;
  return name.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/__+/g, '_').replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '').slice(0, 48) || 'server';
}

/** One server in our words, and notes on what was not taken as it is written. */
function readServer(given, name) {
  const notes = [];
  if (!isObject(given)) return { name: nameLike(name), problem: 'It is no object with a command or a URL.', notes, entry: {} };
  const entry = {};
  for (const [field, value] of Object.entries(given)) {
    const ours = RENAMED[field] ?? field;
    if (field === 'enabled' && typeof value === 'boolean') entry.disabled = !value;
    else if (field === 'name') continue;
    else if (KNOWN.includes(ours)) entry[ours] = value;
    else notes.push(`not understood and left out: ${field}`);
  }
  // a program with its arguments in one object
  if (isObject(entry.command)) {
    const { path, args, env } = entry.command;
    Object.assign(entry, { command: path ?? '' }, args && { args }, env && { env });
  }
  if (nameLike(name) !== name) notes.push(`is called ${nameLike(name)} here, as “${name}” has characters that names can’t have`);
  const problem = entry.command === undefined && entry.url === undefined ? 'It has neither a command nor a URL.' : undefined;
  return { name: nameLike(name), entry, notes, problem };
}

/**
 * What a pasted text would add: { servers: [{ name, entry, notes, problem }] }; { error, line } for what is no
 * configuration; { own: value } for the export of a manager, which is taken as it is; {} for nothing.
 */
export function readClientJson(text) {
  if (!text.trim()) return {};
  const { value, error, line } = parse(text);
  if (error) return { error, line };
  if (Array.isArray(value?.servers)) return { own: value };
  const found = serversOf(value);
  if (!found) return { error: 'No servers were found in it. They stand under "mcpServers", each by its name with a "command" or a "url".' };
  return { servers: Object.entries(found).map(([name, given]) => readServer(given, name)) };
}
