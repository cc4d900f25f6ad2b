package io.mcpmanager.server.live;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.event.Subscription;
import io.mcpmanager.api.log.LogFilter;
import io.mcpmanager.api.log.LogLevel;
import io.mcpmanager.api.log.LogLine;
import io.mcpmanager.api.log.LogListener;
import io.mcpmanager.api.log.LogStream;
import io.mcpmanager.api.log.Logs;
import io.mcpmanager.api.server.ServerId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** One server's log in memory; listeners are called by the writer. */
final class ListLogs implements Logs {

  static final ServerId SERVER = ServerId.of("s1");

  private record Follower(LogFilter filter, LogListener listener) {}

  private final List<LogLine> lines = new CopyOnWriteArrayList<>();
  private final List<Follower> followers = new CopyOnWriteArrayList<>();

  void write(LogLevel level, String text) {
    var line = new LogLine(lines.size() + 1L, SERVER, Instant.EPOCH, LogStream.STDERR, level, text);
    lines.add(line);
    followers.forEach(follower -> {
      if (follower.filter.matches(line)) {
        follower.listener.onLine(line);
      }
    });
  }

  /** Writes lines that listeners never get. */
  void lose(int count) {
    for (int i = 0; i < count; i++) {
      lines.add(new LogLine(
          lines.size() + 1L, SERVER, Instant.EPOCH, LogStream.STDERR, LogLevel.INFO, "lost"));
    }
    followers.forEach(follower -> follower.listener.onMissed(count));
  }

  int followers() {
    return followers.size();
  }

  @Override
  public List<LogLine> after(
      CallContext context, ServerId server, LogFilter filter, long sequence, int limit) {
    return lines.stream()
        .filter(line -> line.sequence() > sequence && filter.matches(line))
        .limit(limit)
        .toList();
  }

  @Override
  public List<LogLine> before(
      CallContext context, ServerId server, LogFilter filter, long sequence, int limit) {
    List<LogLine> newestFirst = new ArrayList<>(lines).reversed();
    return newestFirst.stream()
        .filter(line -> line.sequence() < sequence && filter.matches(line))
        .limit(limit)
        .toList();
  }

  @Override
  public long dropped(CallContext context, ServerId server) {
    return 0;
  }

  @Override
  public long dropped(CallContext context) {
    return 0;
  }

  @Override
  public Subscription follow(
      CallContext context, ServerId server, LogFilter filter, LogListener listener) {
    var follower = new Follower(filter, listener);
    followers.add(follower);
    return () -> followers.remove(follower);
  }
}
