package io.mcpmanager.examples.benchmarks;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Tools called over HTTP through the reference server, beside calling the HTTP server behind it directly. */
final class HttpBenchmark {

  private static final List<Integer> SIZES = List.of(100, 10_000, 1_000_000);
  private static final List<Integer> CONNECTIONS = List.of(1, 16);

  static void run(Path folder) throws Exception {
    Process upstream = new ProcessBuilder(Programs.echo("http")).start();
    try (var manager = RunningManager.start(folder)) {
      int direct = Integer.parseInt(Programs.firstLine(upstream));
      manager.add(document(direct), "stdio", "remote");
      for (int size : SIZES) {
        for (int connections : CONNECTIONS) {
          compare(manager.port(), direct, size, connections);
        }
      }
    } finally {
      Programs.end(upstream);
    }
  }

  private static void compare(int port, int direct, int size, int connections) throws Exception {
    new Comparison("http, " + size + " B, connections: " + connections, connections)
        .way("HTTP server directly", () -> new McpCaller(direct, "/mcp", "echo", size))
        .way(
            "/mcp/servers/remote (HTTP)",
            () -> new McpCaller(port, "/mcp/servers/remote", "echo", size))
        .way("/mcp (HTTP)", () -> new McpCaller(port, "/mcp", "remote__echo", size))
        .way(
            "/mcp/servers/stdio (stdio)",
            () -> new McpCaller(port, "/mcp/servers/stdio", "echo", size))
        .way("/mcp (stdio)", () -> new McpCaller(port, "/mcp", "stdio__echo", size))
        .run();
  }

  private static String document(int upstream) {
    List<String> echo = Programs.echo();
    String arguments = echo.subList(1, echo.size()).stream()
        .map(HttpBenchmark::quote)
        .collect(Collectors.joining(","));
    return "{\"mcpServers\":{\"stdio\":{\"command\":" + quote(echo.getFirst()) + ",\"args\":["
        + arguments + "]},\"remote\":{\"type\":\"http\",\"url\":\"http://127.0.0.1:" + upstream
        + "/mcp\"}}}";
  }

  static String quote(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private HttpBenchmark() {}
}
