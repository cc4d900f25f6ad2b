package io.mcpmanager.server.rest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.helidon.webserver.http.HttpRouting;
import io.mcpmanager.McpManager;
import io.mcpmanager.server.http.Answers;
import io.mcpmanager.server.http.HttpFeature;

/** Whether the manager is alive. */
public final class HealthRoutes implements HttpFeature {

  private final McpManager manager;

  /** Answers for this manager. */
  public HealthRoutes(McpManager manager) {
    this.manager = manager;
  }

  @Override
  public void routes(HttpRouting.Builder routes) {
    routes.get("/health", (request, response) -> {
      var data = JsonNodeFactory.instance.objectNode();
      data.put("status", "ok");
      data.put("events", manager.events().latestSequence());
      Answers.send(response, 200, data, null);
    });
  }
}
