#!/usr/bin/env node
/*
 * The official TypeScript client as a command: connects to one MCP server, does one thing, and prints one JSON document.
 *
 *   node client.mjs COMMAND [ARGUMENT...] [OPTION...] (--url URL | --stdio PROGRAM [ARGUMENT...])
 *
 *   inventory                           what the server says of itself, and all pages of its four lists
 *   call-all SPEC                       every call of the spec, with its result or error
 *   prompts-all SPEC                    every prompt the spec does not skip, with its arguments
 *   read-all SPEC                       every listed resource it does not skip, and those it names in addition
 *   complete SPEC                       every completion of the spec
 *   progress TOOL ARGUMENTS             one call with the progress it reported
 *   cancel TOOL ARGUMENTS AFTER_MS      one call that is cancelled on the way, and whether the server still answers
 *   set-level LEVEL [TOOL ARGUMENTS]    sets the logging level; with a call, also what was logged during it
 *   list-changed-wait LIST [TOOL ARGUMENTS]   waits until LIST (tools, prompts or resources) changes, after a call if given
 *   talk TOOL ARGUMENTS                 one call of a tool that asks the client back, and what it asked for
 *
 *   --client KIND       1 (default): the SDK 1.x; 2-legacy, 2-auto, 2-modern: the SDK 2.x, speaking revisions with
 *                       sessions, whatever the server has, or 2026-07-28
 *   --transport NAME    how to reach the URL: http (default) is Streamable HTTP; sse is HTTP+SSE, ws WebSocket (both with
 *                       --client 1, ws with a Node.js that has WebSocket)
 *   --bearer TOKEN      what the client presents at the URL (Streamable HTTP)
 *   --prefix TEXT       put TEXT before the names of tools and prompts, and take it off the names in lists
 *   --set NAME=VALUE    stands for ${NAME} in the spec, and is written back as ${NAME} in the output
 *   --env NAME=VALUE    an environment variable for the program of --stdio
 *   --deadline MS       give up after this time (default 60000)
 *
 * The output is the same for the same server, however it is reached: what changes from run to run is replaced as the
 * spec says. Diagnostics go to standard error, where the word "connected" says that the session is open.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import * as client2 from '@modelcontextprotocol/client';
import * as stdio2 from '@modelcontextprotocol/client/stdio';
import * as client1 from '@modelcontextprotocol/sdk/client/index.js';
import * as stdio1 from '@modelcontextprotocol/sdk/client/stdio.js';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import * as http1 from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { WebSocketClientTransport } from '@modelcontextprotocol/sdk/client/websocket.js';
import * as types1 from '@modelcontextprotocol/sdk/types.js';

const VOLATILE = '<volatile>';
const GRACE_MS = 300;

function parseCommandLine(words) {
  const options = { words: [], client: '1', transport: 'http', prefix: '', set: {}, env: {}, deadline: 60_000 };
  for (let i = 0; i < words.length; i++) {
    switch (words[i]) {
      case '--url':
        options.url = new URL(words[++i]);
        break;
      case '--transport':
        options.transport = words[++i];
        break;
      case '--client':
        options.client = words[++i];
        break;
      case '--bearer':
        options.bearer = words[++i];
        break;
      case '--prefix':
        options.prefix = words[++i];
        break;
      case '--deadline':
        options.deadline = Number(words[++i]);
        break;
      case '--set':
        assign(options.set, words[++i]);
        break;
      case '--env':
        assign(options.env, words[++i]);
        break;
      case '--stdio':
        options.stdio = words.slice(i + 1);
        return options;
      default:
        options.words.push(words[i]);
    }
  }
  return options;
}

function assign(target, word) {
  const at = word.indexOf('=');
  target[word.slice(0, at)] = word.slice(at + 1);
}

/** The two generations of the SDK, as far as they differ. */
const sdks = {
  1: {
    ...http1,
    ...stdio1,
    client: (info, options) => new client1.Client(info, options),
    callTool: (client, request, options) => client.callTool(request, undefined, options),
    onRequest: (client, schema, handler) => client.setRequestHandler(types1[schema], handler),
  },
  2: {
    ...client2,
    ...stdio2,
    client: (info, options, mode) => new client2.Client(info, { ...options, versionNegotiation: { mode } }),
    callTool: (client, request, options) => client.callTool(request, options),
    onRequest: (client, schema, handler, method) => client.setRequestHandler(method, handler),
  },
};

