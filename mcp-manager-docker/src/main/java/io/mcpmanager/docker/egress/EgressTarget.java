package io.mcpmanager.docker.egress;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a container wants to go, in one spelling only: what is compared with the allow-list must be what is connected
 * to. Odd spellings of addresses, such as {@code 127.1} or {@code 0x7f000001}, which resolvers understand, are refused.
 *
 * @param host a name in lower case without a dot at its end, or an IPv4 address in four decimal parts
 * @param port 1 to 65535
 */
record EgressTarget(String host, int port) {

  private static final Pattern AUTHORITY =
      Pattern.compile("([A-Za-z0-9](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9])?)\\.?(?::([0-9]{1,5}))?");
  private static final Pattern NUMBER_LIKE = Pattern.compile("[0-9]+|0[xX][0-9a-fA-F]*");
  private static final Pattern ADDRESS =
      Pattern.compile("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");
  private static final int MAX_PORT = 65_535;

  /**
   * Reads {@code host} or {@code host:port}.
   *
   * @param defaultPort taken if there is none; 0 if there must be one
   * @throws EgressRefusal if it is no such thing
   */
  static EgressTarget parse(String authority, int defaultPort) {
    if (authority.startsWith("[")) {
      throw EgressRefusal.malformed("an IPv6 address as host can't be allowed");
    }
    Matcher matcher = AUTHORITY.matcher(authority);
    if (!matcher.matches()) {
      throw EgressRefusal.malformed("what is asked for is no host:port");
    }
    String host = matcher.group(1).toLowerCase(Locale.ROOT);
    int port = matcher.group(2) == null ? defaultPort : Integer.parseInt(matcher.group(2));
    if (port < 1 || port > MAX_PORT) {
      throw EgressRefusal.malformed("what is asked for has no port from 1 to " + MAX_PORT);
    }
    if (host.contains("..") || (looksNumeric(host) && !isAddress(host))) {
      throw EgressRefusal.malformed(
          "the host asked for is neither a name nor a plain IPv4 address");
    }
    return new EgressTarget(host, port);
  }

  /** Whether the host is an IPv4 address. */
  boolean isAddress() {
    return isAddress(host);
  }

  static boolean isAddress(String host) {
    if (!ADDRESS.matcher(host).matches()) {
      return false;
    }
    for (String part : host.split("\\.", -1)) {
      if (Integer.parseInt(part) > 255) {
        return false;
      }
    }
    return true;
  }

  /** Resolvers take a host for an address in one of many spellings if its last part is a number. */
  private static boolean looksNumeric(String host) {
    String last = host.substring(host.lastIndexOf('.') + 1);
    return NUMBER_LIKE.matcher(last).matches();
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
