package io.mcpmanager.core.log;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.error.ServerNotFoundException;
import io.mcpmanager.api.event.Subscription;
import io.mcpmanager.api.log.LogFilter;
import io.mcpmanager.api.log.LogLevel;
import io.mcpmanager.api.log.LogLine;
import io.mcpmanager.api.log.LogListener;
import io.mcpmanager.api.log.LogStream;
import io.mcpmanager.api.log.Logs;
import io.mcpmanager.api.server.LogLimits;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.core.event.Delivery;
import io.mcpmanager.spi.ManagerClock;
import io.mcpmanager.spi.store.LogStore;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What servers write: taken in without blocking, shown to those who follow at once, and stored in batches. History
 * includes what is not stored yet. Thread-safe.
 */
public final class LogPipeline implements Logs, AutoCloseable {

  private static final Delivery.Room<LogLine> QUEUE =
      new Delivery.Room<>(4096, 4L << 20, line -> line.text().length());
  private static final int MAX_FOLLOWERS = 10_000;

  private record Follower(ServerId server, LogFilter filter, Delivery<LogLine> delivery) {

    void offer(LogLine line) {
      if (line.server().equals(server) && filter.matches(line)) {
        delivery.offer(line);
      }
    }
  }

  private final LogStore store;
  private final ServerLookup servers;
  private final Map<ServerId, LogLimits> limits = new ConcurrentHashMap<>();
  private final List<Follower> followers = new CopyOnWriteArrayList<>();
  private final Retention retention;
  private final Intake intake;

  /** Works until it is closed. */
  @Inject
  public LogPipeline(LogStore store, ManagerClock clock, ServerLookup servers) {
    this.store = store;
    this.servers = servers;
    this.retention = new Retention(store, clock, this::limitsOf, limits::keySet);
    this.intake = new Intake(
        store,
        this::limitsOf,
        clock,
        line -> followers.forEach(follower -> follower.offer(line)),
        retention::stored);
  }

  /**
   * Takes in a line and guesses its level. Never blocks; a flood is cut and the cut is said in the log.
   *
   * @return false if the line was dropped
   */
  public boolean append(ServerId server, LogStream stream, String text) {
    return intake.append(new WaitingLines.Raw(0, server, intake.now(), stream, null, text));
  }

  /**
   * Takes in a line. Never blocks; a flood is cut and the cut is said in the log.
   *
   * @return false if the line was dropped
   */
  public boolean append(ServerId server, LogStream stream, LogLevel level, String text) {
    return intake.append(new WaitingLines.Raw(0, server, intake.now(), stream, level, text));
  }

  /** Says how much of a server's log is taken in and kept; {@link LogLimits#DEFAULT} until then. */
  public void limits(ServerId server, LogLimits newLimits) {
    LogLimits before = limits.put(server, newLimits);
    if (before != null && !before.equals(newLimits)) {
      retention.soon(server);
    }
  }

  private LogLimits limitsOf(ServerId server) {
    return limits.getOrDefault(server, LogLimits.DEFAULT);
  }

  /** Drops what is not stored yet of a server that is being deleted, and ends those who follow it. */
  public void forget(ServerId server) {
    limits.remove(server);
    intake.forget(server);
    retention.forget(server);
    followers.stream()
        .filter(follower -> follower.server().equals(server))
        .forEach(follower -> follower.delivery().close());
  }

  @Override
  public List<LogLine> after(
      CallContext context, ServerId server, LogFilter filter, long sequence, int limit) {
    prepareRead(context, server, limit);
    return store.after(server, filter, sequence, limit);
  }

  @Override
  public List<LogLine> before(
      CallContext context, ServerId server, LogFilter filter, long sequence, int limit) {
    prepareRead(context, server, limit);
    return store.before(server, filter, sequence, limit);
  }

  @Override
  public long dropped(CallContext context, ServerId server) {
    check(context, server);
    return intake.dropped(server);
  }

  @Override
  public long dropped(CallContext context) {
    return intake.dropped();
  }

  private void prepareRead(CallContext context, ServerId server, int limit) {
    if (limit < 1 || limit > MAX_PAGE) {
      throw new IllegalArgumentException("limit must be from 1 to " + MAX_PAGE + ", was " + limit);
    }
    check(context, server);
    intake.flush();
  }

  @Override
  public Subscription follow(
      CallContext context, ServerId server, LogFilter filter, LogListener listener) {
    check(context, server);
    if (followers.size() >= MAX_FOLLOWERS) {
      throw new McpManagerException(
          ErrorCode.LIMIT_REACHED, "there are already " + MAX_FOLLOWERS + " followers of logs");
    }
    var delivery =
        new Delivery<>("mcp-log-follow", QUEUE, new Listening(listener), this::forgetClosed);
    followers.add(new Follower(server, filter, delivery));
    return delivery;
  }

  private void forgetClosed() {
    followers.removeIf(follower -> follower.delivery().isClosed());
  }

  private void check(CallContext context, ServerId server) {
    if (!servers.exists(context, server)) {
      throw new ServerNotFoundException(server.value());
    }
  }

  /** Stores what has come in and ends all followers. Idempotent. */
  @Override
  public void close() {
    intake.close();
    retention.close();
    followers.forEach(follower -> follower.delivery().close());
  }

  private record Listening(LogListener listener) implements Delivery.Receiver<LogLine> {
    @Override
    public void onItem(LogLine line) {
      listener.onLine(line);
    }

    @Override
    public void onMissed(LogLine first, LogLine last, long count) {
      listener.onMissed(count);
    }
  }
}
