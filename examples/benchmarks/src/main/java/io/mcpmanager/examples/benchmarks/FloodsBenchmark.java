package io.mcpmanager.examples.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What calls to one server feel of another one that floods its log. A program that floods costs processor time wherever
 * its lines go, so calls are also measured beside one whose lines go nowhere.
 */
final class FloodsBenchmark {

  private static final int SIZE = 100;
  private static final Pattern DROPPED =
      Pattern.compile("(?m)^mcp_log_lines_dropped_total ([0-9.E]+)$");

  static void run(Path folder) throws Exception {
    try (var manager = RunningManager.start(folder)) {
      manager.add(document(), "calm", "flood");
      long start = System.nanoTime();
      compare(manager.port(), 1);
      compare(manager.port(), 16);
      System.out.printf(
          Locale.ROOT,
          "%nDropped, of %d lines/s while it flooded: %.0f lines in %.0f s of which a third was a flood%n",
          FloodServer.LINES_PER_SECOND,
          dropped(manager.port()),
          (System.nanoTime() - start) / 1e9);
    }
  }

  private static void compare(int port, int connections) throws Exception {
    Flood bare = bareFlood();
    var managed = new Flood(() -> tell(port, "on"), () -> tell(port, "off"));
    new Comparison("another server floods its log, connections: " + connections, connections)
        .way("nothing else happens", () -> call(port))
        .way("a program floods /dev/null", () -> bare.beside(call(port)))
        .way("a server floods its log", () -> managed.beside(call(port)))
        .run();
  }

  private static McpCaller call(int port) throws IOException {
    return new McpCaller(port, "/mcp/servers/calm", "echo", SIZE);
  }

  private static Flood bareFlood() {
    var programs = new ArrayList<Process>();
    return new Flood(
        () -> programs.add(new ProcessBuilder(Programs.command(FloodServer.class.getName(), "on"))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start()),
        () -> Programs.end(programs.removeLast()));
  }

  private static void tell(int port, String text) throws Exception {
    try (var connection = new HttpConnection(port)) {
      String path = "/mcp/servers/flood";
      String session = connection.post(path, "", Echo.initialize()).headers().get("mcp-session-id");
      String headers = "MCP-Protocol-Version: 2025-11-25\r\nMcp-Session-Id: " + session + "\r\n";
      HttpMessage ignored = connection.post(path, headers, Echo.call("1", "echo", text));
    }
  }

  private static double dropped(int port) throws IOException {
    try (var connection = new HttpConnection(port)) {
      String metrics =
          new String(connection.exchange("GET", "/metrics", "", new byte[0]).body(), UTF_8);
      Matcher found = DROPPED.matcher(metrics);
      return found.find() ? Double.parseDouble(found.group(1)) : Double.NaN;
    }
  }

  private static String document() {
    return "{\"mcpServers\":{\"calm\":" + server(Programs.echo()) + ",\"flood\":"
        + server(Programs.command(FloodServer.class.getName())) + "}}";
  }

  private static String server(List<String> command) {
    String arguments =
        command.stream().skip(1).map(FloodsBenchmark::quote).collect(Collectors.joining(","));
    return "{\"command\":" + quote(command.getFirst()) + ",\"args\":[" + arguments + "]}";
  }

  private static String quote(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** A flood that lasts while there are callers beside it. */
  private record Flood(Caller begin, Caller end, AtomicInteger callers) {

    Flood(Caller begin, Caller end) {
      this(begin, end, new AtomicInteger());
    }

    Caller beside(Caller caller) throws Exception {
      if (callers.getAndIncrement() == 0) {
        begin.call();
      }
      return new Caller() {
        @Override
        public void call() throws Exception {
          caller.call();
        }

        @Override
        public void close() throws Exception {
          caller.close();
          if (callers.decrementAndGet() == 0) {
            end.call();
          }
        }
      };
    }
  }

  private FloodsBenchmark() {}
}
