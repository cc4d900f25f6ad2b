package io.mcpmanager.server.auth.oauth;

import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The MCP endpoints as resources that tokens are issued for, each with a URI of its own. */
final class Endpoints {

  /** An endpoint's path; that of one server names it. Messages are posted to where an event stream said. */
  private static final Pattern PATH = Pattern.compile(
      "(/mcp(?:/servers/(?<server>[A-Za-z0-9][A-Za-z0-9._-]{0,127}))?)(/sse|/ws|/plain|/messages)?");

  private final @Nullable URI publicUrl;
  private final boolean secure;

  /**
   * The endpoints of a manager.
   *
   * @param publicUrl by which clients know it, or null for what they ask for
   * @param secure whether clients reach it over HTTPS
   */
  Endpoints(@Nullable URI publicUrl, boolean secure) {
    this.publicUrl = publicUrl;
    this.secure = secure;
  }

  /**
   * The resource that a path belongs to.
   *
   * @param path as the client has written it
   * @return its path; empty if that is no MCP endpoint
   */
  static Optional<String> resource(String path) {
    Matcher parts = PATH.matcher(path);
    if (!parts.matches()) {
      return Optional.empty();
    }
    String transport = parts.group(3) == null ? "" : parts.group(3);
    return Optional.of(parts.group(1) + (transport.equals("/messages") ? "/sse" : transport));
  }

  /** The server whose endpoint a path is; empty if it is that of all. */
  static Optional<String> server(String path) {
    Matcher parts = PATH.matcher(path);
    return parts.matches() ? Optional.ofNullable(parts.group("server")) : Optional.empty();
  }

  /** The manager's address as clients know it, without a path; the Host header has been checked. */
  String base(Headers headers) {
    URI url = publicUrl;
    if (url != null) {
      return url.toString().replaceFirst("/$", "");
    }
    String host = headers.first(HeaderNames.HOST).orElse("localhost").toLowerCase(Locale.ROOT);
    return (secure ? "https://" : "http://") + host;
  }
}
