package io.mcpmanager.server.auth.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import io.mcpmanager.McpManager;
import io.mcpmanager.server.Assembly;
import io.mcpmanager.server.TestConfig;
import io.mcpmanager.server.http.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signing in with a provider, by people who mean well and others. */
final class OpenIdSignInTest {

  private final HttpClient client = HttpClient.newHttpClient();
  private final McpManager manager = McpManager.builder().build().start();

  @TempDir
  Path folder;

  private TestProvider provider;
  private HttpServer server;

  /** A sign-in on its way: what the provider was asked, and the browser's cookie. */
  private record Begun(Map<String, String> asked, String cookie) {

    String state() {
      return asked.get("state");
    }
  }

  @BeforeEach
  void serve() throws IOException {
    provider = new TestProvider();
    server = Assembly.serve(
        manager,
        TestConfig.closed(
            folder,
            "auth.oidc.issuer",
            provider.issuer(),
            "auth.oidc.client-id",
            "manager",
            "auth.oidc.roles",
            "engineers=operator,root=admin"));
  }

  @AfterEach
  void close() {
    client.close();
    server.close();
    manager.close();
    provider.close();
  }

  @Test
  void givenPersonOfAKnownGroup_whenTheyComeBack_thenTheyAreSignedIn() throws Exception {
    Begun begun = start("/start?page=/servers");
    HttpResponse<String> done = finish(begun, claims -> claims);

    assertThat(done.statusCode()).isEqualTo(200);
    assertThat(done.body()).contains("url=/servers");
    String session = cookie(done, "mcp-session-" + server.port());
    HttpResponse<String> me = get("/api/v1/auth/session", "Cookie", session);
    assertThat(me.body()).contains("\"signedIn\":true", "\"name\":\"ada\"");
    assertThat(get("/api/v1/servers", "Cookie", session).statusCode()).isEqualTo(200);
  }

  @Test
  void givenStart_whenLedToTheProvider_thenTheRequestIsBoundToThisBrowser() throws Exception {
    Begun begun = start("/start");

    assertThat(begun.asked())
        .containsEntry("response_type", "code")
        .containsEntry("client_id", "manager")
        .containsEntry("code_challenge_method", "S256")
        .containsEntry("redirect_uri", base() + "/api/v1/auth/oidc/callback")
        .containsKeys("state", "nonce", "code_challenge");
    assertThat(begun.cookie()).contains("HttpOnly", "SameSite=Lax", "Path=/api/v1/auth/oidc");
    finish(begun, claims -> claims);
    Map<String, String> redeemed = form(provider.tokenRequests.getFirst());
    assertThat(Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(MessageDigest.getInstance("SHA-256")
                .digest(redeemed.get("code_verifier").getBytes(UTF_8))))
        .isEqualTo(begun.asked().get("code_challenge"));
  }

  @Test
  void givenAnswerThatWasTaken_whenItComesAgain_thenItIsRefused() throws Exception {
    Begun begun = start("/start");
    String answer = answer(begun, "c1", claims -> claims);
    assertThat(get(answer, "Cookie", pair(begun)).statusCode()).isEqualTo(200);

    provider.idTokens.put("c1", idToken(begun, claims -> claims));
    assertRefused(get(answer, "Cookie", pair(begun)));
  }

  @Test
  void givenAnswerForAnotherBrowser_whenItComes_thenItIsRefused() throws Exception {
    Begun attackers = start("/start");
    Begun victims = start("/start");
    String answer = answer(attackers, "c2", claims -> claims);

    assertRefused(get(answer, "Cookie", pair(victims)));
    assertRefused(get(answer, "Cookie", pair(attackers))); // used up by the attempt
    assertThat(provider.tokenRequests).isEmpty();
    Begun again = start("/start");
    assertRefused(get(answer(again, "c3", claims -> claims)));
  }

  @Test
  void givenAnswerOfAnotherProvider_whenItComes_thenItsCodeIsNotRedeemed() throws Exception {
    for (String issuer :
        List.of("&iss=https%3A%2F%2Fevil.example", "", "&iss=" + encode(provider.issuer() + "/"))) {
      Begun begun = start("/start");
      provider.idTokens.put("c4", idToken(begun, claims -> claims));

      assertRefused(get(
          "/api/v1/auth/oidc/callback?code=c4&state=" + begun.state() + issuer,
          "Cookie",
          pair(begun)));
    }
    assertThat(provider.tokenRequests).isEmpty();
  }

  @Test
  void givenIdTokensThatDoNotHold_whenTheyCome_thenNobodyIsSignedIn() throws Exception {
    Date past = Date.from(Instant.now().minusSeconds(600));
    List<UnaryOperator<JWTClaimsSet.Builder>> wrong = List.of(
        claims -> claims.audience("another client"),
        claims -> claims.audience(List.of("manager", "other")).claim("azp", "other"),
        claims -> claims.issuer("https://evil.example"),
        claims -> claims.claim("nonce", "of an earlier sign-in"),
        claims -> claims.claim("nonce", null),
        claims -> claims.expirationTime(past),
        claims -> claims.subject(null),
        claims -> claims.claim("groups", List.of("strangers")),
        claims -> claims.claim("groups", "root"),
        claims -> claims.claim("groups", null));
    for (int i = 0; i < wrong.size(); i++) {
      HttpResponse<String> answer = finish(start("/start"), wrong.get(i));
      assertThat(answer.statusCode()).as("token %s", i).isEqualTo(303);
      assertRefused(answer);
    }
  }

