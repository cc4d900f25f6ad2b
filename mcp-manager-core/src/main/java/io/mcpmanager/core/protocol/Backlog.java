package io.mcpmanager.core.protocol;

import java.time.Duration;

/**
 * The clients' calls that a server has not answered, also those nobody waits for any more.
 *
 * @param inFlight how many there are
 * @param overdue those of them whose time is over, with nothing received from the server since
 * @param oldest age of the oldest; zero if there is none
 * @param silence time since anything was received
 * @param lateAnswers answers that came when nobody waited for them any more and were dropped
 */
public record Backlog(
    int inFlight, int overdue, Duration oldest, Duration silence, long lateAnswers) {

  /** A backlog in the making. Times are the clock's nanoseconds. */
  static final class Count {

    private final long now;
    private final long lastReceived;
    private final long patience;
    private int inFlight;
    private int overdue;
    private long oldest;

    /**
     * Begins to count.
     *
     * @param patience how old a call must be at least to be overdue; its own time must be over too
     */
    Count(long now, long lastReceived, Duration patience) {
      this.now = now;
      this.lastReceived = lastReceived;
      this.patience = patience.toNanos();
    }

    void add(long began, long deadline) {
      inFlight++;
      oldest = Math.max(oldest, now - began);
      long due = due(began, deadline);
      if (now - due >= 0 && lastReceived - due <= 0) {
        overdue++;
      }
    }

    /** Whether the server has sent something after a call's time was over. */
    boolean isProvenAliveSince(long began, long deadline) {
      return lastReceived - due(began, deadline) > 0;
    }

    private long due(long began, long deadline) {
      long patient = began + patience;
      return deadline - patient > 0 ? deadline : patient;
    }

    Backlog done(long lateAnswers) {
      return new Backlog(
          inFlight,
          overdue,
          Duration.ofNanos(oldest),
          Duration.ofNanos(now - lastReceived),
          lateAnswers);
    }
  }
}
