package io.mcpmanager.core.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;

/** Writes the head of a request, refusing whatever could be read as more than one. */
final class HttpRequestHead {

  private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";
  private static final List<String> OURS = List.of(
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
      if (isOurs(name)) {
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

  private static boolean isOurs(String name) {
    for (String ours : OURS) {
      if (ours.equalsIgnoreCase(name)) {
        return true;
      }
    }
    return false;
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
    for (int i = 0; i < target.length(); i++) {
      char c = target.charAt(i);
      if (c <= ' ' || c >= 0x7f) {
        throw new IllegalArgumentException("uri must be ASCII, other characters percent-encoded");
      }
    }
    return target;
  }

  private static String token(String what, String text) {
    boolean token = !text.isEmpty();
    for (int i = 0; i < text.length(); i++) {
      token &= isTokenCharacter(text.charAt(i));
    }
    if (!token) {
      throw new IllegalArgumentException(what + " must be an HTTP token");
    }
    return text;
  }

  private static String value(HttpHeader header) {
    String value = header.value();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if ((c < ' ' && c != '\t') || c == 0x7f || c > 0xff) {
        // the value may be a secret, so only the name is told
        throw new IllegalArgumentException(
            "header must not hold control or wide characters: " + header.name());
      }
    }
    return value;
  }

  private HttpRequestHead() {}
}
