package io.mcpmanager.api.health;

import io.mcpmanager.api.server.HealthCheck;
import io.mcpmanager.api.server.ServerId;
import java.time.Duration;

/**
 * One check that was carried out.
 *
 * @param server whose
 * @param kind what was done
 * @param succeeded whether it succeeded
 * @param took how long it took, or its timeout if it was not over by then
 * @param lateness how much later than planned it began; never negative
 */
public record CompletedCheck(
    ServerId server, HealthCheck.Kind kind, boolean succeeded, Duration took, Duration lateness) {}
