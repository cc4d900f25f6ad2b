package io.mcpmanager.docker.container;

import io.mcpmanager.docker.ownership.Ownership;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Containers of an earlier life of the manager that wait for being taken over. Thread-safe. */
public final class Adoptions {

  /**
   * One that waits.
   *
   * @param container its id
   * @param owner what its labels say
   */
  record Waiting(String container, Ownership owner) {}

  private final Map<String, Waiting> byToken = new ConcurrentHashMap<>();

  void add(Waiting waiting) {
    byToken.put(waiting.owner().token(), waiting);
  }

  public boolean contains(String token) {
    return byToken.containsKey(token);
  }

  /** The one that was launched with a token. */
  Optional<Waiting> find(String token) {
    return Optional.ofNullable(byToken.get(token));
  }

  /** The same; it does not wait any more. */
  Optional<Waiting> take(String token) {
    return Optional.ofNullable(byToken.remove(token));
  }

  /** All of them; none waits any more. */
  Map<String, Waiting> takeAll() {
    Map<String, Waiting> all = Map.copyOf(byToken);
    byToken.keySet().removeAll(all.keySet());
    return all;
  }
}
