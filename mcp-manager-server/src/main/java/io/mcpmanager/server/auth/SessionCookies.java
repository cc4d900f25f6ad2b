package io.mcpmanager.server.auth;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;

/**
 * The cookie that carries a session. Over HTTPS its name binds it to this host, so that no other can set it. Over plain
 * HTTP on loopback its name has the port, since browsers give cookies to all ports of a host.
 */
public final class SessionCookies {

  private static final String SECURE_NAME = "__Host-mcp-session";
  private static final String PLAIN_NAME = "mcp-session-";
  private static final String RULES = "; Path=/; HttpOnly; SameSite=Strict";

  private final IntSupplier port;

  /** Cookies of a server that listens at a port. */
  public SessionCookies(IntSupplier port) {
    this.port = port;
  }

  /** The session token in a request; empty if there is none, or several. */
  Optional<String> read(Headers headers, boolean secure) {
    if (!headers.contains(HeaderNames.COOKIE)) {
      return Optional.empty();
    }
    String start = name(secure) + "=";
    List<String> found = new ArrayList<>();
    for (String line : headers.get(HeaderNames.COOKIE).allValues()) {
      for (String cookie : line.split(";", -1)) {
        String stripped = cookie.strip();
        if (stripped.startsWith(start)) {
          found.add(stripped.substring(start.length()));
        }
      }
    }
    return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }

  /** What makes a browser keep a session until it is closed. */
  public Header set(String sessionToken, boolean secure) {
    return header(sessionToken, secure, "");
  }

  /** What makes a browser forget its session. */
  public Header clear(boolean secure) {
    return header("", secure, "; Max-Age=0");
  }

  private Header header(String value, boolean secure, String more) {
    return HeaderValues.create(
        HeaderNames.SET_COOKIE,
        name(secure) + "=" + value + RULES + (secure ? "; Secure" : "") + more);
  }

  private String name(boolean secure) {
    return secure ? SECURE_NAME : PLAIN_NAME + port.getAsInt();
  }
}
