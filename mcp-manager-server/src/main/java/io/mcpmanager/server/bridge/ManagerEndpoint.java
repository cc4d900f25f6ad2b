package io.mcpmanager.server.bridge;

import io.mcpmanager.core.wire.Destinations;
import io.mcpmanager.core.wire.HttpClientLimits;
import io.mcpmanager.core.wire.HttpClientPool;
import io.mcpmanager.core.wire.HttpExchange;
import io.mcpmanager.core.wire.HttpHeader;
import io.mcpmanager.core.wire.HttpRequest;
import io.mcpmanager.core.wire.HttpResponse;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** The address of a manager's gateway, and the requests that can be made there. Thread-safe. */
final class ManagerEndpoint implements AutoCloseable {

  private static final HttpHeader ACCEPT =
      new HttpHeader("Accept", "application/json, text/event-stream");
  private static final HttpHeader ACCEPT_EVENTS = new HttpHeader("Accept", "text/event-stream");
  private static final HttpHeader JSON = new HttpHeader("Content-Type", "application/json");

  private static final byte[] NO_BODY = {};

  /** The gateway answers within seconds or begins a stream; at the address of one server it waits for that to start. */
  private static final Duration HEAD = Duration.ofMinutes(2);

  /** Streams carry a sign of life every 15 s. */
  private static final Duration SILENCE = Duration.ofMinutes(1);

  private final URI uri;
  private final HttpClientPool client = new HttpClientPool(
      new HttpClientLimits(
          2 * HttpConversation.MAX_CALLS,
          8,
          Duration.ofSeconds(30),
          Duration.ofSeconds(5),
          64 * 1024,
          200),
      Destinations.ANY,
      System::nanoTime);

  private final Supplier<Optional<String>> credential;

  /**
   * An endpoint.
   *
   * @param credential what to present there, if anything; asked for each request
   */
  ManagerEndpoint(URI uri, Supplier<Optional<String>> credential) {
    this.uri = uri;
    this.credential = credential;
  }

  /** How people are told of it. */
  String place() {
    return uri.toString();
  }

  HttpExchange exchange(HttpRequest request) {
    return client.exchange(request);
  }

  HttpRequest post(byte[] body, List<HttpHeader> more) {
    var headers = identified();
    headers.add(ACCEPT);
    headers.add(JSON);
    headers.addAll(more);
    return new HttpRequest("POST", uri, headers, body, HEAD, SILENCE);
  }

  HttpRequest get(List<HttpHeader> more, String lastEventId) {
    var headers = identified();
    headers.add(ACCEPT_EVENTS);
    headers.addAll(more);
    if (!lastEventId.isEmpty()) {
      headers.add(new HttpHeader("Last-Event-ID", lastEventId));
    }
    return new HttpRequest("GET", uri, headers, NO_BODY, HEAD, SILENCE);
  }

  HttpRequest delete(List<HttpHeader> more, Duration timeout) {
    var headers = identified();
    headers.addAll(more);
    return new HttpRequest("DELETE", uri, headers, NO_BODY, timeout, timeout);
  }

  private List<HttpHeader> identified() {
    List<HttpHeader> headers = new ArrayList<HttpHeader>();
    credential
        .get()
        .ifPresent(token -> headers.add(new HttpHeader("Authorization", "Bearer " + token)));
    return headers;
  }

  static boolean isEventStream(HttpResponse response) {
    return isType(response, "text/event-stream");
  }

  static boolean isJson(HttpResponse response) {
    return isType(response, "application/json");
  }

  private static boolean isType(HttpResponse response, String type) {
    return response
        .header("Content-Type")
        .map(value -> value.toLowerCase(Locale.ROOT).startsWith(type))
        .orElse(false);
  }

  @Override
  public void close() {
    client.close();
  }
}
