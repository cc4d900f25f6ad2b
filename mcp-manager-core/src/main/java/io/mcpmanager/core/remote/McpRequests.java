package io.mcpmanager.core.remote;

import io.mcpmanager.core.wire.HttpHeader;
import io.mcpmanager.core.wire.HttpRequest;
import io.mcpmanager.core.wire.HttpResponse;
import io.mcpmanager.spi.ChannelException;
import io.mcpmanager.spi.OutboundMessage;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes the HTTP requests of one MCP session, with the headers the revision agreed on asks for. */
final class McpRequests {

  static final String INITIALIZE = "initialize";
  static final String INITIALIZED = "notifications/initialized";
  static final String SESSION = "Mcp-Session-Id";

  private static final String REVISION = "MCP-Protocol-Version";
  private static final Set<String> OURS = Set.of("accept", "content-type", "last-event-id");
  private static final Duration STREAM_HEAD_TIMEOUT = Duration.ofSeconds(30);
  private static final String FIRST_WITHOUT_SESSION = "2026-07-28";
  private static final int MAX_SESSION_ID = 4096;

  private final URI endpoint;
  private final List<HttpHeader> configured = new ArrayList<>();
  private volatile @Nullable String session;
  private volatile @Nullable String revision;
  private volatile boolean sessionless;

  McpRequests(URI endpoint, Map<String, String> headers) {
    this.endpoint = URI.create(endpoint.toASCIIString());
    headers.forEach((name, value) -> {
      String lower = name.toLowerCase(Locale.ROOT);
      if (!OURS.contains(lower) && !lower.startsWith("mcp-")) {
        configured.add(new HttpHeader(name, value));
      }
    });
  }

  /** Where requests go, without path and query, which may hold secrets. */
  String place() {
    return endpoint.getScheme() + "://" + endpoint.getHost()
        + (endpoint.getPort() < 0 ? "" : ":" + endpoint.getPort());
  }

  /** Since 2026-07-28 messages bring their headers along, and there are no sessions. */
  void negotiated(String newRevision) {
    sessionless = newRevision.compareTo(FIRST_WITHOUT_SESSION) >= 0;
    revision = sessionless ? null : newRevision;
  }

  boolean isSessionless() {
    return sessionless;
  }

  /** Takes over the session id the server gave; one that is not visible ASCII is no session id. */
  void session(String id) {
    boolean valid = !id.isEmpty()
        && id.length() <= MAX_SESSION_ID
        && id.chars().allMatch(c -> c >= 0x21 && c <= 0x7e);
    if (valid) {
      session = id;
    }
  }

  boolean hasSession() {
    return session != null && !sessionless;
  }

  /** Its time is limited by who sends it, to the end of the answer. */
  HttpRequest post(OutboundMessage message) {
    List<HttpHeader> headers = headers("application/json, text/event-stream");
    message.headers().forEach((name, value) -> headers.add(new HttpHeader(name, value)));
    headers.add(new HttpHeader("Content-Type", "application/json"));
    return new HttpRequest("POST", endpoint, headers, message.body(), Duration.ZERO, Duration.ZERO);
  }

  HttpRequest get(String lastEventId) {
    List<HttpHeader> headers = headers("text/event-stream");
    if (!lastEventId.isEmpty()) {
      headers.add(new HttpHeader("Last-Event-ID", lastEventId));
    }
    return new HttpRequest("GET", endpoint, headers, null, STREAM_HEAD_TIMEOUT, Duration.ZERO);
  }

  HttpRequest delete(Duration timeout) {
    return new HttpRequest("DELETE", endpoint, headers("application/json"), null, timeout, timeout);
  }

  /** The failure that an error status without a JSON-RPC error means. */
  ChannelException refused(int status) {
    String advice =
        switch (status) {
          case 401, 403 -> "; it wants other credentials than the headers configured";
          case 301, 302, 303, 307, 308 -> "; redirects are not followed, give the final URL";
          default -> "";
        };
    return new ChannelException(
        place() + " answered with HTTP status " + status + advice, status < 500, null);
  }

  static boolean isEventStream(HttpResponse response) {
    return isType(response, "text/event-stream");
  }

  static boolean isJson(HttpResponse response) {
    return isType(response, "application/json");
  }

  /** Why no connection could be made, as far as it is known. */
  static String reason(Throwable failure) {
    Throwable[] attempts = failure.getSuppressed();
    Throwable last = attempts.length == 0 ? failure : attempts[attempts.length - 1];
    return last.getMessage() == null ? last.getClass().getSimpleName() : last.getMessage();
  }

  private static boolean isType(HttpResponse response, String type) {
    return response
        .header("content-type")
        .map(value -> value.regionMatches(true, 0, type, 0, type.length()))
        .orElse(false);
  }

  private List<HttpHeader> headers(String accept) {
    var headers = new ArrayList<>(configured);
    headers.add(new HttpHeader("Accept", accept));
    String currentSession = session;
    if (currentSession != null && !sessionless) {
      headers.add(new HttpHeader(SESSION, currentSession));
    }
    String currentRevision = revision;
    if (currentRevision != null) {
      headers.add(new HttpHeader(REVISION, currentRevision));
    }
    return headers;
  }
}
