package io.mcpmanager.server.auth.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import com.nimbusds.oauth2.sdk.http.HTTPRequestSender;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPRequest;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPResponse;
import io.mcpmanager.core.wire.Destinations;
import io.mcpmanager.core.wire.HttpClientLimits;
import io.mcpmanager.core.wire.HttpClientPool;
import io.mcpmanager.core.wire.HttpHeader;
import io.mcpmanager.core.wire.HttpRequest;
import io.mcpmanager.core.wire.HttpResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Asks identity providers. What a provider names in its documents is asked only over HTTPS (on this machine, for trying
 * things out, over HTTP too) and only where definitions may have the manager connect to as well. Redirects are not
 * followed, and answers are bounded in size and time. Thread-safe.
 */
final class ProviderClient implements ResourceRetriever, HTTPRequestSender, AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int LONGEST_ANSWER = 512 * 1024;
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private static final byte[] NO_BODY = {};

  private final HttpClientPool client;

  ProviderClient(Destinations destinations) {
    client = new HttpClientPool(HttpClientLimits.DEFAULT, destinations, System::nanoTime);
  }

  /** Whether nobody can listen on the way to an address. */
  static boolean isSecure(URI address) {
    String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
    return address.getHost() != null
        && address.getRawUserInfo() == null
        && (scheme.equals("https")
            || (scheme.equals("http")
                && LOOPBACK.contains(address.getHost().toLowerCase(Locale.ROOT))));
  }

  /** A JSON document; fails unless the answer is 200. */
  String get(URI address) throws IOException {
    HTTPResponse answer =
        ask("GET", address, List.of(new HttpHeader("Accept", "application/json")), NO_BODY);
    if (answer.getStatusCode() != 200) {
      throw new IOException(
          address.getHost() + " answered with HTTP status " + answer.getStatusCode());
    }
    return answer.getBody() == null ? "" : answer.getBody();
  }

  @Override
  public Resource retrieveResource(URL address) throws IOException {
    return new Resource(get(URI.create(address.toString())), "application/json");
  }

  @Override
  public ReadOnlyHTTPResponse send(ReadOnlyHTTPRequest request) throws IOException {
    var headers = new ArrayList<HttpHeader>();
    request
        .getHeaderMap()
        .forEach(
            (name, values) -> values.forEach(value -> headers.add(new HttpHeader(name, value))));
    headers.add(new HttpHeader("Accept", "application/json"));
    byte[] body = request.getBody() == null ? NO_BODY : request.getBody().getBytes(UTF_8);
    return ask(request.getMethod().name(), request.getURI(), headers, body);
  }

  private HTTPResponse ask(String method, URI address, List<HttpHeader> headers, byte[] body)
      throws IOException {
    if (!isSecure(address)) {
      throw new IOException("an identity provider is asked over https only");
    }
    var request = new HttpRequest(method, address, headers, body, PATIENCE, PATIENCE);
    try (var exchange = client.exchange(request)) {
      HttpResponse response = exchange.send();
      byte[] content = response.readBody(LONGEST_ANSWER);
      if (content.length > LONGEST_ANSWER) {
        throw new IOException(address.getHost() + " answered with too much");
      }
      var answer = new HTTPResponse(response.status());
      response.header("content-type").ifPresent(type -> answer.setHeader("Content-Type", type));
      answer.setBody(new String(content, UTF_8));
      return answer;
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
