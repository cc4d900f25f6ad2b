package io.mcpmanager.server.auth.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.mcpmanager.McpManager;
import io.mcpmanager.server.Assembly;
import io.mcpmanager.server.TestConfig;
import io.mcpmanager.server.http.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The MCP endpoints as resources of an identity provider, by clients that mean well and others. */
final class ProtectedResourceTest {

  private static final String INITIALIZE =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\","
          + "\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}";

  private final HttpClient client = HttpClient.newHttpClient();
  private final McpManager manager = McpManager.builder().build().start();

  @TempDir
  Path folder;

  private TestProvider provider;
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    provider = new TestProvider();
    server = Assembly.serve(
        manager,
        TestConfig.closed(
            folder,
            "auth.oauth.issuer",
            provider.issuer(),
            "http.allowed-origins",
            "https://inspector.example"));
  }

  @AfterEach
  void close() {
    client.close();
    server.close();
    manager.close();
    provider.close();
  }

  @Test
  void givenTokenForTheEndpoint_whenInitialized_thenItIsServed() throws Exception {
    assertThat(initialize(TestProvider.signed(claims().build())).statusCode()).isEqualTo(200);
  }

  @Test
  void givenNoToken_whenAsked_thenTheClientIsToldWhereToGetOne() throws Exception {
    HttpResponse<String> answer = initialize(null);

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(challenge(answer))
        .startsWith("Bearer ")
        .contains("resource_metadata=\"" + base() + "/.well-known/oauth-protected-resource/mcp\"")
        .contains("scope=\"proxy:execute tools:execute\"")
        .doesNotContain("error=");
    HttpResponse<String> document = get("/.well-known/oauth-protected-resource/mcp");
    assertThat(document.statusCode()).isEqualTo(200);
    assertThat(document.body())
        .contains("\"resource\":\"" + base() + "/mcp\"")
        .contains("\"authorization_servers\":[\"" + provider.issuer() + "\"]")
        .contains("\"bearer_methods_supported\":[\"header\"]")
        .doesNotContain("offline_access");
  }

  @Test
  void givenSeveralEndpoints_whenTheirDocumentsAreRead_thenEachNamesItself() throws Exception {
    for (String path : List.of("/mcp", "/mcp/servers/echo", "/mcp/sse", "/mcp/servers/echo/ws")) {
      assertThat(get("/.well-known/oauth-protected-resource" + path).body())
          .contains("\"resource\":\"" + base() + path + "\"");
    }
    assertThat(get("/.well-known/oauth-protected-resource").body())
        .contains("\"resource\":\"" + base() + "/mcp\"");
    for (String path : List.of("/api/v1/servers", "/mcp/messages", "/mcp/..", "/")) {
      assertThat(get("/.well-known/oauth-protected-resource" + path).statusCode())
          .isNotEqualTo(200);
    }
  }

  @Test
  void givenTokensThatDoNotHold_whenPresented_thenNoneIsTaken() throws Exception {
    Instant now = Instant.now();
    var refused = new ArrayList<String>();
    refused.add(TestProvider.signed(provider.claims("https://other.example/mcp").build()));
    refused.add(TestProvider.signed(provider.claims(base()).build()));
    refused.add(
        TestProvider.signed(provider.claims(base() + "/mcp/servers/echo").build()));
    refused.add(TestProvider.signed(provider.claims(base() + "/mcp/").build()));
    refused.add(TestProvider.signed(claims().audience((String) null).build()));
    refused.add(TestProvider.signed(claims().issuer("https://other.example").build()));
    refused.add(TestProvider.signed(claims().issuer(provider.issuer() + "/").build()));
    refused.add(TestProvider.signed(
        claims().expirationTime(Date.from(now.minusSeconds(120))).build()));
    refused.add(TestProvider.signed(claims().expirationTime(null).build()));
    refused.add(TestProvider.signed(
        claims().notBeforeTime(Date.from(now.plusSeconds(120))).build()));
    refused.add(TestProvider.signed(claims().subject(null).build()));
    refused.add(new PlainJWT(claims().build()).serialize());
    refused.add(withPublicKeyAsSecret());
    refused.add(signedBy(TestProvider.STRANGERS));
    refused.add(TestProvider.signed(
        claims().build(), TestProvider.KEY, new JOSEObjectType("logout+jwt"), "k1"));
    // an ID token, even one whose client is called like the resource
    refused.add(TestProvider.signed(
        claims().claim("nonce", "n").build(), TestProvider.KEY, JOSEObjectType.JWT, "k1"));
    refused.add(TestProvider.signed(
        claims().claim("typ", "ID").build(), TestProvider.KEY, JOSEObjectType.JWT, "k1"));
    String good = TestProvider.signed(claims().build());
    refused.add(good.substring(0, good.lastIndexOf('.') + 1));
    refused.add(good + "A");
    refused.add("x" + good);

    for (int i = 0; i < refused.size(); i++) {
      HttpResponse<String> answer = initialize(refused.get(i));
      assertThat(answer.statusCode()).as("token %s", i).isEqualTo(401);
      assertThat(challenge(answer)).contains("error=\"invalid_token\"", "resource_metadata=");
    }
    assertThat(initialize(good).statusCode()).isEqualTo(200);
  }

  @Test
  void givenTokenForTheEndpoint_whenPresentedElsewhere_thenItIsNotTaken() throws Exception {
    String token = TestProvider.signed(
        claims().claim("scope", "admin:full servers:read proxy:execute").build());

    assertThat(get("/api/v1/servers", "Authorization", "Bearer " + token).statusCode())
        .isEqualTo(401);
    assertThat(get("/mcp?access_token=" + token).statusCode()).isEqualTo(401);
  }

  @Test
  void givenManyTokensWithUnknownKeys_whenPresented_thenTheProviderIsNotAskedForEach()
      throws Exception {
    assertThat(initialize(TestProvider.signed(claims().build())).statusCode()).isEqualTo(200);
    for (int i = 0; i < 30; i++) {
      String token = TestProvider.signed(
          claims().build(), TestProvider.STRANGERS, JOSEObjectType.JWT, "unknown-" + i);
      assertThat(initialize(token).statusCode()).isNotEqualTo(200);
    }

    assertThat(provider.keysAsked).hasValueLessThanOrEqualTo(3);
    assertThat(initialize(TestProvider.signed(claims().build())).statusCode()).isEqualTo(200);
  }

  @Test
  void givenProviderWithNewKeys_whenATokenNamesOne_thenItIsLookedUp() throws Exception {
    assertThat(initialize(TestProvider.signed(claims().build())).statusCode()).isEqualTo(200);
    var rolled = new RSAKeyGenerator(2048).keyID("k2").generate();
    provider.keys = List.of(rolled, TestProvider.KEY);

    String token = TestProvider.signed(claims().build(), rolled, JOSEObjectType.JWT, "k2");

    assertThat(initialize(token).statusCode()).isEqualTo(200);
  }

  @Test
  void givenProviderThatCallsItselfOtherwise_whenATokenIsChecked_thenNoneIsTaken()
      throws Exception {
    provider.metadata =
        text -> text.replaceFirst("\"issuer\":\"[^\"]*\"", "\"issuer\":\"https://evil.example\"");

    assertThat(initialize(TestProvider.signed(claims().build())).statusCode()).isEqualTo(502);
  }

  @Test
  void givenProviderWhoseKeysLieElsewhere_whenATokenIsChecked_thenMetadataServicesAreNotAsked()
      throws Exception {
    provider.metadata = text -> text.replaceFirst(
        "\"jwks_uri\":\"[^\"]*\"", "\"jwks_uri\":\"https://169.254.169.254/keys\"");

    assertThat(initialize(TestProvider.signed(claims().build())).statusCode()).isIn(401, 502);
  }

  @Test
  void givenTokenWithoutTheScope_whenConnecting_thenTheClientIsToldAllThatItNeeds()
      throws Exception {
    for (String scope : List.of("openid", "tools:execute", "")) {
      HttpResponse<String> answer =
          initialize(TestProvider.signed(claims().claim("scope", scope).build()));

      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(challenge(answer))
          .contains("error=\"insufficient_scope\"")
          .contains("scope=\"proxy:execute tools:execute\"")
          .contains("resource_metadata=");
    }
  }

  @Test
  void givenTokenWithAdminScope_whenConnecting_thenItCountsForNothingThere() throws Exception {
    assertThat(
            initialize(TestProvider.signed(claims().claim("scope", "admin:full").build()))
                .statusCode())
        .isEqualTo(403);
  }

  @Test
  void givenPageOfAnAllowedOrigin_whenItAsks_thenItMayReadTheAnswer() throws Exception {
    String origin = "https://inspector.example";
    HttpResponse<String> preflight = client.send(
        HttpRequest.newBuilder(URI.create(base() + "/mcp"))
            .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
            .header("Origin", origin)
            .header("Access-Control-Request-Method", "POST")
            .header(
                "Access-Control-Request-Headers",
                "authorization, content-type, mcp-param-region, x-evil")
            .build(),
        HttpResponse.BodyHandlers.ofString());
    assertThat(preflight.statusCode()).isEqualTo(204);
    assertThat(header(preflight, "Access-Control-Allow-Origin")).isEqualTo(origin);
    assertThat(header(preflight, "Access-Control-Allow-Headers"))
        .isEqualTo("authorization, content-type, mcp-param-region");
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Credentials"))
        .isEmpty();

    HttpResponse<String> answer = get("/mcp", "Origin", origin);
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(header(answer, "Access-Control-Expose-Headers")).contains("WWW-Authenticate");
    assertThat(get("/.well-known/oauth-protected-resource/mcp", "Origin", origin)
            .headers()
            .firstValue("Access-Control-Allow-Origin"))
        .contains(origin);
  }

  @Test
  void givenPageOfAnotherOrigin_whenItAsks_thenNothingIsForIt() throws Exception {
    HttpResponse<String> answer = get("/mcp", "Origin", "https://evil.example");

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    assertThat(get("/api/v1/auth/session", "Origin", "https://inspector.example")
            .headers()
            .firstValue("Access-Control-Allow-Origin"))
        .isEmpty();
  }

  private String withPublicKeyAsSecret() throws JOSEException {
    var jwt = new SignedJWT(
        new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("k1").build(), claims().build());
    jwt.sign(new MACSigner(TestProvider.KEY.toRSAPublicKey().getEncoded()));
    return jwt.serialize();
  }

  private String signedBy(RSAKey key) throws JOSEException {
    // names its own key, as a forger would
    var jwt = new SignedJWT(
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .jwk(key.toPublicJWK())
            .keyID("k1")
            .build(),
        claims().build());
    jwt.sign(new RSASSASigner(key));
    return jwt.serialize();
  }

  private JWTClaimsSet.Builder claims() {
    return provider.claims(base() + "/mcp");
  }

  private String base() {
    return "http://127.0.0.1:" + server.port();
  }

  private HttpResponse<String> initialize(@Nullable String token)
      throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(base() + "/mcp"))
        .header("Content-Type", "application/json")
        .header("Accept", "application/json, text/event-stream")
        .POST(HttpRequest.BodyPublishers.ofString(INITIALIZE, UTF_8));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path, String... headers)
      throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(base() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static String challenge(HttpResponse<String> answer) {
    return header(answer, "WWW-Authenticate");
  }

  private static String header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }
}
