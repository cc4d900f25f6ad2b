package io.mcpmanager.examples.benchmarks;

import io.mcpmanager.McpManager;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.health.CompletedCheck;
import io.mcpmanager.api.health.HealthRange;
import io.mcpmanager.api.server.HealthCheck;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.store.SqliteStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** How late the checks of many servers are, and what checking them costs; beside the same servers without checks. */
final class HealthBenchmark {

  private static final int SERVERS = 1000;
  private static final Duration OBSERVED = Duration.ofSeconds(90);
  private static final CallContext CONTEXT = CallContext.system("benchmark");

  private record Cost(double cpuPercent, double latestMillis, double p99Millis, int checks) {}

  static void run(Path folder) throws Exception {
    System.out.printf("%n### health%n%n");
    System.out.println("| " + SERVERS + " servers in memory, " + OBSERVED.toSeconds()
        + " s | checks | CPU, of one core | 99 of 100 at most late | latest |");
    System.out.println("| --- | ---: | ---: | ---: | ---: |");
    HealthCheck every30 = HealthCheck.DEFAULT;
    print("not checked", measure(folder.resolve("none"), every30.withKind(HealthCheck.Kind.NONE)));
    print("checked every 30 s", measure(folder.resolve("30"), every30));
    print(
        "checked every 5 s",
        measure(
            folder.resolve("5"),
            every30.withTimes(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ZERO)));
  }

  private static void print(String name, Cost cost) {
    System.out.printf(
        Locale.ROOT,
        "| %s | %d | %.1f %% | %.1f ms | %.1f ms |%n",
        name,
        cost.checks(),
        cost.cpuPercent(),
        cost.p99Millis(),
        cost.latestMillis());
  }

  private static Cost measure(Path folder, HealthCheck check) throws Exception {
    var store = SqliteStore.open(folder.resolve("mcp-manager.db"));
    try (var manager =
        McpManager.builder().store(store).runtime(new MemoryRuntime()).build().start()) {
      List<Server> servers = startAll(manager, check);
      // until the checks have spread out over their interval
      pause(check.interval().multipliedBy(3).dividedBy(2));
      Queue<CompletedCheck> checks = new ConcurrentLinkedQueue<>();
      long cpu = cpuNanos();
      try (var ignored = manager.health().onCheck(CONTEXT, checks::add)) {
        pause(OBSERVED);
      }
      double percent = 100.0 * (cpuNanos() - cpu) / OBSERVED.toNanos();
      long stored = manager
          .health()
          .history(CONTEXT, servers.getFirst().id(), HealthRange.HOUR)
          .counts()
          .total();
      if (stored == 0 && !checks.isEmpty()) {
        throw new IllegalStateException("the checks were not stored");
      }
      double[] late = checks.stream()
          .mapToDouble(one -> one.lateness().toNanos() / 1e6)
          .sorted()
          .toArray();
      return late.length == 0
          ? new Cost(percent, 0, 0, 0)
          : new Cost(percent, late[late.length - 1], late[late.length * 99 / 100], late.length);
    }
  }

  private static List<Server> startAll(McpManager manager, HealthCheck check)
      throws InterruptedException {
    var servers = new ArrayList<Server>();
    for (int i = 0; i < SERVERS; i++) {
      var definition = ServerDefinition.of("server-" + i, ProcessLaunch.of(MemoryRuntime.COMMAND));
      servers.add(manager
          .servers()
          .create(CONTEXT, definition.withSettings(definition.settings().withHealth(check))));
    }
    for (Server server : servers) {
      var result = manager.servers().execute(CONTEXT, server.id(), new ServerCommand.Start());
      if (!result.success()) {
        throw new IllegalStateException(result.message());
      }
    }
    return servers;
  }

  private static void pause(Duration pause) throws InterruptedException {
    boolean ignored = new CountDownLatch(1).await(pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static long cpuNanos() {
    return ProcessHandle.current()
        .info()
        .totalCpuDuration()
        .orElse(Duration.ZERO)
        .toNanos();
  }

  private HealthBenchmark() {}
}
