package io.mcpmanager.core.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.core.batch.BatchLimits;
import io.mcpmanager.core.batch.BatchWriter;
import io.mcpmanager.spi.ManagerClock;
import io.mcpmanager.spi.store.SessionRecord;
import io.mcpmanager.spi.store.SessionStore;
import io.mcpmanager.spi.store.StoreChange;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps clients' sessions in the store, so that the next manager can go on with them. A session is there before its
 * client knows of it; what changes later is written behind its back. Sessions of the manager before wait here until
 * their clients come, or for too long. Thread-safe.
 */
public final class SessionJournal implements AutoCloseable {

  private static final int BATCH = 500;
  private static final Duration AGE = Duration.ofMillis(250);
  private static final Duration FLUSH = Duration.ofSeconds(3);

  /** Writes changes of the store as one transaction with the events that speak of them. */
  @FunctionalInterface
  public interface Committer {

    /** Returns once all of it is durable. */
    void commit(CallContext context, StoreChange change, List<EventData> events);
  }

  private final SessionStore store;
  private final Committer committer;
  private final BatchWriter<Session> writer;
  private final Map<String, Instant> waiting = new ConcurrentHashMap<>();
  private volatile boolean leaving;

  /**
   * A journal.
   *
   * @param maxSessions how many may be in it
   */
  public SessionJournal(
      SessionStore store, Committer committer, ManagerClock clock, int maxSessions) {
    this.store = store;
    this.committer = committer;
    this.writer = new BatchWriter<>(
        "sessions",
        new BatchLimits(Math.max(BATCH, 2 * maxSessions), BATCH, AGE),
        clock,
        this::write);
  }

  /** What stands for a secret session id: the secret has enough random bits that a plain hash does not betray it. */
  static String key(String secret) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Looks which sessions the manager before has left. */
  void load() {
    waiting.putAll(store.lastSeen());
  }

  /** How many sessions of the manager before nobody has come for yet. */
  int waiting() {
    return waiting.size();
  }

  /** The session of the manager before that has this secret; empty if there is none. */
  Optional<SessionRecord> waiting(String secret) {
    if (waiting.isEmpty()) {
      return Optional.empty();
    }
    String key = key(secret);
    if (!waiting.containsKey(key)) {
      return Optional.empty();
    }
    Optional<SessionRecord> left = store.find(key);
    if (left.isEmpty()) {
      waiting.remove(key);
    }
    return left;
  }

  /** The keys of sessions whose clients have not come since a time, and of the oldest of those that are too many. */
  List<String> overdue(Instant before, int most) {
    List<String> overdue = new ArrayList<>();
    List<Map.Entry<String, Instant>> left = new ArrayList<>();
    waiting.forEach((key, seen) -> {
      if (seen.isBefore(before)) {
        overdue.add(key);
      } else {
        left.add(Map.entry(key, seen));
      }
    });
    left.stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .skip(most)
        .forEach(entry -> overdue.add(entry.getKey()));
    return overdue;
  }

  /** Forgets a session that nobody will come for any more. */
  void forget(String key, String reason) {
    Optional<SessionRecord> left = store.find(key);
    left.ifPresent(session -> committer.commit(
        new CallContext(session.principal(), session.tenant(), "session-" + session.number()),
        new StoreChange.DeleteSession(key),
        List.of(new EventData.SessionClosed(session.number(), reason))));
    waiting.remove(key);
  }

  /** Writes a session that begins or goes on; it is on the disk once this returns. */
  void admit(Session session, SessionRecord record, List<EventData> events) {
    committer.commit(session.context(), new StoreChange.PutSession(record), events);
    waiting.remove(record.key());
  }

  /** Deletes a session that has ended. */
  void delete(Session session, EventData event) {
    committer.commit(
        session.context(), new StoreChange.DeleteSession(key(session.id())), List.of(event));
  }

  /** Has a session written again soon; false if there is no room. Never waits. */
  boolean changed(Session session) {
    return writer.offer(session);
  }

  private void write(List<Session> sessions) {
    store.update(
        sessions.stream().flatMap(session -> session.toWrite(leaving).stream()).toList());
  }

  /** Writes sessions as they are left to the next manager, with all calls that are under way. */
  void leave(Collection<Session> sessions) {
    leaving = true;
    sessions.forEach(writer::offer);
    boolean ignored = writer.flush(FLUSH);
  }

  @Override
  public void close() {
    writer.close();
  }
}
