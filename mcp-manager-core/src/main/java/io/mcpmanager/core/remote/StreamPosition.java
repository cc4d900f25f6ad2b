package io.mcpmanager.core.remote;

import io.mcpmanager.core.wire.SseEvent;
import io.mcpmanager.core.wire.SseReader;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/** How far an event stream has been read, over all the connections that it takes. Used by one thread at a time. */
final class StreamPosition {

  private static final Duration DEFAULT_RETRY = Duration.ofSeconds(1);
  /** A server that asks for less would make us spin. */
  private static final Duration MIN_RETRY = Duration.ofMillis(50);

  private static final Duration MAX_RETRY = Duration.ofHours(1);

  private final int maxMessageBytes;
  private String lastEventId = "";
  private Duration retry = DEFAULT_RETRY;

  StreamPosition(int maxMessageBytes) {
    this.maxMessageBytes = maxMessageBytes;
  }

  /**
   * Reads one connection's part of the stream.
   *
   * @param isLast takes an event and says whether to stop after it
   * @return whether it stopped there; false if the stream ended before
   */
  boolean read(InputStream part, Predicate<SseEvent> isLast) throws IOException {
    var events = new SseReader(part, maxMessageBytes);
    try {
      for (Optional<SseEvent> next = events.next(); next.isPresent(); next = events.next()) {
        if (isLast.test(next.get())) {
          return true;
        }
      }
      return false;
    } finally {
      // a resumed stream may break again before it has numbered anything
      lastEventId = events.lastEventId().isEmpty() ? lastEventId : events.lastEventId();
      events.retry().ifPresent(millis -> retry = bounded(millis));
    }
  }

  /** The id to resume after; empty if the server gave none. */
  String lastEventId() {
    return lastEventId;
  }

  /** The pause before the next connection. */
  Duration retry() {
    return retry;
  }

  private static Duration bounded(long millis) {
    return Duration.ofMillis(Math.clamp(millis, MIN_RETRY.toMillis(), MAX_RETRY.toMillis()));
  }
}
