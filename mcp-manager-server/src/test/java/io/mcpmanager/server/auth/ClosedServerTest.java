package io.mcpmanager.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ClosedServerTest {

  @TempDir
  Path folder;

  private ClosedServer server;

  @BeforeEach
  void start() {
    server = new ClosedServer(folder);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/ready",
        "/metrics",
        "/",
        "/api/docs",
        "/api/v1/openapi.json",
        "/api/v1/servers",
        "/api/v1/events/stream",
        "/api/v1/system-info",
        "/mcp",
        "/mcp/sse",
        "/mcp/servers/any",
        "/ws",
        "/nowhere",
        "/health/",
        "/%68ealth",
        "/health/../api/v1/servers",
        "/assets/../api/v1/servers",
        "/sign-in/..%2f..%2fapi/v1/servers",
        "//health",
        "/health;x=1/../../api/v1/servers"
      })
  void givenNobody_whenSomethingIsAsked_thenTheyAreToldToSaySoAndNothingElse(String path)
      throws Exception {
    var reply = server.get(path);

    assertThat(reply.status()).as(reply.body()).isIn(400, 401);
    if (reply.status() == 401) {
      assertThat(reply.code()).isEqualTo("UNAUTHENTICATED");
      assertThat(reply.header("WWW-Authenticate")).startsWith("Bearer");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/health", "/sign-in", "/sign-in/link", "/api/v1/auth/session", "/api/v1/auth/jwks"
      })
  void givenNobody_whenWhatIsForEverybodyIsAsked_thenItIsGiven(String path) throws Exception {
    assertThat(server.get(path).status()).isEqualTo(200);
    assertThat(server.get(path, "Authorization: Bearer nonsense").status()).isEqualTo(200);
  }

  @Test
  void givenNobody_whenWhatTheSignInPageIsMadeOfIsAsked_thenItIsGiven() throws Exception {
    List<String> parts = Pattern.compile("(?:src|href)=\"(/assets/[^\"]+)\"")
        .matcher(server.get("/sign-in").body())
        .results()
        .map(found -> found.group(1))
        .toList();

    assertThat(parts).anyMatch(part -> part.endsWith("/app/sign-in.js")).hasSizeGreaterThan(4);
    for (String part : parts) {
      assertThat(server.get(part).status()).as(part).isEqualTo(200);
    }
  }

  @Test
  void givenNobody_whenAPersonAsksForThePage_thenTheyAreLedToTheSignIn() throws Exception {
    var reply = server.get("/", "Accept: text/html");

    assertThat(reply.status()).isEqualTo(303);
    assertThat(reply.header("Location")).isEqualTo("/sign-in");
  }

  @Test
  void givenAKey_whenPresented_thenItAllowsWhatItAllows() throws Exception {
    String key = "Authorization: Bearer " + server.key("servers:read");

    assertThat(server.get("/api/v1/servers", key).status()).isEqualTo(200);
    assertThat(server.get("/api/v1/servers", key.replace("Bearer", "bEARER")).status())
        .isEqualTo(200);
    assertThat(server.post("/api/v1/servers/import", "{\"mcpServers\":{}}", key).code())
        .isEqualTo("ACCESS_DENIED");
  }

  @Test
  void givenAKey_whenPresentedElsewhere_thenItDoesNotCount() throws Exception {
    String key = server.key("servers:read");

    assertThat(server.get("/api/v1/servers?access_token=" + key).status()).isEqualTo(401);
    assertThat(server.get("/api/v1/servers?token=" + key).status()).isEqualTo(401);
    assertThat(server.get("/api/v1/servers", "X-API-Key: " + key).status()).isEqualTo(401);
    assertThat(server.get("/api/v1/servers", "Authorization: Basic " + key).status())
        .isEqualTo(401);
    assertThat(server.get("/api/v1/servers", "Cookie: mcp-session-PORT=" + key).status())
        .isEqualTo(401);
    assertThat(server
            .get("/api/v1/servers", "Authorization: Bearer x", "Authorization: Bearer " + key)
            .status())
        .isEqualTo(401);
  }

  @Test
  void givenASession_whenPresentedOtherThanAsTheCookie_thenItDoesNotCount() throws Exception {
    String token = server.admin.sessionToken();

    assertThat(server.get("/api/v1/servers?session=" + token).status()).isEqualTo(401);
    assertThat(server.get("/api/v1/servers;mcp-session-PORT=" + token).status()).isEqualTo(401);
    assertThat(server.get("/api/v1/servers", "Authorization: Bearer " + token).status())
        .isEqualTo(401);
    assertThat(
            server.get("/api/v1/servers", "Cookie: __Host-mcp-session=" + token).status())
        .isEqualTo(401);
    // who can set cookies of this host can't put one in front of the real one
    assertThat(server
            .get("/api/v1/servers", server.cookie() + "; mcp-session-PORT=" + token)
            .status())
        .isEqualTo(401);
  }

  @Test
  void givenASession_whenSomethingIsChanged_thenTheTokenOfItsPageIsNeeded() throws Exception {
    String document = "{\"mcpServers\":{}}";
    String path = "/api/v1/servers/import";

    assertThat(server.get("/api/v1/servers", server.cookie()).status()).isEqualTo(200);
    assertThat(server.post(path, document, server.cookie()).code()).isEqualTo("CSRF_TOKEN_MISSING");
    assertThat(
            server.post(path, document, server.cookie(), "X-CSRF-Token: guess").code())
        .isEqualTo("CSRF_TOKEN_MISSING");
    assertThat(server.send("DELETE", "/api/v1/servers/x", "", server.cookie()).code())
        .isEqualTo("CSRF_TOKEN_MISSING");
    assertThat(server.post(path, document, server.cookie(), server.csrf()).status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:1",
        "http://127.0.0.1:1",
        "http://localhost:PORT",
        "https://127.0.0.1:PORT",
        "https://evil.example",
        "null"
      })
  void givenASession_whenAnotherPageAsks_thenItDoesNotCount(String origin) throws Exception {
    var reply = server.get("/api/v1/servers", server.cookie(), "Origin: " + origin);

    assertThat(reply.status()).as(reply.body()).isEqualTo(403);
    assertThat(reply.code()).isEqualTo("ORIGIN_NOT_ALLOWED");
  }

  @Test
  void givenANameThatPointsHere_whenAsked_thenRefused() throws Exception {
    var key = "Authorization: Bearer " + server.key("servers:read");

    assertThat(server.get("/api/v1/servers", key, "Host: evil.example:PORT").status())
        .isEqualTo(403);
    assertThat(server
            .get("/api/v1/servers", key, "Host: 127.0.0.1:PORT", "Host: evil.example")
            .status())
        .isIn(400, 403);
    assertThat(server
            .get("/api/v1/servers", key, "Host: evil.example", "X-Forwarded-Host: 127.0.0.1:PORT")
            .status())
        .isEqualTo(403);
  }

  @Test
  void givenSomebodyElsesTenant_whenNamed_thenRefused() throws Exception {
    var key = "Authorization: Bearer " + server.key("servers:read");

    assertThat(server.get("/api/v1/servers", key, "X-Tenant-ID: default").status())
        .isEqualTo(200);
    assertThat(server.get("/api/v1/servers", key, "X-Tenant-ID: acme").code())
        .isEqualTo("ACCESS_DENIED");
  }

  @Test
  void givenKeysAndAttempts_whenMetricsAreRead_thenTheyAreCounted() throws Exception {
    String key = server.key("analytics:read");
    assertThat(
            server.get("/api/v1/servers", "Authorization: Bearer " + key + "x").status())
        .isEqualTo(401);

    await().untilAsserted(() -> assertThat(
            server.get("/metrics", "Authorization: Bearer " + key).body())
        .contains("mcp_api_keys_active 1.0")
        .containsPattern("mcp_auth_attempts_total\\{method=\"key\",result=\"failed\"} 1.0"));
  }

  @Test
  void givenTheLocalKey_whenReadFromTheFolder_thenItOpensThisManagerOnlyAndGoesWithIt()
      throws Exception {
    Path file = folder.resolve("local-key");
    String key = LocalKey.read(folder, server.port()).orElseThrow();

    assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
    assertThat(LocalKey.read(folder, server.port() + 1)).isEmpty();
    assertThat(server.get("/api/v1/servers", "Authorization: Bearer " + key).status())
        .isEqualTo(200);
    assertThat(server.get("/metrics", "Authorization: Bearer " + key).status()).isEqualTo(200);
    assertThat(
            server.get("/api/v1/servers", "Authorization: Bearer " + key + "x").status())
        .isEqualTo(401);
    assertThat(server
            .get("/api/v1/servers", "Authorization: Bearer " + key, "X-Forwarded-For: 10.0.0.1")
            .status())
        .isEqualTo(401);

    server.close();
    assertThat(file).doesNotExist();
  }

  @Test
  void givenALink_whenUsedOnce_thenASessionBeginsAndItIsUsedUp() throws Exception {
    String token = server
        .manager
        .access()
        .inviteUser(
            server.context, server.admin.signedIn().identity().principal().id().substring(5));

    var begun = server.post("/api/v1/auth/link", "{\"token\":\"" + token + "\"}");
    var again = server.post("/api/v1/auth/link", "{\"token\":\"" + token + "\"}");

    assertThat(begun.status()).isEqualTo(200);
    assertThat(begun.header("Set-Cookie"))
        .startsWith("mcp-session-" + server.port() + "=")
        .contains("; Path=/; HttpOnly; SameSite=Strict");
    assertThat(begun.header("Cache-Control")).isEqualTo("no-store");
    assertThat(again.status()).isEqualTo(401);
    assertThat(again.headers()).doesNotContainKey("set-cookie");
  }

  @Test
  void givenASession_whenSignedOut_thenItIsOver() throws Exception {
    assertThat(server.post("/api/v1/auth/sign-out", "", server.cookie()).code())
        .isEqualTo("CSRF_TOKEN_MISSING");

    var out = server.post("/api/v1/auth/sign-out", "", server.cookie(), server.csrf());

    assertThat(out.status()).isEqualTo(200);
    assertThat(out.header("Set-Cookie")).contains("=; ").contains("Max-Age=0");
    assertThat(server.get("/api/v1/servers", server.cookie()).status()).isEqualTo(401);
    assertThat(server.get("/api/v1/auth/session", server.cookie()).json().path("data"))
        .hasToString("{\"signedIn\":false,\"open\":false,\"providers\":[]}");
  }

  @Test
  void givenAnOldSession_whenSomebodySignsInAnew_thenItIsNotTakenOver() throws Exception {
    String token = server
        .manager
        .access()
        .inviteUser(
            server.context, server.admin.signedIn().identity().principal().id().substring(5));

    var begun = server.post(
        "/api/v1/auth/link", "{\"token\":\"" + token + "\"}", "Cookie: mcp-session-PORT=planted");

    assertThat(begun.header("Set-Cookie")).doesNotContain("planted");
    assertThat(server.get("/api/v1/servers", "Cookie: mcp-session-PORT=planted").status())
        .isEqualTo(401);
  }

  @Test
  void givenAWebSocket_whenOpened_thenACookieNeedsAnOriginAndAKeyDoesNot() throws Exception {
    String key = "Authorization: Bearer " + server.key("events:read", "servers:read");

    assertThat(upgrade()).isEqualTo(401);
    assertThat(upgrade(server.cookie())).isEqualTo(403);
    assertThat(upgrade(server.cookie(), "Origin: http://localhost:1")).isEqualTo(403);
    assertThat(upgrade(server.cookie(), "Origin: http://127.0.0.1:PORT")).isEqualTo(101);
    assertThat(upgrade(key)).isEqualTo(101);
    assertThat(upgrade(key, "Origin: https://evil.example")).isEqualTo(403);
  }

  private int upgrade(String... headers) throws Exception {
    return server.get("/ws", withUpgrade(headers)).status();
  }

  private static String[] withUpgrade(String... headers) {
    var all = new java.util.ArrayList<>(List.of(headers));
    all.addAll(List.of(
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="));
    return all.toArray(String[]::new);
  }

  @Test
  void givenOpenConnections_whenTheKeyIsRevoked_thenTheyEnd() throws Exception {
    String key = server.key("events:read", "servers:read");
    String id = server.manager.access().keys(server.context, "", 10).getFirst().id();
    String bearer = "Authorization: Bearer " + key + "\r\n";
    try (Socket socket = server.connect();
        Socket stream = server.connect()) {
      send(
          socket,
          "GET /ws HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n" + bearer
              + String.join("\r\n", withUpgrade()) + "\r\n\r\n");
      assertThat(ClosedServer.read(socket).status()).isEqualTo(101);
      send(
          stream,
          "GET /api/v1/events/stream HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n" + bearer
              + "Accept: text/event-stream\r\n\r\n");
      assertThat(ClosedServer.read(stream).status()).isEqualTo(200);

      server.manager.access().revokeKey(server.context, id);

      byte[] end = socket.getInputStream().readAllBytes();
      // a close frame with code 4401
      assertThat(new String(end, StandardCharsets.ISO_8859_1)).contains("\u0011\u0031");
      assertThat(stream.getInputStream().readAllBytes()).isNotNull();
    }
  }

  private void send(Socket socket, String text) throws Exception {
    socket
        .getOutputStream()
        .write(text.replace("PORT", Integer.toString(server.port()))
            .getBytes(StandardCharsets.US_ASCII));
  }
}
