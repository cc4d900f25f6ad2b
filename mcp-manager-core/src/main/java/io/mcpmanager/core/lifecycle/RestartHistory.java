package io.mcpmanager.core.lifecycle;

import io.mcpmanager.api.server.RestartPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The restarts of a server that nobody asked for.
 *
 * @param recent when it was restarted, oldest first; restarts that no window can count any more are dropped
 * @param inARow restarts since it last ran well; decides the next pause
 * @param total restarts since it was last started by a command
 */
record RestartHistory(List<Instant> recent, int inARow, int total) {

  static final RestartHistory NONE = new RestartHistory(List.of(), 0, 0);

  /** Pauses grow by up to this part, so that servers that failed together do not come back together. */
  private static final double JITTER = 0.2;

  RestartHistory {
    recent = List.copyOf(recent);
  }

  /** The history after one more restart. */
  RestartHistory restarted(RestartPolicy policy, Instant now) {
    List<Instant> times = new ArrayList<>(within(policy.window(), now));
    times.add(now);
    return new RestartHistory(times, inARow + 1, total + 1);
  }

  /** The history after a run long enough to start counting anew. */
  RestartHistory ranWell() {
    return new RestartHistory(List.of(), 0, total);
  }

  /** Whether one more restart would be one too many. */
  boolean isExhausted(RestartPolicy policy, Instant now) {
    return within(policy.window(), now).size() >= policy.maxRestarts();
  }

  /**
   * The pause before the next restart.
   *
   * @param jitter from 0 (inclusive) to 1 (exclusive)
   */
  Duration nextDelay(RestartPolicy policy, double jitter) {
    Duration delay = policy.delayBefore(inARow + 1);
    return delay.plusMillis((long) (delay.toMillis() * JITTER * jitter));
  }

  private List<Instant> within(Duration window, Instant now) {
    Instant oldest = now.minus(window);
    return recent.stream().filter(time -> time.isAfter(oldest)).toList();
  }
}
