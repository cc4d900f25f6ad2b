#!/usr/bin/env node
/*
 * The official TypeScript client as a program that stays connected, whatever happens to what it is connected to:
 *
 *   node patient.mjs URL
 *
 * It connects once, and never again. Each line on standard input is a command, a JSON object with an id of its own;
 * what comes of it is a line on standard output, a JSON object with the same id:
 *
 *   {"id": 1, "do": "call", "tool": "add", "arguments": {...}}   -> {"id": 1, "result": {...}} or {"id": 1, "error": {...}}
 *   {"id": 2, "do": "tools"}                                    -> {"id": 2, "result": [names]}
 *   {"id": 4, "do": "subscribe", "uri": "demo://note"}          -> {"id": 4, "result": {}}
 *   {"id": 3, "do": "session"}                                  -> {"id": 3, "result": the id of its session}
 *
 * Progress of a call is a line {"id": 1, "progress": {...}}; a notification is a line {"heard": method}.
 */
import { createInterface } from 'node:readline';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

const client = new Client({ name: 'patient', version: '1.0.0' }, { capabilities: {} });
const transport = new StreamableHTTPClientTransport(new URL(process.argv[2]), {
  reconnectionOptions: {
    initialReconnectionDelay: 300,
    maxReconnectionDelay: 1_000,
    reconnectionDelayGrowFactor: 1.1,
    maxRetries: 1_000,
  },
});

const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);

async function perform(command) {
  switch (command.do) {
    case 'call':
      return client.callTool({ name: command.tool, arguments: command.arguments }, undefined, {
        timeout: 120_000,
        onprogress: (progress) => say({ id: command.id, progress }),
      });
    case 'tools':
      return (await client.listTools()).tools.map((tool) => tool.name);
    case 'subscribe':
      return client.subscribeResource({ uri: command.uri });
    case 'session':
      return transport.sessionId;
    default:
      throw new Error(`unknown command ${command.do}`);
  }
}

client.onerror = (error) => process.stderr.write(`${error}\n`);
client.fallbackNotificationHandler = async (notification) => say({ heard: notification.method });
await client.connect(transport);
say({ id: 0, result: 'connected' });
for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  perform(command).then(
    (result) => say({ id: command.id, result }),
    (error) => say({ id: command.id, error: { code: error.code, message: error.message } }),
  );
}
await client.close();
