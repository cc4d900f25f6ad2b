package io.mcpmanager.docker.network;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Network;
import io.mcpmanager.api.error.LaunchException;
import io.mcpmanager.docker.transport.EngineException;
import io.mcpmanager.docker.transport.EngineFaults;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes and removes networks at the engine. Thread-safe. */
final class EngineNetworks {

  private static final Logger log = LoggerFactory.getLogger(EngineNetworks.class);

  /** What the names of all our bridges begin with, so that a rule of a firewall can be about them. */
  static final String BRIDGE_PREFIX = "mcpm-";

  private static final Pattern OVERLAP = Pattern.compile("(?i)overlap|already (?:used|in use)");
  private static final int NAME_HASH = 10; // an interface's name has at most 15 characters
  private static final int TRIES = 8;
  private static final int STEP = 37; // a neighbour is as likely to be taken

  /**
   * Ranges for networks without a way out: eight addresses each, from a block that is set aside for measurements and
   * belongs to nobody's network. The engine's own ranges would be used up by thirty networks.
   */
  private static final int RANGES = 1 << 14;

  private static final int ADDRESSES = 8; // of a range

  private final Supplier<DockerClient> client;
  private final Set<String> unremoved = ConcurrentHashMap.newKeySet();

  EngineNetworks(Supplier<DockerClient> client) {
    this.client = client;
  }

  Optional<NetworkView> find(String name) {
    try {
      return Optional.of(
          NetworkView.of(client.get().inspectNetworkCmd().withNetworkId(name).exec()));
    } catch (NotFoundException e) {
      return Optional.empty();
    }
  }

  List<NetworkView> labelled(String label, String value) {
    return client
        .get()
        .listNetworksCmd()
        .withFilter("label", List.of(label + "=" + value))
        .exec()
        .stream()
        .map(NetworkView::of)
        .toList();
  }

  /** Makes a network with a way out, whose containers do not reach one another. */
  NetworkView createOpen(String name, Map<String, String> labels) {
    return created(name, labels, false, null);
  }

  /** Makes a network out of which nothing leads; one of that name that nobody uses is replaced. */
  NetworkView createInternal(String name, Map<String, String> labels) {
    find(name).ifPresent(old -> remove(old.name()));
    int start = Math.floorMod(hash(name).hashCode(), RANGES);
    for (int tried = 1; ; tried++) {
      try {
        return created(name, labels, true, ipam((start + tried * STEP) % RANGES));
      } catch (LaunchException e) {
        if (tried == TRIES || !OVERLAP.matcher(EngineFaults.reason(e)).find()) {
          throw e;
        }
      }
    }
  }

  private static Network.Ipam ipam(int range) {
    int offset = range * ADDRESSES;
    String start = "198." + (18 + (offset >> 16)) + "." + (offset >> 8 & 255) + ".";
    int first = offset & 255;
    return new Network.Ipam()
        .withConfig(new DeadEnd(start + (first + ADDRESSES - 2))
            .withSubnet(start + first + "/29")
            .withGateway(start + (first + 1)));
  }

  /**
   * A range whose containers send what is for elsewhere to an address that nobody has. Engines give containers a way to
   * the gateway also where nothing leads out of a network, and with it to every other address of the machine.
   */
  private static final class DeadEnd extends Network.Ipam.Config {

    private static final long serialVersionUID = 1L;

    private final String nobody;

    DeadEnd(String nobody) {
      this.nobody = nobody;
    }

    @Override
    public Map<String, Object> getRawValues() {
      return Map.of("AuxiliaryAddresses", Map.of("DefaultGatewayIPv4", nobody));
    }
  }

  private NetworkView created(
      String name, Map<String, String> labels, boolean internal, Network.@Nullable Ipam ipam) {
    try {
      var command = client
          .get()
          .createNetworkCmd()
          .withName(name)
          .withCheckDuplicate(true)
          .withDriver("bridge")
          .withInternal(internal)
          .withEnableIpv6(false)
          .withLabels(labels)
          .withOptions(Map.of(
              NetworkView.BRIDGE_NAME, BRIDGE_PREFIX + hash(name), NetworkView.NO_TALK, "false"));
      if (ipam != null) {
        command = command.withIpam(ipam);
      }
      String id = command.exec().getId();
      return find(id).orElseThrow(() -> new LaunchException("the network is gone already", null));
    } catch (DockerException | EngineException e) {
      throw new LaunchException(
          "the engine could not make a network: " + EngineFaults.reason(e), e);
    }
  }

  /** Removes a network. If that fails, it is tried again by {@link #sweep}. */
  void remove(String name) {
    if (tryToRemove(name)) {
      unremoved.remove(name);
    } else {
      unremoved.add(name);
    }
  }

  /**
   * Removes a network, also for an interrupted caller.
   *
   * @param name name or id
   * @return whether it is gone
   */
  boolean tryToRemove(String name) {
    boolean interrupted = Thread.interrupted(); // else the connection to the engine would break
    try {
      client.get().removeNetworkCmd(name).exec();
      return true;
    } catch (NotFoundException e) {
      return true;
    } catch (RuntimeException e) {
      log.atDebug().setCause(e).addKeyValue("network", name).log("a network could not be removed");
      return false;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Tries again to remove what could not be removed. */
  void sweep() {
    unremoved.forEach(this::remove);
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, NAME_HASH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
