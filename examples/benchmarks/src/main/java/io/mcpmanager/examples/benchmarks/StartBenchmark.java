package io.mcpmanager.examples.benchmarks;

import io.mcpmanager.McpManager;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.store.SqliteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** How long the reference server takes to be ready and how much memory it has then, beside a program that says hello. */
final class StartBenchmark {

  private static final int ROUNDS = 5;
  private static final int SERVERS = 100;

  private record Start(double millis, double mebibytes) {

    static final Start WORST = new Start(Double.MAX_VALUE, Double.MAX_VALUE);

    Start best(Start other) {
      return new Start(Math.min(millis, other.millis), Math.min(mebibytes, other.mebibytes));
    }
  }

  static void run(Path folder) throws Exception {
    Path empty = Files.createDirectories(folder.resolve("empty"));
    Path full = Files.createDirectories(folder.resolve("full"));
    fill(full);
    Start hello = Start.WORST;
    Start none = Start.WORST;
    Start many = Start.WORST;
    Start archived = Start.WORST;
    // as the launcher script does it
    boolean newest = Runtime.version().feature() >= 25;
    Path archive = folder.resolve("classes");
    Start ignored =
        manager(empty, (newest ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + archive);
    String use = (newest ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + archive;
    for (int i = 0; i < ROUNDS; i++) {
      hello = hello.best(hello());
      none = none.best(manager(empty));
      many = many.best(manager(full));
      archived = archived.best(manager(full, use));
    }
    System.out.printf("%n### start%n%n");
    System.out.println("| program | until ready | of baseline | resident memory | of baseline |");
    System.out.println("| --- | ---: | ---: | ---: | ---: |");
    print("a Java program that says hello", hello, hello);
    print("manager without servers", none, hello);
    print("manager with " + SERVERS + " disabled servers", many, hello);
    print("the same with an archive of its classes", archived, hello);
  }

  private static void print(String name, Start start, Start baseline) {
    System.out.printf(
        Locale.ROOT,
        "| %s | %.0f ms | %.1f | %.0f MiB | %.1f |%n",
        name,
        start.millis(),
        start.millis() / baseline.millis(),
        start.mebibytes(),
        start.mebibytes() / baseline.mebibytes());
  }

  private static void fill(Path folder) {
    var store = SqliteStore.open(folder.resolve("mcp-manager.db"));
    try (var manager = McpManager.builder().store(store).build().start()) {
      for (int i = 0; i < SERVERS; i++) {
        Server ignored = manager
            .servers()
            .create(
                CallContext.system("benchmark"),
                ServerDefinition.of("server-" + i, ProcessLaunch.of(Programs.echo()))
                    .withEnabled(false));
      }
    }
  }

  private static Start hello() throws IOException, InterruptedException {
    long start = System.nanoTime();
    Process process = new ProcessBuilder(Programs.command(Hello.class.getName())).start();
    String ignored = Programs.firstLine(process);
    double millis = (System.nanoTime() - start) / 1e6;
    double mebibytes = Programs.residentMiB(process);
    Programs.end(process);
    return new Start(millis, mebibytes);
  }

  private static Start manager(Path folder, String... jvmOptions)
      throws IOException, InterruptedException {
    try (var manager = RunningManager.start(folder, jvmOptions)) {
      return new Start(manager.nanosToReady() / 1e6, manager.residentMiB());
    }
  }

  private StartBenchmark() {}
}
