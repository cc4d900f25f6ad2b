package io.mcpmanager.core.log;

import io.mcpmanager.api.log.LogLine;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.spi.store.LogStore;
import java.util.HashMap;
import java.util.Map;

/** Makes lines of what came in: cleaned, with a level, and numbered per server. Used by one thread. */
final class LineNumbers {

  private final LogStore store;
  private final LimitsOf limits;
  private final Map<ServerId, Long> newest = new HashMap<>();

  LineNumbers(LogStore store, LimitsOf limits) {
    this.store = store;
    this.limits = limits;
  }

  /**
   * The line with the next number.
   *
   * @throws RuntimeException if the store can't say where the server's log ends
   */
  LogLine number(WaitingLines.Raw raw) {
    Long last = newest.get(raw.server());
    long number = 1 + (last == null ? store.latestSequence(raw.server()) : last);
    newest.put(raw.server(), number);
    String text = LineText.clean(raw.text(), limits.of(raw.server()).maxLineBytes());
    return new LogLine(
        number,
        raw.server(),
        raw.time(),
        raw.stream(),
        raw.level() == null ? LevelDetector.detect(text) : raw.level(),
        text);
  }

  void forget(ServerId server) {
    newest.remove(server);
  }
}
