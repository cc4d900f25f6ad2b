package io.mcpmanager.core.gateway;

import java.time.Duration;

/**
 * Bounds of the gateway as a whole.
 *
 * @param maxSessions client sessions at a time; further ones are refused
 * @param sessionIdle how long a session without a message, a call or an open stream is kept
 * @param maxSessionCalls requests a session may wait for at a time; further ones are refused
 * @param maxParkedCalls calls that may wait for answers of clients without a session at a time; further ones are ended
 * @param pageSize items per page of a merged list
 */
public record GatewayLimits(
    int maxSessions, Duration sessionIdle, int maxSessionCalls, int maxParkedCalls, int pageSize) {

  /** 10,000 sessions, half an hour, 1,000 calls, 1,000 parked calls, 500 items. */
  public static final GatewayLimits DEFAULT =
      new GatewayLimits(10_000, Duration.ofMinutes(30), 1_000, 1_000, 500);
}
