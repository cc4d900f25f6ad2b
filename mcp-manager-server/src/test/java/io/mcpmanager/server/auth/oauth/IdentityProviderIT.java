package io.mcpmanager.server.auth.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.McpManager;
import io.mcpmanager.server.Assembly;
import io.mcpmanager.server.TestConfig;
import io.mcpmanager.server.http.HttpServer;
import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a provider that others wrote. */
final class IdentityProviderIT {

  private static final String ISSUER = "company";

  private final MockOAuth2Server provider = new MockOAuth2Server();
  private final McpManager manager = McpManager.builder().build().start();
  private final HttpClient client = HttpClient.newBuilder()
      .followRedirects(HttpClient.Redirect.ALWAYS)
      .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL))
      .build();

  @TempDir
  Path folder;

  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    int port = freePort();
    provider.start(InetAddress.getLoopbackAddress(), port);
    Path secret = Files.writeString(folder.resolve("client-secret"), "given by the provider\n");
    String issuer = "http://localhost:" + port + "/" + ISSUER;
    server = Assembly.serve(
        manager,
        TestConfig.closed(
            folder,
            "auth.oauth.issuer",
            issuer,
            "auth.oidc.issuer",
            issuer,
            "auth.oidc.client-id",
            "manager",
            "auth.oidc.client-secret-file",
            secret.toString(),
            "auth.oidc.roles",
            "staff=viewer"));
  }

  @AfterEach
  void close() {
    client.close();
    server.close();
    manager.close();
    provider.shutdown();
  }

  @Test
  void givenPersonOfTheProvider_whenTheySignIn_thenTheyHaveTheRoleOfTheirGroup() throws Exception {
    signsIn("ada", "staff");

    HttpResponse<String> done = get("/api/v1/auth/oidc/start");

    assertThat(done.statusCode()).isEqualTo(200);
    assertThat(done.body()).contains("Signed in");
    assertThat(get("/api/v1/auth/session").body())
        .contains("\"signedIn\":true", "\"name\":\"ada\"", "servers:read")
        .doesNotContain("servers:write", "admin:full");
    assertThat(get("/api/v1/servers").statusCode()).isEqualTo(200);
  }

  @Test
  void givenPersonOfNoKnownGroup_whenTheySignIn_thenTheyDoNotGetIn() throws Exception {
    signsIn("eve", "visitors");

    HttpResponse<String> done = get("/api/v1/auth/oidc/start");

    assertThat(done.uri().toString()).endsWith("/sign-in?failed=provider");
    assertThat(get("/api/v1/servers").statusCode()).isEqualTo(401);
  }

  @Test
  void givenSamePersonTwice_whenTheirGroupHasChanged_thenTheirRoleHasToo() throws Exception {
    signsIn("ada", "staff");
    assertThat(get("/api/v1/auth/oidc/start").body()).contains("Signed in");

    signsIn("ada", "visitors");
    assertThat(get("/api/v1/auth/oidc/start").uri().toString())
        .endsWith("/sign-in?failed=provider");
  }

  @Test
  void givenAccessTokenOfTheProvider_whenItIsForTheEndpoint_thenItIsTaken() throws Exception {
    assertThat(initialize(token(base() + "/mcp")).statusCode()).isEqualTo(200);
    assertThat(initialize(token("https://other.example/mcp")).statusCode()).isEqualTo(401);
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void signsIn(String name, String group) {
    provider.enqueueCallback(new DefaultOAuth2TokenCallback(
        ISSUER,
        name,
        "JWT",
        List.of("manager"),
        Map.of("preferred_username", name, "groups", List.of(group)),
        300));
  }

  private String token(String audience) {
    return provider
        .issueToken(
            ISSUER,
            "some client",
            new DefaultOAuth2TokenCallback(
                ISSUER,
                "ada",
                "at+jwt",
                List.of(audience),
                Map.of("scope", "proxy:execute tools:execute"),
                300))
        .serialize();
  }

  private HttpResponse<String> initialize(String token) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(base() + "/mcp"))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, text/event-stream")
            .POST(HttpRequest.BodyPublishers.ofString(
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{"
                    + "\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
                    + "\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}"))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(base() + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private String base() {
    return "http://127.0.0.1:" + server.port();
  }
}
