package io.mcpmanager.api.server;

import io.mcpmanager.api.error.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether, how often and after what pause a server that ended on its own is started again.
 *
 * @param mode which ends are answered by a restart
 * @param maxRestarts restarts allowed within {@code window}; the next end is a crash loop and stays in error; 0 to 1000
 * @param window time span in which restarts are counted; 1 s to 24 h
 * @param firstDelay pause before the first restart; later pauses double; 10 ms to 1 h
 * @param maxDelay longest pause, before jitter; at least {@code firstDelay}, at most 1 h
 * @param resetAfter a server that ran this long without ending starts counting anew; 1 s to 24 h
 */
public record RestartPolicy(
    Mode mode,
    int maxRestarts,
    Duration window,
    Duration firstDelay,
    Duration maxDelay,
    Duration resetAfter) {

  /** Which ends are answered by a restart. */
  public enum Mode {
    /** None. */
    NEVER,
    /** Ends with an exit status other than 0, broken connections and failed starts. */
    ON_FAILURE,
    /** Every end that was not asked for. */
    ALWAYS
  }

  /** Restart on failure, at most 5 times in 5 minutes, after 1 s, 2 s, 4 s, ... up to 1 minute. */
  public static final RestartPolicy DEFAULT = new RestartPolicy(
      Mode.ON_FAILURE,
      5,
      Duration.ofMinutes(5),
      Duration.ofSeconds(1),
      Duration.ofMinutes(1),
      Duration.ofMinutes(1));

  /**
   * As {@link #DEFAULT}, but never giving up: with these pauses the restarts allowed can't be used up within the window.
   * For servers that others run and that come back when they come back.
   */
  public static final RestartPolicy RECONNECT = DEFAULT.withMaxRestarts(1000);

  /** Never restart. */
  public static final RestartPolicy NEVER = DEFAULT.withMode(Mode.NEVER);

  /** The same with another mode. */
  public RestartPolicy withMode(Mode newMode) {
    return new RestartPolicy(newMode, maxRestarts, window, firstDelay, maxDelay, resetAfter);
  }

  /** The same with another number of restarts allowed. */
  public RestartPolicy withMaxRestarts(int newMaxRestarts) {
    return new RestartPolicy(mode, newMaxRestarts, window, firstDelay, maxDelay, resetAfter);
  }

  /** The same with other pauses. */
  public RestartPolicy withDelays(Duration newFirstDelay, Duration newMaxDelay) {
    return new RestartPolicy(mode, maxRestarts, window, newFirstDelay, newMaxDelay, resetAfter);
  }

  /**
   * The pause before restart number {@code restart}, before jitter. Never shrinks as {@code restart} grows and never
   * passes {@link #maxDelay()}.
   *
   * @param restart counted from 1
   */
  public Duration delayBefore(int restart) {
    Duration half = maxDelay.dividedBy(2);
    Duration delay = firstDelay;
    // more doublings than a duration has bits change nothing, whatever the first delay is
    for (int i = 1; i < Math.min(restart, 100); i++) {
      if (delay.compareTo(half) > 0) {
        return maxDelay;
      }
      delay = delay.multipliedBy(2);
    }
    return delay.compareTo(maxDelay) < 0 ? delay : maxDelay;
  }

  /** Everything that is wrong with the values; empty if nothing is. */
  public List<Problem> problems() {
    var problems = new ArrayList<Problem>();
    Ranges.check("maxRestarts", maxRestarts, 0, 1000, problems);
    Ranges.check("window", window, Duration.ofSeconds(1), Duration.ofHours(24), problems);
    Ranges.check("firstDelay", firstDelay, Duration.ofMillis(10), Duration.ofHours(1), problems);
    Ranges.check("maxDelay", maxDelay, firstDelay, Duration.ofHours(1), problems);
    Ranges.check("resetAfter", resetAfter, Duration.ofSeconds(1), Duration.ofHours(24), problems);
    return problems;
  }
}
