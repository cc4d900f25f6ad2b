package io.mcpmanager.server.auth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mcpmanager.McpManager;
import io.mcpmanager.api.access.Access;
import io.mcpmanager.api.access.Authentication;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Permission;
import io.mcpmanager.server.Assembly;
import io.mcpmanager.server.TestConfig;
import io.mcpmanager.server.http.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A server that lets nobody in whom it does not know, over a manager in memory, with an administrator signed in. */
final class ClosedServer implements AutoCloseable {

  private static final JsonMapper JSON = new JsonMapper();
  private static final int PATIENCE_MILLIS = 10_000;

  final McpManager manager;
  final Authentication.SignIn admin;
  final CallContext context;
  private final HttpServer server;

  ClosedServer(Path folder, String... settings) {
    manager = McpManager.builder().build().start();
    server = Assembly.serve(manager, TestConfig.closed(folder, settings));
    String link = manager.authentication().firstSignIn().orElseThrow();
    admin = manager.authentication().signInByLink(link, "127.0.0.1");
    context = admin
        .signedIn()
        .identity()
        .context(Optional.empty(), "test", "127.0.0.1")
        .orElseThrow();
  }

  int port() {
    return server.port();
  }

  /** A new key with these permissions. */
  String key(String... scopes) {
    return key("", scopes);
  }

  String keyOfTier(String tier, String... scopes) {
    return key(tier, scopes);
  }

  private String key(String tier, String... scopes) {
    Set<Permission> permissions = Arrays.stream(scopes)
        .map(scope -> Permission.parse(scope).orElseThrow())
        .collect(Collectors.toSet());
    return manager
        .access()
        .createKey(context, new Access.NewKey("test", permissions, Optional.empty(), tier))
        .secret();
  }

  /** The administrator's cookie. */
  String cookie() {
    return "Cookie: mcp-session-" + port() + "=" + admin.sessionToken();
  }

  String csrf() {
    return "X-CSRF-Token: " + admin.signedIn().csrfToken();
  }

  /**
   * What came back.
   *
   * @param status 0 if the connection was closed without an answer
   */
  record Reply(int status, Map<String, String> headers, String body, boolean closed) {

    String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (JsonProcessingException malformed) {
        throw new AssertionError("no JSON: " + body, malformed);
      }
    }

    String code() {
      return json().path("code").asText();
    }
  }

  Reply get(String path, String... headers) throws IOException {
    return send("GET", path, "", headers);
  }

  Reply post(String path, String body, String... headers) throws IOException {
    return send("POST", path, body, headers);
  }

  /** Sends a request with headers as they are, on a connection of its own; {@code PORT} stands for the port. */
  Reply send(String method, String path, String body, String... headers) throws IOException {
    var head = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
    if (Arrays.stream(headers).noneMatch(line -> line.startsWith("Host:"))) {
      head.append("Host: 127.0.0.1:PORT\r\n");
    }
    if (!body.isEmpty()) {
      head.append("Content-Type: application/json\r\nContent-Length: ")
          .append(body.getBytes(StandardCharsets.UTF_8).length)
          .append("\r\n");
    }
    for (String line : headers) {
      head.append(line).append("\r\n");
    }
    return raw(head + "\r\n" + body);
  }

  Reply raw(String request) throws IOException {
    try (Socket socket = connect()) {
      socket
          .getOutputStream()
          .write(
              request.replace("PORT", Integer.toString(port())).getBytes(StandardCharsets.UTF_8));
      return read(socket);
    }
  }

  Socket connect() throws IOException {
    var socket = new Socket("127.0.0.1", port());
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  static Reply read(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    var headers = new HashMap<String, String>();
    String start = line(in);
    if (start.isEmpty()) {
      return new Reply(0, headers, "", true);
    }
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.merge(
          line.substring(0, colon).toLowerCase(Locale.ROOT),
          line.substring(colon + 1).strip(),
          (one, other) -> one + "\n" + other);
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    return new Reply(
        Integer.parseInt(start.split(" ", -1)[1]),
        headers,
        body,
        headers.getOrDefault("connection", "").equals("close"));
  }

  private static String line(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream();
    for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
      line.write(next);
    }
    return line.toString(StandardCharsets.UTF_8).stripTrailing();
  }

  @Override
  public void close() {
    server.close();
    manager.close();
  }
}
