package io.mcpmanager.server.mcp;

import io.mcpmanager.api.gateway.Gateway;
import io.mcpmanager.server.http.HttpFeature;
import io.mcpmanager.server.http.SlowClients;
import io.mcpmanager.spi.ManagerClock;
import java.util.List;

/** All endpoints of the gateway, which share what they may hold of long messages. */
public final class McpEndpoints {

  /**
   * Endpoints in front of a gateway.
   *
   * @param plainJson whether messages without the JSON-RPC wrapper are taken
   * @param challenges tell clients whose token allows too little what they need
   */
  public static List<HttpFeature> create(
      Gateway gateway,
      ManagerClock clock,
      SlowClients slowClients,
      McpLimits limits,
      boolean plainJson,
      ScopeChallenges challenges) {
    var memory = new MessageMemory(limits.maxHeldBytes());
    return List.of(
        new McpFeature(gateway, clock, slowClients, limits, memory, challenges),
        new SseFeature(gateway, slowClients, limits, memory, challenges),
        new WebSocketFeature(new WebSocketContext(gateway, clock, slowClients, limits, memory)),
        new PlainJsonFeature(gateway, slowClients, limits, memory, plainJson));
  }

  private McpEndpoints() {}
}
