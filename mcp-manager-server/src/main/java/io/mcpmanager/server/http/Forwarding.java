package io.mcpmanager.server.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** Finds out for whom a reverse proxy asks. Without one, nothing that a request says about that counts. */
final class Forwarding {

  private static final HeaderName FOR = HeaderNames.create("X-Forwarded-For");
  private static final HeaderName PROTO = HeaderNames.create("X-Forwarded-Proto");
  private static final Pattern ADDRESS =
      Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|(?=.*:)[0-9A-Fa-f:.]{2,45}");

  private final Reach reach;

  /**
   * Who asks.
   *
   * @param address their network address
   * @param secure whether nobody can listen on the way
   */
  record Origin(String address, boolean secure) {}

  Forwarding(Reach reach) {
    this.reach = reach;
  }

  /**
   * Who asks, when a request comes from a peer.
   *
   * @throws McpManagerException if it should have come through the proxy, or not over HTTP
   */
  Origin of(String peer, Headers headers) {
    if (!reach.behindProxy()) {
      return new Origin(peer, reach.tls() != null);
    }
    List<String> path = path(headers);
    if (path.isEmpty() && isLoopback(peer)) {
      // from this machine, past the proxy
      return new Origin(peer, false);
    }
    if (!reach.trustedProxies().contains(peer)) {
      throw refused("requests must come through the reverse proxy");
    }
    if (path.isEmpty() || !headers.first(PROTO).orElse("").equals("https")) {
      throw refused(
          "the reverse proxy must serve HTTPS and set X-Forwarded-For and X-Forwarded-Proto");
    }
    // each proxy adds who it was asked by at the end; what comes before may be anybody's invention
    for (String hop : path.reversed()) {
      if (!ADDRESS.matcher(hop).matches()) {
        throw refused("X-Forwarded-For must have network addresses");
      }
      if (!reach.trustedProxies().contains(hop)) {
        return new Origin(hop, true);
      }
    }
    return new Origin(path.getFirst(), true);
  }

  private static List<String> path(Headers headers) {
    var path = new ArrayList<String>();
    if (headers.contains(FOR)) {
      headers.get(FOR).allValues().forEach(value -> Arrays.stream(value.split(",", -1))
          .map(String::strip)
          .forEach(path::add));
    }
    return path;
  }

  /** Whether an address, written in digits, is one of this machine's own. */
  static boolean isLoopback(String address) {
    try {
      return ADDRESS.matcher(address).matches()
          && InetAddress.getByName(address).isLoopbackAddress();
    } catch (java.net.UnknownHostException noAddress) {
      return false;
    }
  }

  private static McpManagerException refused(String message) {
    return new McpManagerException(ErrorCode.ORIGIN_NOT_ALLOWED, message);
  }
}
