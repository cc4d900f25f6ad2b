package io.mcpmanager.server.http;

import io.helidon.http.DirectHandler;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.RequestException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionListener;
import java.util.regex.Pattern;

/**
 * Refuses requests of which it is not clear where their body ends: what one program on the way takes for the body,
 * another would take for the next request. The web server (4.3.1) believes the first length, also a negative one.
 */
final class MessageFraming implements Http1ConnectionListener {

  private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");

  @Override
  public void headers(ConnectionContext connection, Headers headers) {
    boolean length = headers.contains(HeaderNames.CONTENT_LENGTH);
    boolean encoding = headers.contains(HeaderNames.TRANSFER_ENCODING);
    if (length && !LENGTH.matcher(only(headers, HeaderNames.CONTENT_LENGTH)).matches()) {
      throw refused("Content-Length must be one number");
    }
    if (encoding && !only(headers, HeaderNames.TRANSFER_ENCODING).equalsIgnoreCase("chunked")) {
      throw refused("Transfer-Encoding must be chunked");
    }
    if (length && encoding) {
      throw refused("Content-Length and Transfer-Encoding exclude each other");
    }
  }

  private static String only(Headers headers, HeaderName name) {
    Header header = headers.get(name);
    return header.valueCount() == 1 ? header.get() : "";
  }

  private static RequestException refused(String message) {
    return RequestException.builder()
        .type(DirectHandler.EventType.BAD_REQUEST)
        .message(message)
        .build();
  }
}
