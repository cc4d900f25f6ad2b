package io.mcpmanager;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An MCP server as a program of its own that cannot keep a secret: it writes the variable TOKEN to its log in every form it
 * knows, and, when the tool {@code hash} is called, tells a hash of it and of its arguments, or, if {@code tell} is an argument, these themselves.
 */
public final class LeakyServer {

  private static final Pattern ID = Pattern.compile("\"id\":(\\d+|\"[^\"]*\")");
  private static final Pattern METHOD = Pattern.compile("\"method\":\"([^\"]+)\"");

  /** Serves until its input ends. */
  public static void main(String[] arguments) throws IOException {
    String token = System.getenv().getOrDefault("TOKEN", "none");
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    leak(token, new PrintStream(System.err, true, StandardCharsets.UTF_8));
    for (String argument : arguments) {
      System.err.println("argument " + argument);
    }
    if (System.getenv("FAIL") != null) {
      System.exit(3);
    }
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      Matcher id = ID.matcher(line);
      Matcher method = METHOD.matcher(line);
      if (id.find() && method.find()) {
        out.println("{\"jsonrpc\":\"2.0\",\"id\":" + id.group(1) + ",\"result\":"
            + result(method.group(1), token + String.join("", arguments), line.contains("\"tell\""))
            + "}");
      }
    }
  }

  private static void leak(String token, PrintStream log) {
    byte[] bytes = token.getBytes(StandardCharsets.UTF_8);
    log.println("plain " + token);
    log.println("base64 " + Base64.getEncoder().encodeToString(bytes));
    log.println("basic "
        + Base64.getEncoder()
            .encodeToString(("me:" + token + "!").getBytes(StandardCharsets.UTF_8)));
    log.println("url https://example.org/?key=" + URLEncoder.encode(token, StandardCharsets.UTF_8));
    log.println("json {\"token\":\"" + token.replace("\\", "\\\\").replace("\"", "\\\"") + "\"}");
    log.println("INFO ready");
  }

  private static String result(String method, String known, boolean tell) {
    return switch (method) {
      case "initialize" ->
        "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{}},"
            + "\"serverInfo\":{\"name\":\"leaky\",\"version\":\"1\"}}";
      case "tools/list" ->
        "{\"tools\":[{\"name\":\"hash\",\"inputSchema\":{\"type\":\"object\"}}]}";
      case "tools/call" ->
        tell
            ? "{\"content\":[{\"type\":\"text\",\"text\":\"told "
                + known.replace("\\", "\\\\").replace("\"", "\\\"") + "\"}]}"
            : "{\"content\":[{\"type\":\"text\",\"text\":\"hash " + known.hashCode() + "\"}]}";
      default -> "{}";
    };
  }

  private LeakyServer() {}
}
