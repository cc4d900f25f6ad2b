package io.mcpmanager;

import java.util.Set;

/**
 * Where the manager connects to because a definition says so: servers at a URL, and checks of health by HTTP and TCP.
 * Addresses of the link, of clouds' metadata services, and reserved ones are refused, whatever name or spelling leads
 * there, unless they are allowed by name.
 *
 * @param privateAddresses whether remote servers may be on this machine and in private networks
 * @param allowedHosts names and addresses that may be connected to wherever they lead; at most 1000
 */
public record Outbound(boolean privateAddresses, Set<String> allowedHosts) {

  /** This machine and private networks too, and no exception. */
  public static final Outbound DEFAULT = new Outbound(true, Set.of());

  /** Copies the hosts. */
  public Outbound {
    allowedHosts = Set.copyOf(allowedHosts);
    if (allowedHosts.size() > 1000 || allowedHosts.stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException(
          "allowedHosts must be at most 1000 and none of them blank");
    }
  }
}
