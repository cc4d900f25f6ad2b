package io.mcpmanager.core.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Locale;
import java.util.Set;

/** Writes the head of a request, refusing whatever could be read as more than one. */
final class HttpRequestHead {

  private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";
  private static final Set<String> OURS = Set.of(
      "host",
      "content-length",
      "transfer-encoding",
      "connection",
      "expect",
      "upgrade",
      "te",
      "trailer");

  static byte[] write(HttpRequest request) {
    var origin = HttpOrigin.of(request.uri());
    var head = new StringBuilder(256)
        .append(token("method", request.method()))
        .append(' ')
        .append(target(request));
    head.append(" HTTP/1.1\r\nHost: ").append(origin.authority()).append("\r\n");
    for (HttpHeader header : request.headers()) {
      String name = token("header name", header.name());
      if (OURS.contains(name.toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException("header must be left to the client: " + name);
      }
      head.append(name).append(": ").append(value(header)).append("\r\n");
    }
    byte[] body = request.body();
    if (body != null) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    } else if (!request.method().equals("GET") && !request.method().equals("DELETE")) {
      head.append("Content-Length: 0\r\n");
    }
    return head.append("\r\n").toString().getBytes(ISO_8859_1);
  }

  static boolean isTokenCharacter(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || TOKEN_MARKS.indexOf(c) >= 0;
  }

  private static String target(HttpRequest request) {
    String path = request.uri().getRawPath();
    String query = request.uri().getRawQuery();
    String target =
        (path == null || path.isEmpty() ? "/" : path) + (query == null ? "" : "?" + query);
    if (target.chars().anyMatch(c -> c <= ' ' || c >= 0x7f)) {
      throw new IllegalArgumentException("uri must be ASCII, other characters percent-encoded");
    }
    return target;
  }

  private static String token(String what, String text) {
    if (text.isEmpty() || !text.chars().allMatch(HttpRequestHead::isTokenCharacter)) {
      throw new IllegalArgumentException(what + " must be an HTTP token");
    }
    return text;
  }

  private static String value(HttpHeader header) {
    // the value may be a secret, so only the name is told
    if (header.value().chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7f || c > 0xff)) {
      throw new IllegalArgumentException(
          "header must not hold control or wide characters: " + header.name());
    }
    return header.value();
  }

  private HttpRequestHead() {}
}
