package io.mcpmanager.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Network;
import io.mcpmanager.api.error.LaunchException;
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

  private static final String NO_TALK = "com.docker.network.bridge.enable_icc";
  private static final Pattern OVERLAP = Pattern.compile("(?i)overlap|already (?:used|in use)");
  private static final int NAME_HASH = 10; // an interface's name has at most 15 characters
  private static final int TRIES = 8;

  /**
   * Ranges for networks without a way out: eight addresses each, from a block that is set aside for measurements and
   * belongs to nobody's network. The engine's own ranges would be used up by thirty networks.
   */
  private static final int RANGES = 1 << 14;

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

  /** Makes a network out of which nothing leads. */
  NetworkView createInternal(String name, Map<String, String> labels) {
    int start = Math.floorMod(hash(name).hashCode(), RANGES);
    for (int tried = 1; ; tried++) {
      int range = (start + tried * 37) % RANGES;
      try {
        return created(name, labels, true, ipam(range));
      } catch (LaunchException e) {
        if (tried == TRIES || !OVERLAP.matcher(e.getMessage()).find()) {
          throw e;
        }
      }
    }
  }

  private static Network.Ipam ipam(int range) {
    int offset = range * 8;
    String start = "198." + (18 + (offset >> 16)) + "." + (offset >> 8 & 255) + ".";
    return new Network.Ipam()
        .withConfig(new Network.Ipam.Config()
            .withSubnet(start + (offset & 255) + "/29")
            .withGateway(start + ((offset & 255) + 1)));
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
          .withOptions(
              Map.of(NetworkView.BRIDGE_NAME, BRIDGE_PREFIX + hash(name), NO_TALK, "false"));
      if (ipam != null) {
        command = command.withIpam(ipam);
      }
      String id = command.exec().getId();
      return find(id).orElseThrow(() -> new LaunchException("the network is gone already", null));
    } catch (RuntimeException e) {
      // also if only the answer was lost
      remove(name);
      throw e instanceof LaunchException ours
          ? ours
          : new LaunchException(
              "the engine could not make a network: " + EngineFaults.reason(e), e);
    }
  }

  /**
   * Removes a network, also for an interrupted caller. One that could not be removed is tried again with the next.
   *
   * @param name name or id
   */
  void remove(String name) {
    boolean interrupted = Thread.interrupted(); // else the connection to the engine would break
    try {
      client.get().removeNetworkCmd(name).exec();
      unremoved.remove(name);
    } catch (NotFoundException e) {
      unremoved.remove(name);
    } catch (RuntimeException e) {
      unremoved.add(name);
      log.atDebug().setCause(e).addKeyValue("network", name).log("a network could not be removed");
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Tries again to remove what could not be removed. */
  void sweep() {
    for (String name : unremoved) {
      remove(name);
    }
  }

  /** Takes a name off the list of those to be removed, since it is used again. */
  void keep(String name) {
    unremoved.remove(name);
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
