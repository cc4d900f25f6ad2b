package io.mcpmanager.docker.egress;

import java.time.Duration;

/**
 * What one container may take of its egress proxy.
 *
 * @param connections at a time; more are refused
 * @param headBytes longest head of a request or an answer
 * @param headTime longest time until a request's head has been read
 * @param connectTime longest time until one address of a target has taken a connection
 * @param idleTime longest time in which nothing moves over a connection
 */
public record EgressLimits(
    int connections, int headBytes, Duration headTime, Duration connectTime, Duration idleTime) {

  public static final EgressLimits DEFAULT = new EgressLimits(
      64, 32 << 10, Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofMinutes(10));
}
