package io.mcpmanager.examples.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What servers cost the manager that do nothing but answer their health checks, each a process of its own. */
final class IdleBenchmark {

  private static final int SERVERS = 500;
  private static final Duration OBSERVED = Duration.ofSeconds(60);

  /** Answers every request; about the smallest MCP server that a machine without compiler can run. */
  private static final String RESPONDER = """
      while read -r m; do
        case $m in
          *'"method":"initialize"'*) r='{"protocolVersion":"2025-11-25","capabilities":{},"serverInfo":{"name":"idle","version":"1"}}';;
          *'"id":'*) r='{}';;
          *) continue;;
        esac
        i=${m#*\\"id\\":}
        i=${i%%[,\\}]*}
        printf '{"jsonrpc":"2.0","id":%s,"result":%s}\\n' "$i" "$r"
      done
      """;

  static void run(Path folder) throws Exception {
    Path empty = Files.createDirectories(folder.resolve("empty"));
    Path full = Files.createDirectories(folder.resolve("full"));
    System.out.printf("%n### idle%n%n");
    System.out.println("| servers | CPU of the manager, of one core | its resident memory |");
    System.out.println("| ---: | ---: | ---: |");
    double alone;
    try (var manager = RunningManager.start(empty)) {
      alone = measure(manager, 0);
    }
    try (var manager = RunningManager.start(full)) {
      manager.add(
          document(),
          IntStream.range(0, SERVERS).mapToObj(i -> "idle-" + i).toArray(String[]::new));
      double all = measure(manager, SERVERS);
      System.out.printf(
          Locale.ROOT, "%nPer server: %.2f MiB resident in the manager%n", (all - alone) / SERVERS);
    }
  }

  private static double measure(RunningManager manager, int servers) throws InterruptedException {
    pause(Duration.ofSeconds(45));
    Duration before = manager.cpu();
    pause(OBSERVED);
    double percent = 100.0 * manager.cpu().minus(before).toNanos() / OBSERVED.toNanos();
    double mebibytes = manager.residentMiB();
    System.out.printf(Locale.ROOT, "| %d | %.1f %% | %.0f MiB |%n", servers, percent, mebibytes);
    return mebibytes;
  }

  private static String document() {
    String script = RESPONDER.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    return IntStream.range(0, SERVERS)
        .mapToObj(
            i -> "\"idle-" + i + "\":{\"command\":\"sh\",\"args\":[\"-c\",\"" + script + "\"]}")
        .collect(Collectors.joining(",", "{\"mcpServers\":{", "}}"));
  }

  private static void pause(Duration pause) throws InterruptedException {
    boolean ignored = new CountDownLatch(1).await(pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  private IdleBenchmark() {}
}
