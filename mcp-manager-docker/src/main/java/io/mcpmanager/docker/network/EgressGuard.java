package io.mcpmanager.docker.network;

import io.mcpmanager.api.log.LogStream;
import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.ContainerNetwork;
import io.mcpmanager.docker.egress.EgressLimits;
import io.mcpmanager.docker.egress.EgressProxy;
import io.mcpmanager.docker.egress.EgressRules;
import io.mcpmanager.docker.egress.Refusals;
import io.mcpmanager.docker.egress.SystemNames;
import io.mcpmanager.spi.InstanceListener;
import io.mcpmanager.spi.ManagerClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Lets containers reach the hosts they may, and nothing else, where that can be made sure. Thread-safe. */
final class EgressGuard implements AutoCloseable {

  /** Where proxies listen if nothing else does, so that a rule of a firewall can be about them. */
  static final int USUAL_PORT = 3128;

  /** With one of these a container could change what holds it back. */
  private static final Set<String> TOO_MIGHTY = Set.of(
      "ALL",
      "BPF",
      "DAC_READ_SEARCH",
      "NET_ADMIN",
      "NET_RAW",
      "SYS_ADMIN",
      "SYS_MODULE",
      "SYS_PTRACE",
      "SYS_RAWIO");

  private final ManagerClock clock;
  private final EgressLimits limits;
  private final OpenPorts openPorts = new OpenPorts();
  private final SystemNames names = new SystemNames();

  EgressGuard(ManagerClock clock, EgressLimits limits) {
    this.clock = clock;
    this.limits = limits;
  }

  /** What about a launch makes it impossible to hold its container back, wherever it runs. */
  static Optional<String> obstacle(ContainerLaunch launch) {
    var mighty = new TreeSet<>(launch.security().capabilities());
    mighty.retainAll(TOO_MIGHTY);
    return mighty.isEmpty()
        ? Optional.empty()
        : Optional.of("a container with " + String.join(", ", mighty) + " can go round it");
  }

  /**
   * Opens the way out of a network.
   *
   * @param network one out of which nothing else leads
   * @param gateway this machine's address in it
   * @param port where to listen, or 0 for any
   * @throws IOException if it can't listen there
   */
  EgressProxy open(
      NetworkView network,
      InetAddress gateway,
      int port,
      ContainerNetwork allowed,
      InstanceListener listener)
      throws IOException {
    return EgressProxy.open(
        new InetSocketAddress(gateway, port),
        at -> new EgressRules(allowed, at, names),
        address -> network.contains(address) && !address.equals(gateway),
        limits,
        clock,
        new Refusals(listener, clock));
  }

  /** Opens it at the usual port, or at any other if that is taken. */
  EgressProxy open(
      NetworkView network, InetAddress gateway, ContainerNetwork allowed, InstanceListener listener)
      throws IOException {
    try {
      return open(network, gateway, USUAL_PORT, allowed, listener);
    } catch (IOException e) {
      return open(network, gateway, 0, allowed, listener);
    }
  }

  /** Tells what this can't hold back. */
  void tellGaps(InstanceListener listener) {
    openPorts
        .describe()
        .ifPresent(ports -> listener.onLine(
            LogStream.MANAGER,
            "network.allowedHosts does not cover what listens at all addresses of this machine ("
                + ports
                + "): the container reaches that at its gateway, unless a firewall keeps the interfaces "
                + EngineNetworks.BRIDGE_PREFIX + "* from it"));
  }

  /** The variables by which programs find a proxy. */
  static Map<String, String> variables(InetSocketAddress proxy) {
    String url = "http://" + proxy.getAddress().getHostAddress() + ":" + proxy.getPort();
    String direct = "localhost,127.0.0.1,::1";
    return Map.of(
        "HTTP_PROXY", url,
        "HTTPS_PROXY", url,
        "http_proxy", url,
        "https_proxy", url,
        "NO_PROXY", direct,
        "no_proxy", direct);
  }

  @Override
  public void close() {
    names.close();
  }
}
