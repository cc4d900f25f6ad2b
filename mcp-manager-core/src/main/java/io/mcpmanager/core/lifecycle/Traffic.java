package io.mcpmanager.core.lifecycle;

import java.time.Duration;

/**
 * What a connection still waits for. A call counts as in flight until it is answered, also when whoever asked has given
 * up.
 *
 * @param inFlight calls that are not answered
 * @param overdue those of them whose time is over, with nothing received since
 * @param oldest age of the oldest call in flight; zero if there is none
 * @param silence time since anything was received
 * @param lateAnswers answers that came when nobody waited for them any more and were dropped
 */
public record Traffic(
    int inFlight, int overdue, Duration oldest, Duration silence, long lateAnswers) {

  /** Of a connection without calls. */
  public static final Traffic NONE = new Traffic(0, 0, Duration.ZERO, Duration.ZERO, 0);
}
