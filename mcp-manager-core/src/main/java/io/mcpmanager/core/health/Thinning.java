package io.mcpmanager.core.health;

import io.mcpmanager.api.health.CheckCounts;
import io.mcpmanager.api.health.ResponseTimes;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.spi.store.HealthSample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which samples become one as they grow old: single checks after two hours those of five minutes, these after two days
 * those of an hour, and after 32 days they go. At one check every 30 s a server has some 1,600 samples at most.
 *
 * @param removed samples that are no longer wanted
 * @param added samples that take their place, with the same checks in them, unless these have expired
 */
record Thinning(List<HealthSample> removed, List<HealthSample> added) {

  static final Duration FINE = Duration.ofMinutes(5);
  static final Duration COARSE = Duration.ofHours(1);

  private static final Duration SINGLE_KEPT = Duration.ofHours(2);
  private static final Duration FINE_KEPT = Duration.ofDays(2);
  private static final Duration COARSE_KEPT = Duration.ofDays(32);

  private record Key(Instant start, Duration span) {

    static Key of(HealthSample sample) {
      return new Key(sample.start(), sample.span());
    }
  }

  /** Whether there is nothing to do. */
  boolean isEmpty() {
    return removed.isEmpty();
  }

  /** Samples that begin before this may be thinned. */
  static Instant end(Instant now) {
    return floor(now.minus(SINGLE_KEPT), FINE);
  }

  /**
   * Decides.
   *
   * @param samples of one server, all that begin within some whole hours or that begin before {@link #end}
   */
  static Thinning of(ServerId server, List<HealthSample> samples, Instant now) {
    Map<Key, List<HealthSample>> groups = new LinkedHashMap<>();
    var removed = new ArrayList<HealthSample>();
    for (HealthSample sample : samples) {
      // by its hour, so that none is folded into an hour that has expired already
      if (floor(sample.start(), COARSE).isBefore(now.minus(COARSE_KEPT))) {
        removed.add(sample);
      } else {
        groups.computeIfAbsent(keyOf(sample, now), key -> new ArrayList<>()).add(sample);
      }
    }
    var added = new ArrayList<HealthSample>();
    groups.forEach((key, group) -> {
      boolean isDone = group.size() == 1 && Key.of(group.getFirst()).equals(key);
      if (!isDone) {
        removed.addAll(group);
        added.add(together(server, key, group));
      }
    });
    return new Thinning(removed, added);
  }

  private static Key keyOf(HealthSample sample, Instant now) {
    Duration span = spanAt(sample.start(), now);
    return span.compareTo(sample.span()) <= 0
        ? Key.of(sample)
        : new Key(floor(sample.start(), span), span);
  }

  private static Duration spanAt(Instant start, Instant now) {
    if (start.isBefore(floor(now.minus(FINE_KEPT), COARSE))) {
      return COARSE;
    }
    return start.isBefore(end(now)) ? FINE : Duration.ZERO;
  }

  private static HealthSample together(ServerId server, Key key, List<HealthSample> group) {
    CheckCounts counts = CheckCounts.NONE;
    ResponseTimes times = ResponseTimes.NONE;
    for (HealthSample sample : group) {
      counts = counts.plus(sample.counts());
      times = times.plus(sample.times());
    }
    return new HealthSample(server, key.start(), key.span(), counts, times);
  }

  static Instant floor(Instant instant, Duration step) {
    long seconds = step.toSeconds();
    return Instant.ofEpochSecond(Math.floorDiv(instant.getEpochSecond(), seconds) * seconds);
  }
}
