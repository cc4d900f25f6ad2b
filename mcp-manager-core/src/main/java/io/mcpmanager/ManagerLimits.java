package io.mcpmanager;

import java.time.Duration;
import java.util.Objects;

/**
 * What a manager bears of clients and servers as a whole. What it bears of one server stands in the server's definition.
 *
 * @param maxMessageBytes longest message of a server, such as the result of a call; a longer one is skipped and fails its
 *     call; 64 KiB to 1 GiB
 * @param maxSessions client sessions at a time; further ones are refused; 1 to 1000000
 * @param sessionIdle how long a session without a message, a call or an open stream is kept; 1 s to 7 days
 * @param maxSessionCalls requests a session may wait for at a time; further ones are refused; 1 to 100000
 * @param maxParkedCalls calls that may wait at a time for answers of clients without a session; further ones are
 *     cancelled; 0 to 100000
 */
public record ManagerLimits(
    int maxMessageBytes,
    int maxSessions,
    Duration sessionIdle,
    int maxSessionCalls,
    int maxParkedCalls) {

  /** Messages of 10 MiB, 10,000 sessions kept for half an hour, 1,000 calls of each, and 1,000 parked. */
  public static final ManagerLimits DEFAULT =
      new ManagerLimits(10 << 20, 10_000, Duration.ofMinutes(30), 1_000, 1_000);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public ManagerLimits {
    Objects.requireNonNull(sessionIdle, "sessionIdle");
    check("maxMessageBytes", maxMessageBytes, 64 << 10, 1 << 30);
    check("maxSessions", maxSessions, 1, 1_000_000);
    check(
        "sessionIdle in seconds", sessionIdle.toSeconds(), 1, Duration.ofDays(7).toSeconds());
    check("maxSessionCalls", maxSessionCalls, 1, 100_000);
    check("maxParkedCalls", maxParkedCalls, 0, 100_000);
  }

  private static void check(String name, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          name + " must be from " + min + " to " + max + ", was " + value);
    }
  }
}
