package io.mcpmanager.api.health;

import java.time.Duration;

/**
 * How long the successful checks of some span of time took. Shortest, average and longest are exact to the
 * microsecond; a percentile is the time within which that share of the checks was answered, and off by at most 3.2 %.
 *
 * @param min shortest
 * @param average mean
 * @param max longest
 * @param p50 median
 * @param p90 90th percentile
 * @param p95 95th percentile
 * @param p99 99th percentile
 */
public record ResponseTimeSummary(
    Duration min,
    Duration average,
    Duration max,
    Duration p50,
    Duration p90,
    Duration p95,
    Duration p99) {}
