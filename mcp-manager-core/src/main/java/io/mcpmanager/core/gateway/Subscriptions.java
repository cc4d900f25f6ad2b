package io.mcpmanager.core.gateway;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.core.protocol.UpstreamConnection;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.Member;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who wants to hear of changes of which resources. A server is subscribed to once for all who share a connection: with the
 * first of them, until the last has gone, and again after it has come back. Thread-safe.
 */
final class Subscriptions {

  /** Most subscriptions of one owner. */
  static final int MAX_OF_OWNER = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(Subscriptions.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** Takes {@code notifications/resources/updated} as the server sent it. Must not block. */
  @FunctionalInterface
  interface Sink {
    void updated(Envelope notification);
  }

  /**
   * Where updates come from.
   *
   * @param session the session whose own connection it is, or null for the one that is shared
   */
  record Source(ServerId server, @Nullable String session) {

    static Source shared(ServerId server) {
      return new Source(server, null);
    }

    static Source of(ServerId server, String session) {
      return new Source(server, session);
    }
  }

  private record Key(Source source, String uri) {}

  /** One resource that somebody wants to hear of. */
  private static final class Topic {

    /** One change at the server at a time; guards the fields below. */
    final ReentrantLock changing = new ReentrantLock();

    final Map<Object, Sink> sinks = new ConcurrentHashMap<>(); // read without

    /** Over which the server was told last. */
    @Nullable
    UpstreamConnection upstream;

    /** Out of the table; set only when the server has been told, so that who comes next does not overtake that. */
    boolean dropped;
  }

  private final Map<Key, Topic> topics = new ConcurrentHashMap<>();
  private final Map<Object, Set<Key>> owners = new ConcurrentHashMap<>();

  /**
   * Subscribes.
   *
   * @param owner who does; has one sink for a resource
   * @throws McpManagerException with UPSTREAM_ERROR if the server refuses, LIMIT_REACHED if the owner has too many
   *     subscriptions, or why the server does not answer
   */
  void add(Source source, UpstreamConnection upstream, String uri, Object owner, Sink sink)
      throws InterruptedException {
    var key = new Key(source, uri);
    note(owner, key);
    boolean done = false;
    try {
      subscribe(key, upstream, owner, sink);
      done = true;
    } finally {
      if (!done) {
        forget(owner, key);
      }
    }
  }

  private void subscribe(Key key, UpstreamConnection upstream, Object owner, Sink sink)
      throws InterruptedException {
    while (true) {
      Topic topic = topics.computeIfAbsent(key, k -> new Topic());
      topic.changing.lockInterruptibly();
      try {
        if (topic.dropped) {
          continue;
        }
        boolean first = topic.sinks.isEmpty();
        // before the server is told, as its first update may overtake its answer
        topic.sinks.put(owner, sink);
        boolean done = false;
        try {
          if (first) {
            topic.upstream = upstream;
            upstream.subscribe(key.uri(), TIMEOUT);
          }
          done = true;
          return;
        } finally {
          if (!done) {
            topic.sinks.remove(owner);
            dropIfUnused(key, topic);
          }
        }
      } finally {
        topic.changing.unlock();
      }
    }
  }

  /** Unsubscribes; nothing happens if there is no such subscription. */
  void remove(Source source, String uri, Object owner) {
    var key = new Key(source, uri);
    forget(owner, key);
    Topic topic = topics.get(key);
    if (topic != null && topic.sinks.containsKey(owner)) {
      Thread.ofVirtual().name("mcp-unsubscribe").start(() -> unsubscribe(key, topic, owner));
    }
  }

  /** An owner is gone, with all its subscriptions. */
  void ended(Object owner) {
    Set<Key> keys = owners.remove(owner);
    if (keys != null) {
      keys.forEach(key -> remove(key.source(), key.uri(), owner));
    }
  }

  /** Whether anybody wants to hear something from there. */
  boolean isWanted(Source source) {
    return topics.keySet().stream().anyMatch(key -> key.source().equals(source));
  }

  /** Whether a client listens over this connection, even if it says nothing itself. */
  boolean holds(OwnConnection connection) {
    return connection.owner() instanceof OwnConnection.OfSession of
        && isWanted(Source.of(connection.server(), of.session()));
  }

  /** Whether an owner hears of this resource from there. */
  boolean has(Source source, String uri, Object owner) {
    return owners.getOrDefault(owner, Set.of()).contains(new Key(source, uri));
  }

  /** A server answers over another connection than before: it is told again what is wanted. */
  void resume(Source source, UpstreamConnection upstream) {
    if (isWanted(source)) {
      Thread.ofVirtual().name("mcp-resubscribe").start(() -> resubscribe(source, upstream));
    }
  }

  /** Takes an update to all who want to hear of this resource, or of one that it is a part of. */
  void updated(Source source, Envelope notification) {
    Optional<String> uri = notification.text(Member.URI);
    if (uri.isEmpty()) {
      return;
    }
    var told = new HashSet<Object>();
    topics.forEach((key, topic) -> {
      if (key.source().equals(source) && covers(key.uri(), uri.get())) {
        topic.sinks.forEach((owner, sink) -> {
          if (told.add(owner)) {
            sink.updated(notification);
          }
        });
      }
    });
  }

  static boolean covers(String subscribed, String updated) {
    if (!updated.startsWith(subscribed)) {
      return false;
    }
    return updated.length() == subscribed.length()
        || subscribed.endsWith("/")
        || "/?#".indexOf(updated.charAt(subscribed.length())) >= 0;
  }

  private void unsubscribe(Key key, Topic topic, Object owner) {
    topic.changing.lock();
    try {
      if (has(key.source(), key.uri(), owner)) {
        return; // it has changed its mind
      }
      boolean last = topic.sinks.remove(owner) != null && topic.sinks.isEmpty();
      if (last && topic.upstream != null) {
        topic.upstream.unsubscribe(key.uri(), TIMEOUT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (McpManagerException e) {
      LOG.atDebug().setCause(e).log("a server could not be told that nobody listens any more");
    } finally {
      dropIfUnused(key, topic);
      topic.changing.unlock();
    }
  }

  private void resubscribe(Source source, UpstreamConnection upstream) {
    topics.forEach((key, topic) -> {
      if (key.source().equals(source)) {
        topic.changing.lock();
        try {
          if (!topic.sinks.isEmpty()) {
            topic.upstream = upstream;
            upstream.subscribe(key.uri(), TIMEOUT);
          }
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        } catch (McpManagerException e) {
          LOG.atDebug().setCause(e).log("a server could not be told again what is listened to");
        } finally {
          topic.changing.unlock();
        }
      }
    });
  }

  /** Called while the topic is being changed. */
  private void dropIfUnused(Key key, Topic topic) {
    if (topic.sinks.isEmpty()) {
      topic.dropped = true;
      topics.remove(key, topic);
    }
  }

  private void note(Object owner, Key key) {
    owners.compute(owner, (o, before) -> {
      Set<Key> after = before == null ? new HashSet<>() : new HashSet<>(before);
      if (after.add(key) && after.size() > MAX_OF_OWNER) {
        throw new McpManagerException(
            ErrorCode.LIMIT_REACHED,
            "there are " + MAX_OF_OWNER + " subscriptions, which is as many as allowed");
      }
      return Set.copyOf(after);
    });
  }

  private void forget(Object owner, Key key) {
    owners.computeIfPresent(owner, (o, before) -> {
      Set<Key> after = new HashSet<>(before);
      after.remove(key);
      return after.isEmpty() ? null : Set.copyOf(after);
    });
  }
}
