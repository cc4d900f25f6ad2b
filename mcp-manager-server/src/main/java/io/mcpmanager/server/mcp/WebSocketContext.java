package io.mcpmanager.server.mcp;

import io.mcpmanager.api.gateway.Gateway;
import io.mcpmanager.server.http.SlowClients;
import io.mcpmanager.spi.ManagerClock;

/** What all WebSocket connections share. */
record WebSocketContext(
    Gateway gateway,
    ManagerClock clock,
    SlowClients slowClients,
    McpLimits limits,
    MessageMemory memory) {}
