/** MCP servers: their definitions, states, commands and the driving port {@link io.mcpmanager.api.server.Servers}. */
@NullMarked
package io.mcpmanager.api.server;

import org.jspecify.annotations.NullMarked;
