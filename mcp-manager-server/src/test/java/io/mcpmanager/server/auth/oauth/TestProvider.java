package io.mcpmanager.server.auth.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** An identity provider that also issues what no honest one would. */
public final class TestProvider implements AutoCloseable {

  static final RSAKey KEY = key("k1");
  static final RSAKey STRANGERS = key("k1");

  final AtomicInteger keysAsked = new AtomicInteger();
  private final AtomicInteger codes = new AtomicInteger();
  final List<String> tokenRequests = new CopyOnWriteArrayList<>();
  /** What the token endpoint answers with, by the code it is asked with. */
  final Map<String, String> idTokens = new ConcurrentHashMap<>();

  volatile List<JWK> keys = List.of(KEY);
  volatile UnaryOperator<String> metadata = text -> text;
  private final HttpServer server;

  private volatile UnaryOperator<JWTClaimsSet.Builder> person = claims -> claims;

  /** One that listens at any free port. */
  public TestProvider() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.createContext(
        "/.well-known/",
        exchange -> answer(exchange, 200, metadata.apply("""
        {"issuer":"%1$s","jwks_uri":"%1$s/keys","authorization_endpoint":"%1$s/authorize",
         "token_endpoint":"%1$s/token","response_types_supported":["code"],
         "subject_types_supported":["public"],"id_token_signing_alg_values_supported":["RS256"],
         "authorization_response_iss_parameter_supported":true,
         "scopes_supported":["openid","proxy:execute","tools:execute","tools:execute:echo"]}
        """.formatted(issuer()))));
    server.createContext("/keys", exchange -> {
      keysAsked.incrementAndGet();
      answer(exchange, 200, new JWKSet(keys).toString());
    });
    server.createContext("/token", exchange -> {
      String form = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      tokenRequests.add(form);
      String code = form.replaceAll(".*\\bcode=([^&]*).*", "$1");
      String token = idTokens.remove(code);
      if (token == null) {
        answer(exchange, 400, "{\"error\":\"invalid_grant\"}");
      } else {
        answer(
            exchange,
            200,
            "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"id_token\":\"" + token + "\"}");
      }
    });
    server.createContext("/authorize", this::authorize);
    server.start();
  }

  /** Who signs in at the provider's own page from now on, and in which groups they are. */
  public void signsIn(String name, String... groups) {
    person = claims ->
        claims.subject(name).claim("preferred_username", name).claim("groups", List.of(groups));
  }

  /** Sends a browser back at once, as if somebody had signed in there. */
  private void authorize(HttpExchange exchange) throws IOException {
    Map<String, String> asked = new HashMap<>();
    for (String field : exchange.getRequestURI().getRawQuery().split("&")) {
      String[] pair = field.split("=", 2);
      asked.put(pair[0], URLDecoder.decode(pair[1], UTF_8));
    }
    String code = "code-" + codes.incrementAndGet();
    var claims = person.apply(claims(asked.get("client_id")).claim("nonce", asked.get("nonce")));
    try {
      idTokens.put(code, signed(claims.build(), KEY, JOSEObjectType.JWT, "k1"));
    } catch (JOSEException e) {
      throw new IOException(e);
    }
    exchange
        .getResponseHeaders()
        .set(
            "Location",
            asked.get("redirect_uri") + "?code=" + code + "&state="
                + URLEncoder.encode(asked.get("state"), UTF_8) + "&iss="
                + URLEncoder.encode(issuer(), UTF_8));
    exchange.sendResponseHeaders(303, -1);
    exchange.close();
  }

  private static void answer(HttpExchange exchange, int status, String json) throws IOException {
    byte[] bytes = json.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  /** Its name and address. */
  public String issuer() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Claims of a token that is good for a resource. */
  JWTClaimsSet.Builder claims(String audience) {
    return new JWTClaimsSet.Builder()
        .issuer(issuer())
        .subject("ada")
        .audience(audience)
        .claim("scope", "proxy:execute tools:execute")
        .jwtID("1")
        .issueTime(Date.from(Instant.now()))
        .expirationTime(Date.from(Instant.now().plusSeconds(300)));
  }

  static String signed(JWTClaimsSet claims) throws JOSEException {
    return signed(claims, KEY, new JOSEObjectType("at+jwt"), "k1");
  }

  static String signed(JWTClaimsSet claims, RSAKey key, JOSEObjectType type, String kid)
      throws JOSEException {
    var jwt = new SignedJWT(
        new JWSHeader.Builder(JWSAlgorithm.RS256).type(type).keyID(kid).build(), claims);
    jwt.sign(new RSASSASigner(key));
    return jwt.serialize();
  }

  private static RSAKey key(String kid) {
    try {
      return new RSAKeyGenerator(2048).keyID(kid).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
