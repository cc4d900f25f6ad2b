package io.mcpmanager.api.gateway;

import java.time.Instant;
import java.util.List;

/**
 * What the gateway carried over a range that ends with the present step.
 *
 * @param range which range
 * @param from begin of the first point
 * @param to end of the last point; may lie a little ahead
 * @param points every step of the range, oldest first, also those without calls
 * @param total all of them together
 * @param servers the most called servers, at most {@link #RANKED}
 * @param tools their most called tools, at most {@link #RANKED}
 */
public record CallStatistics(
    CallRange range,
    Instant from,
    Instant to,
    List<CallPoint> points,
    CallCounts total,
    List<CallRanking> servers,
    List<CallRanking> tools) {

  /** Most servers, and most tools, that are named. */
  public static final int RANKED = 10;

  /** Copies the lists. */
  public CallStatistics {
    points = List.copyOf(points);
    servers = List.copyOf(servers);
    tools = List.copyOf(tools);
  }
}
