#!/usr/bin/env node
/*
 * The official TypeScript client with OAuth: connects to one MCP server, gets a token wherever the server says, calls one
 * tool, gets a better token if that is asked for, and prints what it was asked to have allowed and what the tool answered.
 *
 *   node oauth.mjs URL TOOL ARGUMENTS
 */
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

const [url, tool, args] = process.argv.slice(2);
const asked = [];

/** Keeps in memory what an application would store, and is registered with the authorization server already. */
const provider = {
  redirectUrl: 'http://localhost:9/callback',
  clientMetadata: { client_name: 'interop', redirect_uris: ['http://localhost:9/callback'] },
  clientInformation: () => ({ client_id: 'interop' }),
  tokens: () => provider.kept,
  // without the refresh token, by which the authorization server used here would widen the scope unasked
  saveTokens: ({ refresh_token, ...tokens }) => {
    provider.kept = tokens;
  },
  codeVerifier: () => provider.verifier,
  saveCodeVerifier: (verifier) => {
    provider.verifier = verifier;
  },
  redirectToAuthorization: (address) => {
    asked.push(address);
  },
};

/** A person who says yes at once, to a provider that signs people in at the same time and insists on it. */
async function allow(transport) {
  const address = new URL(asked.at(-1));
  address.searchParams.set('scope', `openid ${address.searchParams.get('scope')}`);
  const answer = await fetch(address, { redirect: 'manual' });
  await transport.finishAuth(new URL(answer.headers.get('location')).searchParams.get('code'));
}

async function connect() {
  for (let tries = 0; ; tries++) {
    const client = new Client({ name: 'interop', version: '1' });
    const transport = new StreamableHTTPClientTransport(new URL(url), { authProvider: provider });
    try {
      await client.connect(transport);
      return { client, transport };
    } catch (e) {
      if (!(e instanceof UnauthorizedError) || tries === 2) {
        throw e;
      }
      await allow(transport);
    }
  }
}

async function call() {
  for (let tries = 0; ; tries++) {
    const { client, transport } = await connect();
    try {
      return await client.callTool({ name: tool, arguments: JSON.parse(args) });
    } catch (e) {
      if (!(e instanceof UnauthorizedError) || tries === 2) {
        throw e;
      }
      await allow(transport);
    } finally {
      await client.close();
    }
  }
}

const result = await call();
console.log(
  JSON.stringify({
    asked: asked.map((address) => ({
      resource: address.searchParams.get('resource'),
      scope: address.searchParams.get('scope'),
      challenge: address.searchParams.get('code_challenge_method'),
    })),
    result,
  }),
);
process.exit(0);
