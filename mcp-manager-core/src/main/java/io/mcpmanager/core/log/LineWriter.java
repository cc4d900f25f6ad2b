package io.mcpmanager.core.log;

import io.mcpmanager.api.log.LogLine;
import io.mcpmanager.api.server.LogLimits;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.spi.store.LogStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Numbers lines and writes them to the store in batches, keeping of each server as many as its limits say. Used by one
 * thread; only the limits come from others.
 */
final class LineWriter {

  private static final class Book {
    long newest;
    long trimmedTo;
  }

  private final LogStore store;
  private final LimitsOf limits;
  private final Map<ServerId, Book> books = new HashMap<>();
  private final List<LogLine> pending = new ArrayList<>();

  /** Says how much of a server's log is kept. */
  interface LimitsOf {
    LogLimits of(ServerId server);
  }

  LineWriter(LogStore store, LimitsOf limits) {
    this.store = store;
    this.limits = limits;
  }

  int pending() {
    return pending.size();
  }

  /**
   * Gives a line its number and keeps it for the next flush.
   *
   * @throws RuntimeException if the store can't say where the server's log ends; then the line is not kept
   */
  LogLine add(Intake.Raw raw) {
    Book book = books.get(raw.server());
    if (book == null) {
      book = new Book();
      book.newest = store.latestSequence(raw.server());
      books.put(raw.server(), book);
    }
    String text = LineText.clean(raw.text(), limits.of(raw.server()).maxLineBytes());
    var line = new LogLine(
        ++book.newest,
        raw.server(),
        raw.time(),
        raw.stream(),
        raw.level() == null ? LevelDetector.detect(text) : raw.level(),
        text);
    pending.add(line);
    return line;
  }

  /** Writes what is pending; if the store fails, it stays pending. */
  void flush() {
    if (pending.isEmpty()) {
      return;
    }
    store.append(pending);
    Set<ServerId> written = new HashSet<>();
    pending.forEach(line -> written.add(line.server()));
    pending.clear();
    written.forEach(this::trim);
  }

  private void trim(ServerId server) {
    Book book = books.get(server);
    int kept = limits.of(server).historyLines();
    // a tenth more than asked for, so that not every flush has to delete
    if (book != null && book.newest - book.trimmedTo > kept + kept / 10) {
      store.trim(server, book.newest - kept);
      book.trimmedTo = book.newest - kept;
    }
  }

  void forget(ServerId server) {
    books.remove(server);
    pending.removeIf(line -> line.server().equals(server));
  }
}
