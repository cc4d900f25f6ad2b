package io.mcpmanager.examples.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How much heap a long result takes on its way. The smallest heap with which the manager starts and passes a few of them on,
 * one after the other, is looked for by halves, and the smallest for short ones; what is between them is what they take, with
 * all that the collector needs to find room for them in one piece.
 */
final class BigResultsBenchmark {

  private static final int SHORT = 100;
  private static final int LONG = 10_000_000;
  private static final int CALLS = 20;
  private static final int LEAST_MIB = 12;
  private static final int MOST_MIB = 128;

  private final Path folder;
  private final String server;
  private final int serverPort;
  private int starts;

  private BigResultsBenchmark(Path folder, String server, int serverPort) {
    this.folder = folder;
    this.server = server;
    this.serverPort = serverPort;
  }

  static void run(Path folder) throws Exception {
    Optional<Path> server = NativePrograms.compile("upstream", folder);
    if (server.isEmpty()) {
      Hops.skipped("long results", "the MCP server that makes them wants gcc");
      return;
    }
    String program = server.get().toString();
    Process upstream = new ProcessBuilder(program, "http").start();
    try {
      int port = Integer.parseInt(Programs.firstLine(upstream));
      new BigResultsBenchmark(folder, program, port).measure();
    } finally {
      Programs.end(upstream);
    }
  }

  private void measure() throws Exception {
    System.out.printf("%n### bigresults, smallest heap for %d calls%n%n", CALLS);
    System.out.println(
        "| server | results of 100 B | results of 10,000,000 B | more, of the result's length |");
    System.out.println("| --- | ---: | ---: | ---: |");
    for (String name : List.of("remote", "stdio")) {
      int few = smallest(name, SHORT, LEAST_MIB);
      int many = smallest(name, LONG, few);
      System.out.printf(
          Locale.ROOT,
          "| %s | %d MiB | %d MiB | %.2f |%n",
          name.equals("remote") ? "HTTP" : name,
          few,
          many,
          (many - few) * (double) (1 << 20) / LONG);
    }
    System.out.flush();
  }

  /** The smallest heap in MiB that is enough. */
  private int smallest(String name, int text, int least) throws Exception {
    int tooLittle = least - 1;
    int enough = MOST_MIB;
    while (enough - tooLittle > 1) {
      int middle = (enough + tooLittle) / 2;
      if (isEnough(name, text, middle)) {
        enough = middle;
      } else {
        tooLittle = middle;
      }
    }
    return enough;
  }

  private boolean isEnough(String name, int text, int heapMiB) throws Exception {
    Path own = Files.createDirectories(folder.resolve("data-" + ++starts));
    String heap = "-Xmx" + heapMiB + "m";
    // who lacks memory once has failed, whether or not it shows
    try (var manager = RunningManager.start(
        own, "-Xms" + Math.min(heapMiB, 64) + "m", heap, "-XX:+ExitOnOutOfMemoryError")) {
      manager.add(
          "{\"mcpServers\":{\"remote\":{\"url\":\"http://127.0.0.1:" + serverPort
              + "/mcp\"},\"stdio\":{\"command\":\"" + server + "\",\"args\":[\"stdio\"]}}}",
          name);
      try (var connection = new HttpConnection(manager.port())) {
        call(connection, "/mcp/servers/" + name, text);
      }
      return true;
    } catch (IOException | IllegalStateException e) {
      return false;
    }
  }

  private static void call(HttpConnection connection, String path, int text) throws IOException {
    String session = connection.post(path, "", Echo.initialize()).headers().get("mcp-session-id");
    String headers = "MCP-Protocol-Version: 2025-11-25\r\nMcp-Session-Id: " + session + "\r\n";
    HttpMessage ignored = connection.post(path, headers, Echo.initialized());
    for (int i = 0; i < CALLS; i++) {
      // an id that is longer than the manager's own
      String id = "\"0b51a8f2-4c2e-4a7e-9d52-3a4a6e1c0d9" + i % 10 + "\"";
      byte[] request = Echo.call(id, "echo", "size=" + text);
      Echo.check(connection.post(path, headers, request).body(), text);
    }
  }
}
