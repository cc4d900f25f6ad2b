#!/usr/bin/env node
/*
 * The client that the conformance suite starts for each of its scenarios: it has the manager do the work.
 *
 *   node conformance-client.mjs MANAGER SERVER
 *
 * MANAGER is the address at which the test waits to be told which server to go through, SERVER that of the scenario.
 */
const [manager, server] = process.argv.slice(2);

const response = await fetch(manager, {
  method: 'POST',
  body: JSON.stringify({
    server,
    scenario: process.env.MCP_CONFORMANCE_SCENARIO,
    revision: process.env.MCP_CONFORMANCE_PROTOCOL_VERSION,
    context: JSON.parse(process.env.MCP_CONFORMANCE_CONTEXT ?? '{}'),
  }),
});
const said = await response.text();
if (!response.ok) {
  console.error(said);
  process.exit(1);
}
console.log(said);
