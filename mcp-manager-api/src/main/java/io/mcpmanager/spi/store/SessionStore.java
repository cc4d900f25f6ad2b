package io.mcpmanager.spi.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The journal of client sessions, from which a restarted manager goes on. They are added and deleted by
 * {@link Store#commit}, together with the events that speak of it.
 */
public interface SessionStore {

  /** When the client of each session was last heard of, by key. */
  Map<String, Instant> lastSeen();

  /** The session stored under a key. */
  Optional<SessionRecord> find(String key);

  /**
   * Replaces sessions as one transaction; one that is not there (any more) is not added. Returns once they are stored;
   * unlike {@link Store#commit} this may be lost when the machine (not the process) dies within the next second.
   */
  void update(List<SessionRecord> sessions);
}
