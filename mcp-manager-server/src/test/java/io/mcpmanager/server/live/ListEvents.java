package io.mcpmanager.server.live;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.event.Event;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.api.event.EventFilter;
import io.mcpmanager.api.event.EventListener;
import io.mcpmanager.api.event.EventPage;
import io.mcpmanager.api.event.Events;
import io.mcpmanager.api.event.Subscription;
import io.mcpmanager.api.server.ServerId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An event log in memory whose subscriptions have short queues, so that slow listeners miss events. */
final class ListEvents implements Events {

  private final List<Event> log = new ArrayList<>();
  private final List<Follower> followers = new CopyOnWriteArrayList<>();
  private final int queue;
  private long pruned;

  ListEvents(int queue) {
    this.queue = queue;
  }

  /** Appends an event and hands it over, as a commit does. */
  void publish(@Nullable String server, EventData data) {
    synchronized (log) {
      long sequence = log.size() + 1L;
      var event = new Event(
          sequence,
          "e" + sequence,
          Instant.EPOCH,
          CallContext.DEFAULT_TENANT,
          server == null ? null : ServerId.of(server),
          server,
          "system",
          "c",
          data);
      log.add(event);
      followers.forEach(follower -> follower.offer(event));
    }
  }

  void publish(int count) {
    for (int i = 0; i < count; i++) {
      publish("s" + i % 3, new EventData.ServerUpdated(i));
    }
  }

  /** Forgets the events up to a sequence. */
  void prune(long upToSequence) {
    synchronized (log) {
      pruned = upToSequence;
    }
  }

  int followers() {
    return followers.size();
  }

  @Override
  public EventPage after(CallContext context, EventFilter filter, long sequence, int limit) {
    synchronized (log) {
      List<Event> page = log.stream()
          .filter(event -> event.sequence() > Math.max(sequence, pruned) && filter.matches(event))
          .limit(limit)
          .toList();
      return new EventPage(page, page.size() < limit ? 0 : page.getLast().sequence());
    }
  }

  @Override
  public EventPage before(CallContext context, EventFilter filter, long sequence, int limit) {
    throw new AssertionError("not used here");
  }

  @Override
  public long latestSequence(CallContext context) {
    synchronized (log) {
      return log.size();
    }
  }

  @Override
  public long oldestSequence(CallContext context) {
    synchronized (log) {
      return log.size() > pruned ? pruned + 1 : 0;
    }
  }

  @Override
  public Subscription subscribe(CallContext context, EventFilter filter, EventListener listener) {
    var follower = new Follower(filter, listener);
    synchronized (log) {
      followers.add(follower);
    }
    Thread.ofVirtual().start(follower::run);
    return () -> {
      follower.closed = true;
      followers.remove(follower);
    };
  }

  private final class Follower {

    private final EventFilter filter;
    private final EventListener listener;
    private final BlockingQueue<Event> waiting = new ArrayBlockingQueue<>(queue);
    private long missedFrom;
    private long missedTo;
    private volatile boolean closed;

    Follower(EventFilter filter, EventListener listener) {
      this.filter = filter;
      this.listener = listener;
    }

    synchronized void offer(Event event) {
      if (filter.matches(event) && (missedFrom > 0 || !waiting.offer(event))) {
        missedFrom = missedFrom == 0 ? event.sequence() : missedFrom;
        missedTo = event.sequence();
      }
    }

    void run() {
      try {
        while (!closed) {
          Event event = waiting.poll(5, TimeUnit.MILLISECONDS);
          if (event != null) {
            listener.onEvent(event);
          } else {
            tellMissed();
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void tellMissed() {
      long from;
      long to;
      synchronized (this) {
        from = missedFrom;
        to = missedTo;
        missedFrom = 0;
      }
      if (from > 0) {
        listener.onMissed(from, to);
      }
    }
  }
}
