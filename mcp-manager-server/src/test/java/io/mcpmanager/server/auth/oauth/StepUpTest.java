package io.mcpmanager.server.auth.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JOSEException;
import com.sun.net.httpserver.HttpExchange;
import io.mcpmanager.McpManager;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.server.RemoteLaunch;
import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.ServerState;
import io.mcpmanager.server.Assembly;
import io.mcpmanager.server.TestConfig;
import io.mcpmanager.server.http.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a client with a token of the provider can do with a server behind the gateway, and what that server sees of it. */
final class StepUpTest {

  private static final CallContext HOST = CallContext.system("test");
  private static final Pattern ID = Pattern.compile("\"id\":\"?([^,\"}]+)");

  private final HttpClient client = HttpClient.newHttpClient();
  private final McpManager manager = McpManager.builder().build().start();
  private final List<String> seen = new CopyOnWriteArrayList<>();

  @TempDir
  Path folder;

  private TestProvider provider;
  private HttpServer server;
  private com.sun.net.httpserver.HttpServer upstream;

  @BeforeEach
  void serve() throws IOException, InterruptedException {
    provider = new TestProvider();
    upstream = com.sun.net.httpserver.HttpServer.create(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    upstream.createContext("/mcp", this::upstream);
    upstream.start();
    server =
        Assembly.serve(manager, TestConfig.closed(folder, "auth.oauth.issuer", provider.issuer()));
    ServerId id = manager
        .servers()
        .create(
            HOST,
            ServerDefinition.of(
                "echo",
                new RemoteLaunch(
                    URI.create("http://127.0.0.1:" + upstream.getAddress().getPort() + "/mcp"),
                    Map.of("X-Own", "upstream credential"))))
        .id();
    var ignored = manager.servers().execute(HOST, id, new ServerCommand.Start());
    await().until(() -> manager.servers().get(HOST, id).state() == ServerState.RUNNING);
  }

  @AfterEach
  void close() {
    client.close();
    server.close();
    manager.close();
    upstream.stop(0);
    provider.close();
  }

  @Test
  void givenTokenThatAllowsTheTool_whenCalled_thenTheServerSeesNothingOfTheToken()
      throws Exception {
    String token = token("proxy:execute tools:execute:echo");
    String session = session(token);

    HttpResponse<String> answer = call(token, session, "say");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("said");
    assertThat(seen).anyMatch(request -> request.contains("tools/call"));
    assertThat(seen)
        .allMatch(request -> request.contains("X-own=[upstream credential]"))
        .noneMatch(request -> request.contains(token)
            || request.contains("Authorization")
            || request.contains("Cookie"));
  }

  @Test
  void givenTokenThatAllowsTooLittle_whenCalled_thenTheClientIsToldWhatItNeeds() throws Exception {
    String token = token("proxy:execute tools:execute:echo/other");
    String session = session(token);

    HttpResponse<String> answer = call(token, session, "say");

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.headers().firstValue("WWW-Authenticate").orElse(""))
        .contains("error=\"insufficient_scope\"")
        .contains(
            "scope=\"proxy:execute tools:execute:echo\"") // the narrowest that the provider knows
        .contains("resource_metadata=\"" + base() + "/.well-known/oauth-protected-resource"
            + "/mcp/servers/echo\"");
    assertThat(answer.body()).contains("\"id\":7", "\"code\":403");
    assertThat(seen).noneMatch(request -> request.contains("tools/call"));
  }

  @Test
  void givenBetterToken_whenUsedInTheSameSession_thenTheCallPasses() throws Exception {
    String session = session(token("proxy:execute tools:execute:echo/other"));

    assertThat(call(token("proxy:execute tools:execute:echo"), session, "say").statusCode())
        .isEqualTo(200);
  }

  @Test
  void givenSessionOfOnePerson_whenAnotherPresentsItsId_thenItIsNotFound() throws Exception {
    String session = session(token("proxy:execute tools:execute"));
    String others = TestProvider.signed(provider
        .claims(resource())
        .subject("eve")
        .claim("scope", "proxy:execute tools:execute")
        .build());

    assertThat(call(others, session, "say").statusCode()).isEqualTo(404);
    assertThat(call("", session, "say").statusCode()).isEqualTo(401);
  }

