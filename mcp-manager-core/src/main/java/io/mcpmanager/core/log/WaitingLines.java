package io.mcpmanager.core.log;

import io.mcpmanager.api.log.LogLevel;
import io.mcpmanager.api.log.LogLine;
import io.mcpmanager.api.log.LogStream;
import io.mcpmanager.api.server.LogLimits;
import io.mcpmanager.api.server.ServerId;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The lines that have come in and are not stored yet, and the account of them. Bounded as a whole and per server, in
 * lines and in characters, so that a server that floods loses its own lines and not those of others. Not thread-safe:
 * guarded by its owner's lock.
 */
final class WaitingLines {

  static final int MAX_LINES = 65_536;
  static final int MAX_LINES_PER_SERVER = 8_192;
  private static final long MAX_CHARACTERS = 32L << 20;
  private static final long MAX_CHARACTERS_PER_SERVER = 8L << 20;

  /** A line as it came. */
  record Raw(
      long number,
      ServerId server,
      Instant time,
      LogStream stream,
      @Nullable LogLevel level,
      String text) {}

  private static final class Share {
    private final RateLimit rate = new RateLimit();
    private int lines;
    private long characters;
    private long dropped;
    private long unsaid;
  }

  private final Deque<Raw> queue = new ArrayDeque<>();
  private final Map<ServerId, Share> shares = new HashMap<>();
  private int lines;
  private long characters;
  private long accepted;
  private long dropped;

  /** Number of lines accepted so far; also the number of the newest. */
  long accepted() {
    return accepted;
  }

  /** Number of the last line that was taken out. */
  long takenUpTo() {
    Raw oldest = queue.peek();
    return oldest == null ? accepted : oldest.number() - 1;
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  /** Number of lines of all servers that were dropped since the start. */
  long dropped() {
    return dropped;
  }

  /** Number of lines of a server that were dropped since the start. */
  long dropped(ServerId server) {
    Share share = shares.get(server);
    return share == null ? 0 : share.dropped;
  }

  /** Number of lines of a server that were dropped and of which nothing has been said. */
  long unsaid(ServerId server) {
    Share share = shares.get(server);
    return share == null ? 0 : share.unsaid;
  }

  /** Takes a line in; false if it was dropped. */
  boolean add(Raw line, LogLimits limits, long nanoTime) {
    Share share = shares.computeIfAbsent(line.server(), id -> new Share());
    int size = line.text().length();
    if (lines < MAX_LINES
        && share.lines < MAX_LINES_PER_SERVER
        && characters + size <= MAX_CHARACTERS
        && share.characters + size <= MAX_CHARACTERS_PER_SERVER
        && share.rate.admits(limits, Math.min(size, limits.maxLineBytes()), nanoTime)) {
      enqueue(share, line);
      return true;
    }
    drop(share);
    return false;
  }

  private void enqueue(Share share, Raw line) {
    count(share, 1, line.text().length());
    queue.add(
        new Raw(++accepted, line.server(), line.time(), line.stream(), line.level(), line.text()));
  }

  private void drop(Share share) {
    dropped++;
    share.dropped++;
    share.unsaid++;
  }

  /** Adds the one line that says how many were dropped, whatever else waits. */
  void sayDropped(ServerId server, Instant now) {
    Share share = shares.get(server);
    if (share != null && share.unsaid > 0) {
      String text = share.unsaid + " lines were dropped: they came faster than the log takes them";
      share.unsaid = 0;
      enqueue(share, new Raw(0, server, now, LogStream.MANAGER, LogLevel.WARNING, text));
    }
  }

  void sayDropped(Instant now) {
    shares.keySet().forEach(server -> sayDropped(server, now));
  }

  /** Takes out the oldest lines; they count until they are {@link #stored}. */
  List<Raw> take(int limit) {
    var taken = new ArrayList<Raw>();
    while (taken.size() < limit && !queue.isEmpty()) {
      taken.add(queue.remove());
    }
    return taken;
  }

  /** Puts lines back to the front. */
  void giveBack(List<Raw> taken) {
    taken.reversed().stream()
        .filter(line -> shares.containsKey(line.server()))
        .forEach(queue::addFirst);
  }

  /** A line that was taken out has become shorter, as it is to be stored. */
  void cleaned(Raw line, LogLine clean) {
    Share share = shares.get(line.server());
    if (share != null) {
      count(share, 0, clean.text().length() - (long) line.text().length());
    }
  }

  void stored(List<LogLine> done) {
    for (LogLine line : done) {
      Share share = shares.get(line.server());
      if (share != null) {
        count(share, -1, -line.text().length());
      }
    }
  }

  /** A line can't be stored any more. */
  void lost(LogLine line) {
    Share share = shares.get(line.server());
    if (share != null) {
      drop(share);
      stored(List.of(line));
    }
  }

  void forget(ServerId server) {
    Share share = shares.remove(server);
    if (share != null) {
      lines -= share.lines;
      characters -= share.characters;
      queue.removeIf(line -> line.server().equals(server));
    }
  }

  private void count(Share share, int moreLines, long moreCharacters) {
    share.lines += moreLines;
    share.characters += moreCharacters;
    lines += moreLines;
    characters += moreCharacters;
  }
}
