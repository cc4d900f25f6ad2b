package io.mcpmanager.docker.swarm;

import io.mcpmanager.docker.transport.EngineAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Where the nodes of a cluster are reached from here. Thread-safe. */
final class SwarmNodes {

  private static final String LOOPBACK = "127.0.0.1";

  private final Swarm swarm;
  private final Supplier<EngineAddress> engine;
  private final Map<String, String> known = new ConcurrentHashMap<>();
  private volatile String own = "";

  SwarmNodes(Swarm swarm, Supplier<EngineAddress> engine) {
    this.swarm = swarm;
    this.engine = engine;
  }

  /** The engine's own node has this id now. */
  void own(String node) {
    own = node;
  }

  /** Whether a node is the engine's own. */
  boolean isOwn(String node) {
    return !node.isEmpty() && node.equals(own);
  }

  /**
   * The host at which a node's ports are reached: for the engine's own, the one at which the engine is, so that a manager
   * beside it stays on the loopback; for others, the address they have in the cluster.
   */
  Optional<String> hostOf(String node) {
    if (isOwn(node)) {
      return Optional.of(
          engine.get() instanceof EngineAddress.Tcp tcp && !tcp.local() ? tcp.host() : LOOPBACK);
    }
    String address = known.getOrDefault(node, "");
    if (address.isEmpty()) {
      address = swarm.addressOf(node);
      if (address.isEmpty() || address.equals("0.0.0.0")) {
        return Optional.empty();
      }
      known.put(node, address);
    }
    return Optional.of(address);
  }
}
