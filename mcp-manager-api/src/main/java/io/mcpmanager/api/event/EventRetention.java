package io.mcpmanager.api.event;

import java.time.Duration;
import java.util.Objects;

/**
 * How much of the event log is kept. The newest event always is.
 *
 * @param maxAge older events are deleted; at least a minute
 * @param maxCount of more events than this the oldest are deleted; at least 1
 */
public record EventRetention(Duration maxAge, long maxCount) {

  private static final Duration LEAST_AGE = Duration.ofMinutes(1);

  /** 90 days, 1,000,000 events. */
  public static final EventRetention DEFAULT = new EventRetention(Duration.ofDays(90), 1_000_000);

  /** Checks the ranges. */
  public EventRetention {
    Objects.requireNonNull(maxAge, "maxAge");
    if (maxAge.compareTo(LEAST_AGE) < 0) {
      throw new IllegalArgumentException("maxAge must be at least a minute, was " + maxAge);
    }
    if (maxCount < 1) {
      throw new IllegalArgumentException("maxCount must be 1 or more, was " + maxCount);
    }
  }
}
