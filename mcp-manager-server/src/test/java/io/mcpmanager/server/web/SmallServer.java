package io.mcpmanager.server.web;

import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.ServerDefinition;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An MCP server as a program of its own, whose texts try to be markup. */
final class SmallServer {

  private static final Pattern REQUEST =
      Pattern.compile("\"id\":(\\d+|\"[^\"]*\").*?\"method\":\"([^\"]+)\"");
  private static final Pattern OTHER_WAY_ROUND =
      Pattern.compile("\"method\":\"([^\"]+)\".*?\"id\":(\\d+|\"[^\"]*\")");

  private SmallServer() {}

  /** A server that runs this program. */
  static ServerDefinition definition(String name) {
    String classes =
        SmallServer.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    return ServerDefinition.of(
        name,
        ProcessLaunch.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            classes,
            SmallServer.class.getName()));
  }

  public static void main(String[] arguments) throws IOException {
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    System.err.println("INFO <b>ready</b> to serve");
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      Matcher request = REQUEST.matcher(line);
      Matcher other = OTHER_WAY_ROUND.matcher(line);
      if (request.find()) {
        out.println(answer(request.group(1), request.group(2)));
      } else if (other.find()) {
        out.println(answer(other.group(2), other.group(1)));
      }
    }
  }

  private static String answer(String id, String method) {
    String result =
        switch (method) {
          case "initialize" ->
            "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{}},"
                + "\"serverInfo\":{\"name\":\"<i>small</i>\",\"version\":\"1\"}}";
          case "tools/list" ->
            "{\"tools\":[{\"name\":\"greet\",\"description\":\"<script>alert(1)</script> says hello\","
                + "\"inputSchema\":{\"type\":\"object\"}}]}";
          default -> "{}";
        };
    return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result + "}";
  }
}