  @Test
  void givenEventStreamOfOnePerson_whenAnotherPostsToIt_thenItIsNotFound() throws Exception {
    String path = base() + "/mcp/servers/echo";
    HttpResponse<InputStream> stream = client.send(
        HttpRequest.newBuilder(URI.create(path + "/sse"))
            .header("Authorization", "Bearer " + eventStreamToken("ada", "tools:execute"))
            .build(),
        HttpResponse.BodyHandlers.ofInputStream());
    assertThat(stream.statusCode()).isEqualTo(200);
    var lines = new BufferedReader(new InputStreamReader(stream.body(), UTF_8));
    String event = lines.readLine() + lines.readLine();
    String address = base() + event.substring(event.indexOf("data: ") + 6);

    assertThat(postEvent(address, eventStreamToken("eve", "tools:execute"))).isEqualTo(404);
    assertThat(postEvent(address, eventStreamToken("ada", "tools:execute"))).isEqualTo(202);
    lines.close();

    HttpResponse<String> tooLittle = client.send(
        HttpRequest.newBuilder(URI.create(path + "/sse"))
            .header("Authorization", "Bearer " + eventStreamToken("ada", "openid"))
            .build(),
        HttpResponse.BodyHandlers.ofString());
    assertThat(tooLittle.statusCode()).isEqualTo(403);
    assertThat(tooLittle.headers().firstValue("WWW-Authenticate").orElse(""))
        .contains(
            "insufficient_scope", "/.well-known/oauth-protected-resource/mcp/servers/echo/sse");
  }

  private String eventStreamToken(String subject, String scope) throws JOSEException {
    return TestProvider.signed(provider
        .claims(resource() + "/sse")
        .subject(subject)
        .claim("scope", (scope.equals("openid") ? "" : "proxy:execute ") + scope)
        .build());
  }

  private int postEvent(String address, String token) throws IOException, InterruptedException {
    return client
        .send(
            HttpRequest.newBuilder(URI.create(address))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.ofString(
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}"))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .statusCode();
  }

  private void upstream(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    seen.add(exchange.getRequestHeaders().entrySet() + " " + body);
    String result = body.contains("\"initialize\"")
        ? "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{}},"
            + "\"serverInfo\":{\"name\":\"up\",\"version\":\"1\"}}"
        : body.contains("tools/list")
            ? "{\"tools\":[{\"name\":\"say\",\"inputSchema\":{\"type\":\"object\"}}]}"
            : body.contains("tools/call")
                ? "{\"content\":[{\"type\":\"text\",\"text\":\"said\"}]}"
                : "{}";
    Matcher id = ID.matcher(body);
    if (!exchange.getRequestMethod().equals("POST")) {
      exchange.sendResponseHeaders(405, -1);
    } else if (!id.find()) {
      exchange.sendResponseHeaders(202, -1);
    } else {
      boolean unknown = body.contains("server/discover");
      String quoted = body.contains("\"id\":\"") ? "\"" + id.group(1) + "\"" : id.group(1);
      byte[] answer = ("{\"jsonrpc\":\"2.0\",\"id\":" + quoted
              + (unknown
                  ? ",\"error\":{\"code\":-32601,\"message\":\"unknown\"}}"
                  : ",\"result\":" + result + "}"))
          .getBytes(UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
    }
    exchange.close();
  }

  private String token(String scope) throws JOSEException {
    return TestProvider.signed(provider.claims(resource()).claim("scope", scope).build());
  }

  private String session(String token) throws IOException, InterruptedException {
    HttpResponse<String> answer = post(
        token,
        null,
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{"
            + "\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
            + "\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    String session = answer.headers().firstValue("Mcp-Session-Id").orElseThrow();
    post(token, session, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    return session;
  }

  private HttpResponse<String> call(String token, String session, String tool)
      throws IOException, InterruptedException {
    return post(
        token,
        session,
        "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool
            + "\",\"arguments\":{}}}");
  }

  private HttpResponse<String> post(String token, @Nullable String session, String body)
      throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(resource()))
        .header("Content-Type", "application/json")
        .header("Accept", "application/json, text/event-stream")
        .POST(HttpRequest.BodyPublishers.ofString(body));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    if (session != null) {
      request.header("Mcp-Session-Id", session).header("MCP-Protocol-Version", "2025-11-25");
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private String resource() {
    return base() + "/mcp/servers/echo";
  }

  private String base() {
    return "http://127.0.0.1:" + server.port();
  }
}
