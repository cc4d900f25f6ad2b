package io.mcpmanager.core.wire;

import java.net.URI;
import java.util.Locale;

/** What a connection is made to: scheme, host and port. */
public record HttpOrigin(boolean tls, String host, int port) {

  /**
   * The origin of an address.
   *
   * @throws IllegalArgumentException if it is not absolute http or https, or has user information
   */
  public static HttpOrigin of(URI uri) {
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    boolean tls = scheme.equals("https");
    if (!tls && !scheme.equals("http")) {
      throw new IllegalArgumentException("uri must be http or https, was " + scheme);
    }
    if (uri.getHost() == null || uri.getRawUserInfo() != null || uri.getPort() > 65_535) {
      throw new IllegalArgumentException(
          "uri must have a host, no user information, and a port up to 65535");
    }
    int port = uri.getPort() < 0 ? (tls ? 443 : 80) : uri.getPort();
    return new HttpOrigin(tls, uri.getHost().toLowerCase(Locale.ROOT), port);
  }

  /** The host as sockets want it: an IPv6 address without its brackets. */
  String address() {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  /** The value of the Host header. */
  String authority() {
    return port == (tls ? 443 : 80) ? host : host + ":" + port;
  }
}
