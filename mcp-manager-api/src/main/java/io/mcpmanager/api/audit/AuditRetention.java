package io.mcpmanager.api.audit;

import java.time.Duration;
import java.util.Objects;

/**
 * How much of each tenant's audit trail is kept. What is deleted is deleted from the old end, leaves a mark from which
 * the rest can be verified, and is itself an entry.
 *
 * @param maxAge older entries are deleted, at the latest a day later; at least a day
 * @param maxCount when there are more entries than this, the oldest are deleted; at least 100
 */
public record AuditRetention(Duration maxAge, long maxCount) {

  private static final Duration LEAST_AGE = Duration.ofDays(1);
  private static final long LEAST_COUNT = 100;

  /** Two years, 10,000,000 entries. */
  public static final AuditRetention DEFAULT = new AuditRetention(Duration.ofDays(730), 10_000_000);

  /** Two years, 50,000 entries: what a manager without a store has room for. */
  public static final AuditRetention IN_MEMORY = new AuditRetention(Duration.ofDays(730), 50_000);

  /** Checks the ranges. */
  public AuditRetention {
    Objects.requireNonNull(maxAge, "maxAge");
    if (maxAge.compareTo(LEAST_AGE) < 0) {
      throw new IllegalArgumentException("maxAge must be at least a day, was " + maxAge);
    }
    if (maxCount < LEAST_COUNT) {
      throw new IllegalArgumentException(
          "maxCount must be " + LEAST_COUNT + " or more, was " + maxCount);
    }
  }
}
