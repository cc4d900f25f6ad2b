package io.mcpmanager.docker.container;

import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.docker.ownership.Ownership;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The launches of which something may still be at the engine, because it could not be removed when it ended. Thread-safe. */
public final class Unremoved {

  private final Map<String, Ownership> owners = new ConcurrentHashMap<>();

  void add(Ownership owner) {
    owners.put(owner.token(), owner);
  }

  /** Nothing of it is there any more. */
  void removed(Ownership owner) {
    owners.remove(owner.token());
  }

  /** What is left of a server. */
  public List<Ownership> of(ServerId server) {
    return owners.values().stream()
        .filter(owner -> owner.server().equals(server))
        .toList();
  }

  public List<Ownership> all() {
    return List.copyOf(owners.values());
  }

  public Set<String> tokens() {
    return Set.copyOf(owners.keySet());
  }
}
