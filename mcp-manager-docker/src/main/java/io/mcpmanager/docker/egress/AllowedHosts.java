package io.mcpmanager.docker.egress;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The hosts that a container may reach. An entry without a port is for 80 and 443. {@code *.example.com} is for every
 * name below {@code example.com}, at any depth, and not for that name itself.
 */
final class AllowedHosts {

  private static final String BELOW = "*.";

  private record Entry(String host, boolean below, int port) {

    boolean covers(EgressTarget target) {
      boolean named = below
          ? !target.isAddress() && target.host().endsWith("." + host)
          : target.host().equals(host);
      return named
          && (port == 0 ? target.port() == 80 || target.port() == 443 : port == target.port());
    }
  }

  private final List<Entry> entries;

  AllowedHosts(List<String> allowed) {
    var read = new ArrayList<Entry>(allowed.size());
    for (String text : allowed) {
      read.add(entry(text.toLowerCase(Locale.ROOT)));
    }
    entries = List.copyOf(read);
  }

  boolean cover(EgressTarget target) {
    return entries.stream().anyMatch(entry -> entry.covers(target));
  }

  private static Entry entry(String text) {
    boolean below = text.startsWith(BELOW);
    String rest = below ? text.substring(BELOW.length()) : text;
    int colon = rest.indexOf(':');
    return colon < 0
        ? new Entry(rest, below, 0)
        : new Entry(rest.substring(0, colon), below, Integer.parseInt(rest.substring(colon + 1)));
  }
}
