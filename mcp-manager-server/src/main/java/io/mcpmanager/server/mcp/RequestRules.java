package io.mcpmanager.server.mcp;

import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.webserver.http.ServerRequest;
import io.mcpmanager.server.http.RequestBodies;
import java.io.IOException;
import java.util.Locale;

/** What every endpoint wants of a request. */
final class RequestRules {

  static final String JSON = "application/json";
  static final String EVENT_STREAM = "text/event-stream";

  /** Whether the client takes answers of a type; one that does not say takes all. */
  static boolean accepts(Headers headers, String type) {
    if (!headers.contains(HeaderNames.ACCEPT)) {
      return true;
    }
    String family = type.substring(0, type.indexOf('/')) + "/*";
    for (String value : headers.get(HeaderNames.ACCEPT).allValues()) {
      String lower = value.toLowerCase(Locale.ROOT);
      if (lower.contains(type) || lower.contains("*/*") || lower.contains(family)) {
        return true;
      }
    }
    return false;
  }

  /** Refuses bodies that are not JSON. */
  static void checkContentType(Headers headers) {
    String value = headers.first(HeaderNames.CONTENT_TYPE).orElse("");
    int parameters = value.indexOf(';');
    String type = parameters < 0 ? value : value.substring(0, parameters);
    if (!type.strip().equalsIgnoreCase(JSON)) {
      throw Refusal.unsupportedMediaType();
    }
  }

  /** The body, if it is not too long and there is memory for it. */
  static byte[] body(ServerRequest request, MessageMemory.Share share, int max) throws IOException {
    long declared = request.headers().contentLength().orElse(0);
    if (declared > max) {
      throw Refusal.tooLarge(max);
    }
    if (!share.take(declared)) {
      throw Refusal.busy();
    }
    byte[] body = RequestBodies.read(request, max + 1);
    if (body.length > max) {
      throw Refusal.tooLarge(max);
    }
    if (declared == 0 && !share.take(body.length)) {
      throw Refusal.busy();
    }
    return body;
  }

  private RequestRules() {}
}
