package io.mcpmanager.core.memory;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.api.log.LogFilter;
import io.mcpmanager.api.log.LogLine;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.spi.store.LogStore;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The logs of an {@link InMemoryStore}. */
final class MemoryLogs implements LogStore {

  private final InMemoryStore store;
  private final Map<ServerId, NavigableMap<Long, LogLine>> lines = new HashMap<>();

  MemoryLogs(InMemoryStore store) {
    this.store = store;
  }

  @Override
  public void append(List<LogLine> added) {
    store.locked(() -> {
      for (LogLine line : added) {
        if (!store.isGone(line.server())) {
          lines.computeIfAbsent(line.server(), id -> new TreeMap<>()).put(line.sequence(), line);
        }
      }
      return added.size();
    });
  }

  @Override
  public List<LogLine> after(ServerId server, LogFilter filter, long sequence, int limit) {
    InMemoryStore.checkLimit(limit);
    return store.locked(() -> select(of(server).tailMap(sequence, false).values(), filter, limit));
  }

  @Override
  public List<LogLine> before(ServerId server, LogFilter filter, long sequence, int limit) {
    InMemoryStore.checkLimit(limit);
    return store.locked(
        () -> select(of(server).headMap(sequence, false).descendingMap().values(), filter, limit));
  }

  private static List<LogLine> select(Collection<LogLine> lines, LogFilter filter, int limit) {
    return lines.stream().filter(filter::matches).limit(limit).toList();
  }

  @Override
  public long latestSequence(ServerId server) {
    return store.locked(() -> of(server).isEmpty() ? 0 : of(server).lastKey());
  }

  @Override
  public int prune(ServerId server, int maxLines, long maxBytes, Instant oldest) {
    return store.locked(() -> {
      NavigableMap<Long, LogLine> all = of(server);
      int kept = 0;
      long bytes = 0;
      for (LogLine line : all.descendingMap().values()) {
        bytes += line.text().getBytes(UTF_8).length;
        boolean surplus = kept >= maxLines || bytes > maxBytes || line.time().isBefore(oldest);
        if (kept > 0 && surplus) {
          NavigableMap<Long, LogLine> unwanted = all.headMap(line.sequence(), true);
          int deleted = unwanted.size();
          unwanted.clear();
          return deleted;
        }
        kept++;
      }
      return 0;
    });
  }

  void delete(ServerId server) {
    lines.remove(server);
  }

  private NavigableMap<Long, LogLine> of(ServerId server) {
    return lines.getOrDefault(server, new TreeMap<>());
  }
}