const modes = { '2-legacy': 'legacy', '2-auto': 'auto', '2-modern': { pin: '2026-07-28' } };

/** What a server can ask the client for, with the answers it gets. */
const answers = [
  ['roots/list', 'ListRootsRequestSchema', () => ({ roots: [{ uri: 'file:///interop', name: 'interop' }] })],
  [
    'sampling/createMessage',
    'CreateMessageRequestSchema',
    () => ({ role: 'assistant', model: 'none', content: { type: 'text', text: 'sampled' }, stopReason: 'endTurn' }),
  ],
  ['elicitation/create', 'ElicitRequestSchema', () => ({ action: 'accept', content: { colour: 'teal' } })],
];

/** A connected client; what the server sent unasked collects in `heard`, in the order in which it came. */
async function connect(options) {
  const sdk = sdks[options.client[0]];
  const talks = options.words[0] === 'talk';
  const client = sdk.client(
    { name: 'interop-harness', version: '1.0.0' },
    { capabilities: talks ? { roots: {}, sampling: {}, elicitation: {} } : {} },
    modes[options.client],
  );
  const session = { client, heard: [], asked: [], onheard: () => {} };
  session.callTool = (request, requestOptions) => sdk.callTool(client, request, requestOptions);
  for (const [method, schema, answer] of talks ? answers : []) {
    const handler = () => {
      session.asked.push(method);
      return answer();
    };
    sdk.onRequest(client, schema, handler, method);
  }
  const { transport, ready } = options.url ? overNetwork(sdk, options) : overStdio(sdk, options);
  session.transport = transport;
  // at the transport, since the client drops a progress report that comes together with the result
  transport.onmessage = (message) => {
    session.protocolVersion ??= message.result?.protocolVersion;
    if (message.method !== undefined && message.id === undefined) {
      session.heard.push(message);
      session.onheard();
    }
  };
  await client.connect(transport);
  await ready();
  console.error('connected');
  return session;
}

function overStdio(sdk, { stdio: [command, ...args], env }) {
  const transport = new sdk.StdioClientTransport({
    command,
    args,
    env: { ...sdk.getDefaultEnvironment(), ...env },
  });
  return { transport, ready: async () => {} };
}

function overNetwork(sdk, { url, transport, bearer }) {
  switch (transport) {
    case 'sse':
      return { transport: new SSEClientTransport(url), ready: async () => {} };
    case 'ws':
      return { transport: new WebSocketClientTransport(url), ready: async () => {} };
    default:
      return overHttp(sdk, url, bearer);
  }
}

/** The client opens its stream for notifications in the background; what is sent before could get lost. */
function overHttp(sdk, url, bearer) {
  let opened;
  const streamOpened = new Promise((resolve) => (opened = resolve));
  const transport = new sdk.StreamableHTTPClientTransport(url, {
    ...(bearer && { requestInit: { headers: { Authorization: `Bearer ${bearer}` } } }),
    fetch: async (target, init) => {
      const response = await fetch(target, init);
      if ((init?.method ?? 'GET') === 'GET') {
        opened();
      }
      return response;
    },
  });
  const ready = async () => {
    // without a session there is no such stream
    if (transport.sessionId !== undefined) {
      await Promise.race([streamOpened, delay(5000, undefined, { ref: false })]);
    }
  };
  return { transport, ready };
}

