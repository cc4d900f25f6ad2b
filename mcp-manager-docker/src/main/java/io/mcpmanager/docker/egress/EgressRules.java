package io.mcpmanager.docker.egress;

import io.mcpmanager.api.server.ContainerNetwork;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Decides to which addresses, if any, a container is let. Thread-safe. */
public final class EgressRules {

  /** Finds the addresses of names. */
  interface Names {

    /**
     * All addresses of a name.
     *
     * @throws IOException if it has none, or it took too long
     */
    List<InetAddress> addresses(String host) throws IOException, InterruptedException;
  }

  private static final String HOST_GATEWAY = "host-gateway";
  private static final int MOST_TRIED = 4;

  private final AllowedHosts allowed;
  private final Map<String, String> hosts;
  private final InetSocketAddress proxy;
  private final Names names;

  /**
   * Rules of one container.
   *
   * @param proxy where its proxy listens, to which nothing is ever connected
   */
  public EgressRules(ContainerNetwork network, InetSocketAddress proxy, Names names) {
    allowed = new AllowedHosts(network.allowedHosts());
    hosts = new TreeMap<>();
    network.hosts().forEach((host, address) -> hosts.put(host.toLowerCase(Locale.ROOT), address));
    this.proxy = proxy;
    this.names = names;
  }

  /**
   * Where to connect for a target. Exactly these addresses have been checked: nothing may be looked up again.
   *
   * @return at least one, in the order to try
   * @throws EgressRefusal if the container may not go there, or there is nothing
   */
  List<InetSocketAddress> addresses(EgressTarget target) throws InterruptedException {
    if (!allowed.cover(target)) {
      throw EgressRefusal.notAllowed(target + " is not in network.allowedHosts");
    }
    List<InetSocketAddress> addresses = find(target).stream()
        .map(address -> new InetSocketAddress(address, target.port()))
        .filter(address -> !address.equals(proxy))
        .limit(MOST_TRIED)
        .toList();
    if (addresses.isEmpty()) {
      throw EgressRefusal.notAllowed(target
          + " leads to this machine, its own network or a cloud's metadata; only an address in"
          + " network.allowedHosts or network.hosts may");
    }
    return addresses;
  }

  private List<InetAddress> find(EgressTarget target) throws InterruptedException {
    if (target.isAddress()) {
      return List.of(AddressRanges.literal(target.host())); // the allow-list names it literally
    }
    String declared = hosts.get(target.host());
    if (declared != null) {
      return List.of(
          declared.equals(HOST_GATEWAY) ? proxy.getAddress() : AddressRanges.literal(declared));
    }
    try {
      return names.addresses(target.host()).stream()
          .filter(address -> AddressRanges.isPublic(address) && !isOwn(address))
          .toList();
    } catch (IOException e) {
      throw EgressRefusal.unreachable(target + " has no address: " + e.getMessage());
    }
  }

  private static boolean isOwn(InetAddress address) {
    try {
      return NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException e) {
      return true; // it can't be ruled out
    }
  }
}
