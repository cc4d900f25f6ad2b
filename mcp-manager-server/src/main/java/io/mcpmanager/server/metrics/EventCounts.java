package io.mcpmanager.server.metrics;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.event.Event;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.api.event.EventListener;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.Servers;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;

/** Counts events, and the commands and attempts to sign in among them. */
final class EventCounts implements EventListener {

  private static final String NO_SERVER = "unknown";

  private final MeterRegistry registry;
  private final Servers servers;
  private final CallContext context;

  EventCounts(MeterRegistry registry, Servers servers, CallContext context) {
    this.registry = registry;
    this.servers = servers;
    this.context = context;
  }

  @Override
  public void onEvent(Event event) {
    registry
        .counter(
            "mcp.events",
            "event_type",
            event.type().text(),
            "severity",
            event.severity().text(),
            "category",
            event.type().category().text())
        .increment();
    switch (event.data()) {
      case EventData.CommandExecuted command -> count(event, command);
      case EventData.SignedIn signedIn -> attempted(signedIn.method(), "succeeded");
      case EventData.SignInFailed failed -> attempted(failed.method(), "failed");
      default -> {}
    }
  }

  private void attempted(String method, String result) {
    registry.counter("mcp.auth.attempts", "method", method, "result", result).increment();
  }

  private void count(Event event, EventData.CommandExecuted command) {
    String kind = event
        .serverId()
        .flatMap(id -> servers.find(context, id))
        .map(EventCounts::kindOf)
        .orElse(NO_SERVER);
    registry
        .counter(
            "mcp.server.operations",
            "operation",
            command.command(),
            "server_type",
            kind,
            "status",
            command.error() == null ? "success" : "failure")
        .increment();
    registry
        .timer("mcp.server.operation.duration", "operation", command.command(), "server_type", kind)
        .record(Duration.ofMillis(command.executionMillis()));
  }

  static String kindOf(Server server) {
    return server.definition().launch().kind().text();
  }
}
