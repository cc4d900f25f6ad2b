package io.mcpmanager.server.web;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An MCP server as a program of its own, whose texts try to be markup; or, with two arguments, one that offers the tools that
 * stand in a file (as the result of {@code tools/list}) and begins its log with the lines of another. It has nothing but the JDK on its class path.
 */
final class SmallServer {

  private static final String TOOLS =
      "{\"tools\":[{\"name\":\"greet\",\"description\":\"<script>alert(1)</script> says hello\","
          + "\"inputSchema\":{\"type\":\"object\"}}]}";
  private static final Pattern REQUEST =
      Pattern.compile("\"id\":(\\d+|\"[^\"]*\").*?\"method\":\"([^\"]+)\"");
  private static final Pattern OTHER_WAY_ROUND =
      Pattern.compile("\"method\":\"([^\"]+)\".*?\"id\":(\\d+|\"[^\"]*\")");

  private SmallServer() {}

  public static void main(String[] arguments) throws IOException {
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    String name = "<i>small</i>";
    String tools = TOOLS;
    if (arguments.length == 2) {
      name = "small";
      tools = Files.readString(Path.of(arguments[0]));
      Files.readAllLines(Path.of(arguments[1])).forEach(System.err::println);
    } else {
      System.err.println("INFO <b>ready</b> to serve");
    }
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      Matcher request = REQUEST.matcher(line);
      Matcher other = OTHER_WAY_ROUND.matcher(line);
      if (request.find()) {
        out.println(answer(request.group(1), request.group(2), name, tools));
      } else if (other.find()) {
        out.println(answer(other.group(2), other.group(1), name, tools));
      }
    }
  }

  private static String answer(String id, String method, String name, String tools) {
    String result =
        switch (method) {
          case "initialize" ->
            "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{}},"
                + "\"serverInfo\":{\"name\":\"" + name + "\",\"version\":\"1\"}}";
          case "tools/list" -> tools;
          case "tools/call" -> "{\"content\":[{\"type\":\"text\",\"text\":\"<u>done</u>\"}]}";
          default -> "{}";
        };
    return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result + "}";
  }
}