async function allPages(list, name) {
  const elements = [];
  let cursor;
  do {
    const page = await list(cursor === undefined ? {} : { cursor });
    elements.push(...page[name]);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return elements;
}

function lists({ client }, prefix) {
  const has = client.getServerCapabilities() ?? {};
  const named = (elements) =>
    elements
      .filter(({ name }) => name.startsWith(prefix))
      .map((element) => ({ ...element, name: element.name.slice(prefix.length) }));
  return {
    tools: async () => (has.tools ? named(await allPages((page) => client.listTools(page), 'tools')) : []),
    prompts: async () => (has.prompts ? named(await allPages((page) => client.listPrompts(page), 'prompts')) : []),
    resources: async () =>
      has.resources ? allPages((page) => client.listResources(page), 'resources') : [],
    resourceTemplates: async () =>
      has.resources ? allPages((page) => client.listResourceTemplates(page), 'resourceTemplates') : [],
  };
}

/** `{result}` or `{error}`: an error is an outcome to compare like any other. */
async function outcome(action) {
  try {
    return { result: await action() };
  } catch (error) {
    return { error: describe(error) };
  }
}

function describe(error) {
  return {
    code: error.code,
    message: error.message,
    ...(error.data === undefined ? {} : { data: error.data }),
  };
}

const commands = {
  async inventory(session, options) {
    const all = lists(session, options.prefix);
    const { client, protocolVersion } = session;
    return {
      protocolVersion,
      serverInfo: client.getServerVersion(),
      capabilities: client.getServerCapabilities(),
      instructions: client.getInstructions() ?? null,
      tools: await all.tools(),
      prompts: await all.prompts(),
      resources: await all.resources(),
      resourceTemplates: await all.resourceTemplates(),
    };
  },

  async 'call-all'({ client, callTool }, options, specFile) {
    const spec = readSpec(specFile, options);
    // with the output schemas at hand the client checks structured results against them
    await client.listTools();
    const answers = [];
    for (const { tool, arguments: args, volatile } of spec.calls) {
      const answer = await outcome(() => callTool({ name: options.prefix + tool, arguments: args }));
      answers.push({ tool, arguments: args, ...blank(answer, volatile) });
    }
    return normalise(answers, spec, options);
  },

  async 'prompts-all'(session, options, specFile) {
    const spec = readSpec(specFile, options);
    const answers = [];
    const offered = await lists(session, options.prefix).prompts();
    for (const { name } of offered.filter((prompt) => !spec.skipped?.[prompt.name])) {
      const { arguments: args, volatile } = spec.prompts?.[name] ?? {};
      const answer = await outcome(() =>
        session.client.getPrompt({ name: options.prefix + name, arguments: args ?? {} }),
      );
      answers.push({ prompt: name, ...blank(answer, volatile) });
    }
    return normalise(answers, spec, options);
  },

  async 'read-all'(session, options, specFile) {
    const spec = readSpec(specFile, options);
    const listed = (await lists(session, options.prefix).resources())
      .map(({ uri }) => ({ uri }))
      .filter(({ uri }) => !spec.skipped?.[uri]);
    const answers = [];
    for (const { uri, volatile } of [...listed, ...(spec.resources ?? [])]) {
      const answer = await outcome(() => session.client.readResource({ uri }));
      answers.push({ uri, ...blank(answer, volatile) });
    }
    return normalise(answers, spec, options);
  },

  async complete({ client }, options, specFile) {
    const spec = readSpec(specFile, options);
    const answers = [];
    for (const request of spec.completions ?? []) {
      const ref = { ...request.ref };
      if (ref.name !== undefined) {
        ref.name = options.prefix + ref.name;
      }
      answers.push({ request, ...(await outcome(() => client.complete({ ...request, ref }))) });
    }
    return normalise(answers, spec, options);
  },

  async progress({ callTool, heard }, options, tool, args) {
    const request = { name: options.prefix + tool, arguments: JSON.parse(args) };
    const answer = await outcome(() => callTool(request, { onprogress: () => {} }));
    const progress = heard
      .filter(({ method }) => method === 'notifications/progress')
      .map(({ params: { progressToken, ...report } }) => report);
    return { progress, ...answer };
  },

  async cancel({ client, callTool }, options, tool, args, afterMs) {
    const controller = new AbortController();
    const request = { name: options.prefix + tool, arguments: JSON.parse(args) };
    const answer = outcome(() => callTool(request, { signal: controller.signal }));
    const started = performance.now();
    await delay(Number(afterMs));
    controller.abort('no longer wanted');
    const settled = await answer;
    const elapsedMs = Math.round(performance.now() - started);
    return { ...settled, elapsedMs, afterwards: { ping: await outcome(() => client.ping()) } };
  },

  async 'set-level'({ client, callTool, heard }, options, level, tool, args) {
    const answer = { level: await outcome(() => client.setLoggingLevel(level)) };
    if (tool !== undefined) {
      answer.call = await outcome(() =>
        callTool({ name: options.prefix + tool, arguments: JSON.parse(args) }),
      );
      await delay(GRACE_MS);
      answer.logged = heard.filter(({ method }) => method === 'notifications/message').map(({ params }) => params);
    }
    return answer;
  },

  async talk({ callTool, asked }, options, tool, args) {
    const answer = await outcome(() => callTool({ name: options.prefix + tool, arguments: JSON.parse(args) }));
    return { asked, ...answer };
  },

  async 'list-changed-wait'(session, options, list, tool, args) {
    const { callTool, heard } = session;
    const names = async () => (await lists(session, options.prefix)[list]()).map(({ name }) => name);
    const before = await names();
    const changed = new Promise((resolve) => {
      const check = () => {
        if (heard.some(({ method }) => method === `notifications/${list}/list_changed`)) {
          resolve();
        }
      };
      session.onheard = check;
      check();
    });
    const call =
      tool === undefined
        ? {}
        : { call: await outcome(() => callTool({ name: options.prefix + tool, arguments: JSON.parse(args) })) };
    await changed;
    const after = await names();
    return {
      ...call,
      added: after.filter((name) => !before.includes(name)),
      removed: before.filter((name) => !after.includes(name)),
    };
  },
};

function readSpec(file, { set }) {
  let text = readFileSync(file, 'utf8');
  for (const [name, value] of Object.entries(set)) {
    text = text.replaceAll('${' + name + '}', JSON.stringify(value).slice(1, -1));
  }
  return JSON.parse(text);
}

/** Replaces what the paths lead to, for example "result.content.*.text". */
function blank(answer, paths = []) {
  const copy = structuredClone(answer);
  for (const path of paths) {
    blankPath(copy, path.split('.'));
  }
  return copy;
}

function blankPath(value, [step, ...rest]) {
  if (value === null || typeof value !== 'object') {
    return;
  }
  for (const key of step === '*' ? Object.keys(value) : [step]) {
    if (rest.length > 0) {
      blankPath(value[key], rest);
    } else if (key in value) {
      value[key] = VOLATILE;
    }
  }
}

/** Replaces, in every text, the values of --set by their names and the patterns of the spec by what stands for them. */
function normalise(value, spec, options) {
  if (typeof value === 'string') {
    let text = value;
    for (const [name, set] of Object.entries(options.set)) {
      text = text.replaceAll(set, '${' + name + '}');
    }
    for (const { pattern, by } of spec.replace ?? []) {
      text = text.replace(new RegExp(pattern, 'g'), by);
    }
    return text;
  }
  if (Array.isArray(value)) {
    return value.map((element) => normalise(element, spec, options));
  }
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, normalise(member, spec, options)]));
  }
  return value;
}

async function main() {
  const options = parseCommandLine(process.argv.slice(2));
  const [name, ...args] = options.words;
  const command = commands[name];
  if (command === undefined || (options.url === undefined) === (options.stdio === undefined)) {
    throw new Error(`usage: client.mjs (${Object.keys(commands).join(' | ')}) ... (--url URL | --stdio PROGRAM ...)`);
  }
  setTimeout(() => {
    console.error(`${name}: not done within ${options.deadline} ms`);
    process.exit(3);
  }, options.deadline).unref();

  const session = await connect(options);
  const answer = await command(session, options, ...args);
  if (session.transport.terminateSession !== undefined && session.transport.sessionId !== undefined) {
    await session.transport.terminateSession();
  }
  await session.client.close();
  // written at once and completely, also to a pipe, before the process ends
  await new Promise((resolve) => process.stdout.write(JSON.stringify(answer, null, 2) + '\n', resolve));
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
