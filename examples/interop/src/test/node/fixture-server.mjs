/*
 * Serves the fixture of fixture.mjs to the conformance suite.
 *
 *   node fixture-server.mjs (dual | legacy | modern) (--stdio | --port PORT)
 *
 * The first word says which eras it speaks. Over HTTP the endpoint is /mcp; once it listens, it says where.
 */
import {
  NodeStreamableHTTPServerTransport,
  localhostHostValidation,
  localhostOriginValidation,
  toNodeHandler,
} from '@modelcontextprotocol/node';
import { classifyInboundRequest, createMcpHandler, isInitializeRequest } from '@modelcontextprotocol/server';
import { StdioServerTransport, serveStdio } from '@modelcontextprotocol/server/stdio';
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { createFixture } from './fixture.mjs';

const [era, way, port] = process.argv.slice(2);

/** What a session sent on each of its streams, for clients that come back for the rest. */
function eventStore() {
  const events = [];
  return {
    async storeEvent(stream, message) {
      events.push({ stream, message });
      return `${events.length}@${stream}`;
    },
    async replayEventsAfter(last, { send }) {
      const stream = last.slice(last.indexOf('@') + 1);
      for (let i = parseInt(last); i < events.length; i++) {
        if (events[i].stream === stream && events[i].message.jsonrpc !== undefined) {
          await send(`${i + 1}@${stream}`, events[i].message);
        }
      }
      return stream;
    },
  };
}

const sessions = new Map();

async function openSession() {
  const transport = new NodeStreamableHTTPServerTransport({
    sessionIdGenerator: randomUUID,
    eventStore: eventStore(),
    retryInterval: 500,
    onsessioninitialized: (id) => sessions.set(id, transport),
  });
  const server = createFixture({ closeStream: (id) => transport.closeSSEStream(id) });
  await server.connect(transport);
  transport.onclose = () => sessions.delete(transport.sessionId);
  return transport;
}

function refuse(response, status, message) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ jsonrpc: '2.0', error: { code: -32000, message }, id: null }));
}

async function serveLegacy(request, response, body) {
  const id = request.headers['mcp-session-id'];
  let transport = sessions.get(id);
  if (id === undefined && isInitializeRequest(body)) {
    transport = await openSession();
  }
  if (transport === undefined) {
    refuse(response, id === undefined ? 400 : 404, id === undefined ? 'a session is needed' : 'no such session');
    return;
  }
  await transport.handleRequest(request, response, body);
}

const modern = createMcpHandler(
  () =>
    createFixture({
      toolsChanged: () => modern.notify.toolsChanged(),
      promptsChanged: () => modern.notify.promptsChanged(),
    }),
  { legacy: 'reject' },
);
const serveModern = toNodeHandler(modern);

function isLegacy(request, body) {
  const inbound = classifyInboundRequest({
    httpMethod: request.method,
    protocolVersionHeader: request.headers['mcp-protocol-version'],
    mcpMethodHeader: request.headers['mcp-method'],
    body,
  });
  return inbound.kind === 'legacy';
}

const guards = [localhostHostValidation(), localhostOriginValidation()];

async function serve(request, response) {
  if (!guards.every((guard) => guard(request, response))) {
    return;
  }
  let body;
  if (request.method === 'POST') {
    try {
      body = await json(request);
    } catch {
      refuse(response, 400, 'not JSON');
      return;
    }
  }
  if (era === 'legacy' || (era === 'dual' && isLegacy(request, body))) {
    await serveLegacy(request, response, body);
  } else {
    await serveModern(request, response, body);
  }
}

if (way === '--stdio') {
  if (era === 'legacy') {
    await createFixture().connect(new StdioServerTransport());
  } else {
    serveStdio(() => createFixture(), { legacy: era === 'dual' ? 'serve' : 'reject' });
  }
} else {
  const http = createServer((request, response) =>
    serve(request, response).catch((error) => {
      console.error(error);
      response.destroy();
    }),
  );
  http.listen(Number(port), 'localhost', () => console.log(`http://localhost:${http.address().port}/mcp`));
}
