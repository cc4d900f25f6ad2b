package io.mcpmanager.core.diagnostics;

import io.mcpmanager.api.Page;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.diagnostics.Finding;
import io.mcpmanager.api.health.HealthStatus;
import io.mcpmanager.api.server.Failure;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerQuery;
import io.mcpmanager.api.server.ServerState;
import io.mcpmanager.api.server.ServerStatus;
import io.mcpmanager.api.server.Servers;
import io.mcpmanager.spi.DiagnosticCheck;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/** Servers that are in error or unhealthy, each with the reason and what to do. */
final class ServersCheck implements DiagnosticCheck {

  private static final int PAGE_SIZE = 100;

  private final Servers servers;
  private final BooleanSupplier started;

  ServersCheck(Servers servers, BooleanSupplier started) {
    this.servers = servers;
    this.started = started;
  }

  @Override
  public String id() {
    return "servers";
  }

  @Override
  public List<Finding> examine(CallContext context) {
    if (!started.getAsBoolean()) {
      return List.of(
          Finding.skipped("servers.state", "the manager is not running, so no server is", ""));
    }
    var findings = new ArrayList<Finding>();
    long running = 0;
    int number = 1;
    Page<Server> page;
    do {
      page = servers.list(context, ServerQuery.ALL.withPage(number, PAGE_SIZE));
      for (Server server : page.items()) {
        running += server.state() == ServerState.RUNNING ? 1 : 0;
        look(server, findings);
      }
    } while (number++ < page.pages());
    findings.sort(Comparator.comparing(Finding::status).reversed());
    findings.addFirst(
        Finding.ok("servers.count", "defined servers: " + page.total() + ", running: " + running));
    return findings;
  }

  private static void look(Server server, List<Finding> findings) {
    if (server.status() instanceof ServerStatus.InError error) {
      findings.add(inError(error).about(server.name()));
    } else if (server.health().status() == HealthStatus.UNHEALTHY) {
      findings.add(Finding.warning(
              "servers.unhealthy",
              server.health().consecutiveFailures() + " health checks in a row failed: "
                  + server.health().lastError().orElse("no reason given"),
              "See in its log whether it hangs, and restart it. "
                  + "Its definition can say that this happens by itself: health.whenUnhealthy.")
          .about(server.name()));
    }
  }

  private static Finding inError(ServerStatus.InError error) {
    Failure failure = error.failure();
    String found = "failed in the phase " + failure.phase().name().toLowerCase(Locale.ROOT) + ": "
        + failure.message();
    return error
        .retryAt()
        .map(next -> Finding.warning(
            "servers.failed",
            found + "; it is started again at " + next.truncatedTo(ChronoUnit.SECONDS),
            remedy(failure)))
        .orElseGet(() -> Finding.problem("servers.failed", found, remedy(failure)));
  }

  private static String remedy(Failure failure) {
    return switch (failure.code()) {
      case LAUNCH_FAILED ->
        "Correct the command, the folder or the variables of its definition, then start it.";
      case HANDSHAKE_FAILED ->
        "Its log says what it wrote instead of answering. If it is only slow to start, give it a longer "
            + "startTimeout.";
      case CRASH_LOOP -> "Its last lines are in its log: mend the cause, then start it.";
      case CHANNEL_FAILED -> "See that it can be reached and speaks MCP, then start it.";
      default -> "Its log says more. Mend the cause, then start it.";
    };
  }
}
