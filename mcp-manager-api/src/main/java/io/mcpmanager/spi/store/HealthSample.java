package io.mcpmanager.spi.store;

import io.mcpmanager.api.health.CheckCounts;
import io.mcpmanager.api.health.ResponseTimes;
import io.mcpmanager.api.server.ServerId;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * What one check of a server found, or what many found together within a span of time. Instants are kept with
 * millisecond precision. Of the samples of a server no two have the same begin and span.
 *
 * @param server whose
 * @param start when it was checked, or where the span begins
 * @param span {@link Duration#ZERO} for one check, else whole seconds
 * @param counts how many checks found what
 * @param times how long the successful ones took
 */
public record HealthSample(
    ServerId server, Instant start, Duration span, CheckCounts counts, ResponseTimes times) {

  /** Checks what must be given. */
  public HealthSample {
    Objects.requireNonNull(server, "server");
    Objects.requireNonNull(start, "start");
    Objects.requireNonNull(counts, "counts");
    Objects.requireNonNull(times, "times");
    if (span.isNegative() || !span.equals(Duration.ofSeconds(span.toSeconds()))) {
      throw new IllegalArgumentException("span must be whole seconds, was " + span);
    }
  }
}
