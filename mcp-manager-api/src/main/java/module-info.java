/** The model, the events, the errors and the ports of MCP Manager. */
module io.mcpmanager.api {
  requires transitive org.jspecify;

  exports io.mcpmanager.api;
  exports io.mcpmanager.api.access;
  exports io.mcpmanager.api.audit;
  exports io.mcpmanager.api.backup;
  exports io.mcpmanager.api.diagnostics;
  exports io.mcpmanager.api.bulk;
  exports io.mcpmanager.api.error;
  exports io.mcpmanager.api.event;
  exports io.mcpmanager.api.gateway;
  exports io.mcpmanager.api.health;
  exports io.mcpmanager.api.log;
  exports io.mcpmanager.api.mcp;
  exports io.mcpmanager.api.policy;
  exports io.mcpmanager.api.secret;
  exports io.mcpmanager.api.server;
  exports io.mcpmanager.spi;
  exports io.mcpmanager.spi.store;
}
