package io.mcpmanager.api.gateway;

import java.time.Instant;

/**
 * The calls that ended within one step of a range.
 *
 * @param from its begin; it lasts for the step of its range
 * @param counts its calls
 */
public record CallPoint(Instant from, CallCounts counts) {}
