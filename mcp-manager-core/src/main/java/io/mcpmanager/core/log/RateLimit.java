package io.mcpmanager.core.log;

import io.mcpmanager.api.server.LogLimits;

/** What of a server's lines is taken in: on average as much as its limits say, in bursts ten seconds' worth. */
final class RateLimit {

  private static final double BURST_SECONDS = 10;
  private static final double NANOS = 1e9;

  private double lines = Double.MAX_VALUE;
  private double bytes = Double.MAX_VALUE;
  private long filledAt;

  /** Whether a line of a size may come in now; one may be larger than what is left, and is paid for by later ones. */
  boolean admits(LogLimits limits, int size, long nanoTime) {
    double seconds = (nanoTime - filledAt) / NANOS;
    filledAt = nanoTime;
    lines = filled(lines, limits.linesPerSecond(), seconds);
    bytes = filled(bytes, limits.bytesPerSecond(), seconds);
    if (lines < 1 || bytes <= 0) {
      return false;
    }
    lines--;
    bytes -= size;
    return true;
  }

  private static double filled(double level, int perSecond, double seconds) {
    return Math.min(level + perSecond * seconds, perSecond * BURST_SECONDS);
  }
}
