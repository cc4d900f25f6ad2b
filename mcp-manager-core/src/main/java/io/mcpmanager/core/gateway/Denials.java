package io.mcpmanager.core.gateway;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.spi.ManagerClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the event log what was denied: the first time at once, and when it happens again and again, once a minute how
 * often. Nobody who was denied something waits for that. Thread-safe.
 */
final class Denials implements AutoCloseable {

  static final Duration WINDOW = Duration.ofMinutes(1);

  /** What else is denied within a minute is not told. */
  static final int MOST = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(Denials.class);
  private static final int LONGEST_TARGET = 256;

  private record Key(
      String tenant, String principal, ServerId server, String method, String target) {}

  /** What is told of one key; {@code times} is what has not been told. */
  private record Denied(
      CallContext context,
      Server server,
      String session,
      String client,
      String method,
      String target,
      String reason,
      long times) {

    Denied times(long newTimes) {
      return new Denied(context, server, session, client, method, target, reason, newTimes);
    }
  }

  private final EventPublisher events;
  private final ManagerClock clock;
  private final Executor writers;
  private final ReentrantLock lock = new ReentrantLock(); // guards everything below
  private final Map<Key, Denied> recent = new HashMap<>();
  private ManagerClock.@Nullable Timer timer;

  Denials(EventPublisher events, ManagerClock clock, Executor writers) {
    this.events = events;
    this.clock = clock;
    this.writers = writers;
  }

  /** A client has been denied something. */
  void add(ClientCall call, Server server, String wanted, String reason) {
    String target =
        wanted.length() <= LONGEST_TARGET ? wanted : wanted.substring(0, LONGEST_TARGET);
    CallContext context = call.context();
    var key =
        new Key(context.tenant(), context.principal().id(), server.id(), call.method(), target);
    var denied = new Denied(
        context, server, call.session(), call.client().name(), call.method(), target, reason, 1);
    lock.lock();
    try {
      Denied before = recent.get(key);
      if (before != null) {
        recent.put(key, before.times(before.times() + 1));
        return;
      }
      if (recent.size() >= MOST) {
        return;
      }
      recent.put(key, denied.times(0));
      if (timer == null) {
        timer = clock.schedule(WINDOW, this::tellAgain);
      }
    } finally {
      lock.unlock();
    }
    writers.execute(() -> publish(denied));
  }

  /** Tells what has not been told. */
  @Override
  public void close() {
    lock.lock();
    try {
      if (timer != null) {
        timer.cancel();
      }
    } finally {
      lock.unlock();
    }
    untold().forEach(this::publish);
  }

  private void tellAgain() {
    untold().forEach(this::publish);
    lock.lock();
    try {
      timer = recent.isEmpty() ? null : clock.schedule(WINDOW, this::tellAgain);
    } finally {
      lock.unlock();
    }
  }

  /** What has happened again since it was told; the rest is forgotten. */
  private List<Denied> untold() {
    lock.lock();
    try {
      var again = new ArrayList<Denied>();
      recent.values().removeIf(denied -> denied.times() == 0);
      recent.replaceAll((key, denied) -> {
        again.add(denied);
        return denied.times(0);
      });
      return again;
    } finally {
      lock.unlock();
    }
  }

  private void publish(Denied denied) {
    try {
      events.publish(
          denied.context(),
          denied.server().id(),
          denied.server().name(),
          new EventData.AccessDenied(
              denied.session(),
              denied.client(),
              denied.method(),
              denied.target(),
              denied.reason(),
              denied.times()));
    } catch (McpManagerException e) {
      LOG.atWarn().setCause(e).log("a denied request could not be written to the event log");
    }
  }
}
