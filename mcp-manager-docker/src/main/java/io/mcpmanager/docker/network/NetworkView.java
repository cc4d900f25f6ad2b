package io.mcpmanager.docker.network;

import com.github.dockerjava.api.model.Network;
import io.mcpmanager.docker.egress.AddressRanges;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A network of the engine.
 *
 * @param internal whether nothing leads out of it
 * @param bridge what its bridge is called on the engine's machine
 * @param apart whether its containers do not reach one another
 * @param subnets its address ranges
 */
record NetworkView(
    String id,
    String name,
    boolean internal,
    String bridge,
    boolean apart,
    List<Subnet> subnets,
    Map<String, String> labels) {

  /** Option by which a bridge is given its name. */
  static final String BRIDGE_NAME = "com.docker.network.bridge.name";

  /** Option by which containers do not reach one another. */
  static final String NO_TALK = "com.docker.network.bridge.enable_icc";

  /**
   * A range of addresses.
   *
   * @param start its first address
   * @param bits number of bits that all its addresses share with the first
   * @param gateway address of the engine's machine in it, or null if it has none
   */
  record Subnet(InetAddress start, int bits, @Nullable InetAddress gateway) {

    boolean contains(InetAddress address) {
      return AddressRanges.shareNetwork(start, address, bits);
    }
  }

  static NetworkView of(Network network) {
    Map<String, String> options = Objects.requireNonNullElse(network.getOptions(), Map.of());
    String bridge = options.get(BRIDGE_NAME);
    return new NetworkView(
        network.getId(),
        network.getName(),
        Boolean.TRUE.equals(network.getInternal()),
        bridge == null
            ? "br-" + network.getId().substring(0, Math.min(12, network.getId().length()))
            : bridge,
        "false".equals(options.get(NO_TALK)),
        subnetsOf(network),
        Map.copyOf(Objects.requireNonNullElse(network.getLabels(), Map.of())));
  }

  private static List<Subnet> subnetsOf(Network network) {
    var ipam = network.getIpam();
    if (ipam == null || ipam.getConfig() == null) {
      return List.of();
    }
    return ipam.getConfig().stream()
        .filter(config -> config.getSubnet() != null && config.getSubnet().indexOf('/') > 0)
        .map(config -> subnet(config.getSubnet(), config.getGateway()))
        .toList();
  }

  private static Subnet subnet(String range, @Nullable String gateway) {
    int slash = range.indexOf('/');
    return new Subnet(
        AddressRanges.literal(range.substring(0, slash)),
        Integer.parseInt(range.substring(slash + 1)),
        gateway == null || gateway.isBlank()
            ? null
            : AddressRanges.literal(gateway.replaceFirst("/.*", "")));
  }

  /** Whether this program has an address in it, so that the containers' addresses can be reached from here. */
  boolean reachedFromHere() {
    return interfaces().stream()
        .flatMap(one -> one.getInterfaceAddresses().stream())
        .map(InterfaceAddress::getAddress)
        .anyMatch(this::contains);
  }

  boolean contains(InetAddress address) {
    return subnets.stream().anyMatch(subnet -> subnet.contains(address));
  }

  /**
   * The gateway, if it is an address of the machine that this program runs on. The bridge's name, which no other has,
   * tells: an equal address alone may be that of another engine's network.
   */
  Optional<InetAddress> gatewayHere() {
    return subnets.stream()
        .map(Subnet::gateway)
        .filter(Objects::nonNull)
        .filter(gateway -> interfaces().stream()
            .filter(one -> one.getName().equals(bridge))
            .flatMap(one -> one.inetAddresses())
            .anyMatch(gateway::equals))
        .findFirst();
  }

  private static List<NetworkInterface> interfaces() {
    try {
      return Collections.list(NetworkInterface.getNetworkInterfaces());
    } catch (SocketException e) {
      return List.of(); // then nothing is known to be here
    }
  }
}
