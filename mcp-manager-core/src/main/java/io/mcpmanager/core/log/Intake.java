package io.mcpmanager.core.log;

import io.mcpmanager.api.log.LogLevel;
import io.mcpmanager.api.log.LogStream;
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
 * Lines that have come in and wait to be worked on. Bounded as a whole and per server, in lines and in characters, so
 * that a server that floods loses its own lines and not those of others; what is dropped is counted and said in one
 * line of the manager. Not thread-safe: guarded by its owner's lock.
 */
final class Intake {

  /** A line as it came. */
  record Raw(
      long number,
      ServerId server,
      Instant time,
      LogStream stream,
      @Nullable LogLevel level,
      String text) {}

  private static final class Share {
    int lines;
    long characters;
    long dropped;
  }

  private static final int MAX_LINES = 65_536;
  private static final int MAX_LINES_PER_SERVER = 8_192;
  private static final long MAX_CHARACTERS = 32L << 20;
  private static final long MAX_CHARACTERS_PER_SERVER = 8L << 20;

  private final Deque<Raw> lines = new ArrayDeque<>();
  private final Map<ServerId, Share> shares = new HashMap<>();
  private long characters;
  private long accepted;

  /** Number of lines accepted so far; also the number of the newest. */
  long accepted() {
    return accepted;
  }

  /** Number of the line that is taken next; 0 if there is none. */
  long oldest() {
    Raw line = lines.peek();
    return line == null ? 0 : line.number();
  }

  boolean isEmpty() {
    return lines.isEmpty() && shares.isEmpty();
  }

  void add(ServerId server, Instant time, LogStream stream, @Nullable LogLevel level, String text) {
    Share share = shares.computeIfAbsent(server, id -> new Share());
    if (lines.size() >= MAX_LINES
        || share.lines >= MAX_LINES_PER_SERVER
        || characters + text.length() > MAX_CHARACTERS
        || share.characters + text.length() > MAX_CHARACTERS_PER_SERVER) {
      share.dropped++;
      return;
    }
    count(share, text, 1);
    lines.add(new Raw(++accepted, server, time, stream, level, text));
  }

  /** Takes the oldest lines, and a remark for each server all of whose lines are out and some of which were dropped. */
  List<Raw> take(int limit, Instant now) {
    var taken = new ArrayList<Raw>();
    while (taken.size() < limit) {
      Raw line = lines.poll();
      if (line == null) {
        break;
      }
      taken.add(line);
      Share share = shares.get(line.server());
      if (share != null) {
        count(share, line.text(), -1);
      }
    }
    shares.entrySet().removeIf(entry -> {
      Share share = entry.getValue();
      if (share.lines == 0 && share.dropped > 0) {
        taken.add(new Raw(
            0,
            entry.getKey(),
            now,
            LogStream.MANAGER,
            LogLevel.WARNING,
            share.dropped + " lines were dropped: they came faster than they can be kept"));
      }
      return share.lines == 0;
    });
    return taken;
  }

  /** Puts lines back to the front. */
  void giveBack(List<Raw> taken) {
    for (Raw line : taken.reversed()) {
      count(shares.computeIfAbsent(line.server(), id -> new Share()), line.text(), 1);
      lines.addFirst(line);
    }
  }

  void forget(ServerId server) {
    Share share = shares.remove(server);
    if (share != null) {
      characters -= share.characters;
      lines.removeIf(line -> line.server().equals(server));
    }
  }

  private void count(Share share, String text, int sign) {
    share.lines += sign;
    share.characters += (long) sign * text.length();
    characters += (long) sign * text.length();
  }
}