  @Test
  void givenIdTokenSignedByNobodyOrAnother_whenItComes_thenNobodyIsSignedIn() throws Exception {
    Begun begun = start("/start");
    provider.idTokens.put("c5", new PlainJWT(claims(begun).build()).serialize());
    assertRefused(get(callback(begun, "c5"), "Cookie", pair(begun)));

    begun = start("/start");
    provider.idTokens.put("c6", signed(claims(begun).build(), TestProvider.STRANGERS));
    assertRefused(get(callback(begun, "c6"), "Cookie", pair(begun)));
  }

  @Test
  void givenCodeOfSomebodyElse_whenInjected_thenItsNonceGivesItAway() throws Exception {
    Begun victims = start("/start");
    Begun attackers = start("/start");
    provider.idTokens.put("stolen", idToken(victims, claims -> claims));

    assertRefused(get(callback(attackers, "stolen"), "Cookie", pair(attackers)));
  }

  @Test
  void givenErrorOfTheProvider_whenItComes_thenNothingOfItIsShown() throws Exception {
    Begun begun = start("/start");

    HttpResponse<String> answer = get(
        "/api/v1/auth/oidc/callback?error=access_denied&error_description=%3Cscript%3E&state="
            + begun.state() + "&iss=" + encode(provider.issuer()),
        "Cookie",
        pair(begun));

    assertRefused(answer);
    assertThat(answer.headers().firstValue("Location")).contains("/sign-in?failed=provider");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/%5Cevil.example/../..//evil.example",
        "javascript:alert(1)",
        "/a\"><script>",
        "/a\r\nSet-Cookie: x=y",
        ""
      })
  void givenPageThatIsNotOurs_whenSignedIn_thenNobodyIsLedThere(String page) throws Exception {
    Begun begun = start("/start?page=" + encode(page));

    String body = finish(begun, claims -> claims).body();

    assertThat(body)
        .doesNotContain("//evil", "<script>", "javascript:")
        .containsPattern("url=/[^/\\\\]?");
  }

  @Test
  void givenProviderThatCannotBeReached_whenStarted_thenTheSignInPageSaysSo() throws Exception {
    provider.close();

    assertRefused(get("/api/v1/auth/oidc/start"));
  }

  private Begun start(String path) throws IOException, InterruptedException {
    HttpResponse<String> answer = get("/api/v1/auth/oidc" + path);
    assertThat(answer.statusCode()).isEqualTo(303);
    String location = answer.headers().firstValue("Location").orElseThrow();
    assertThat(location).startsWith(provider.issuer() + "/authorize?");
    return new Begun(
        form(URI.create(location).getRawQuery()),
        answer.headers().firstValue("Set-Cookie").orElseThrow());
  }

  private HttpResponse<String> finish(Begun begun, UnaryOperator<JWTClaimsSet.Builder> change)
      throws Exception {
    return get(answer(begun, "c", change), "Cookie", pair(begun));
  }

  private String answer(Begun begun, String code, UnaryOperator<JWTClaimsSet.Builder> change)
      throws JOSEException {
    provider.idTokens.put(code, idToken(begun, change));
    return callback(begun, code);
  }

  private String callback(Begun begun, String code) {
    return "/api/v1/auth/oidc/callback?code=" + code + "&state=" + begun.state() + "&iss="
        + encode(provider.issuer());
  }

  private String idToken(Begun begun, UnaryOperator<JWTClaimsSet.Builder> change)
      throws JOSEException {
    return signed(change.apply(claims(begun)).build(), TestProvider.KEY);
  }

  private static String signed(JWTClaimsSet claims, RSAKey key) throws JOSEException {
    return TestProvider.signed(claims, key, JOSEObjectType.JWT, "k1");
  }

  private JWTClaimsSet.Builder claims(Begun begun) {
    return provider
        .claims("manager")
        .claim("nonce", begun.asked().get("nonce"))
        .claim("preferred_username", "ada")
        .claim("groups", List.of("engineers"));
  }

  private static void assertRefused(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(answer.headers().firstValue("Location")).contains("/sign-in?failed=provider");
    assertThat(answer.headers().allValues("Set-Cookie")).noneMatch(c -> c.contains("mcp-session"));
  }

  private static String pair(Begun begun) {
    return begun.cookie().split(";", 2)[0];
  }

  private static String cookie(HttpResponse<String> answer, String name) {
    return answer.headers().allValues("Set-Cookie").stream()
        .filter(value -> value.startsWith(name + "="))
        .map(value -> value.split(";", 2)[0])
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, String> form(String text) {
    return Arrays.stream(text.split("&", -1))
        .map(pair -> pair.split("=", 2))
        .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], UTF_8)));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  private String base() {
    return "http://127.0.0.1:" + server.port();
  }

  private HttpResponse<String> get(String path, String... headers)
      throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(base() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
