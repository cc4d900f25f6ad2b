package io.mcpmanager.core.health;

import io.mcpmanager.api.health.Availability;
import io.mcpmanager.api.health.CheckCounts;
import io.mcpmanager.api.health.HealthHistory;
import io.mcpmanager.api.health.HealthPoint;
import io.mcpmanager.api.health.HealthRange;
import io.mcpmanager.api.health.ResponseTimes;
import io.mcpmanager.api.server.HealthCheck;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.spi.store.HealthSample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Adds samples up to the points of a range that ends with the present step. Used by one thread. */
final class History {

  private final HealthRange range;
  private final Instant from;
  private final CheckCounts[] counts;
  private final ResponseTimes[] times;

  History(HealthRange range, Instant now) {
    this.range = range;
    from = Thinning.floor(now, range.step()).plus(range.step()).minus(range.length());
    counts = new CheckCounts[Math.toIntExact(range.length().dividedBy(range.step()))];
    times = new ResponseTimes[counts.length];
    Arrays.fill(counts, CheckCounts.NONE);
    Arrays.fill(times, ResponseTimes.NONE);
  }

  Instant from() {
    return from;
  }

  Instant to() {
    return from.plus(range.length());
  }

  /** Adds a sample that begins within the range. */
  void add(HealthSample sample) {
    int point = Math.toIntExact(Duration.between(from, sample.start()).dividedBy(range.step()));
    counts[point] = counts[point].plus(sample.counts());
    times[point] = times[point].plus(sample.times());
  }

  HealthHistory sum(ServerId server, HealthCheck check) {
    var points = new ArrayList<HealthPoint>();
    CheckCounts allCounts = CheckCounts.NONE;
    ResponseTimes allTimes = ResponseTimes.NONE;
    for (int i = 0; i < counts.length; i++) {
      Instant start = from.plus(range.step().multipliedBy(i));
      points.add(new HealthPoint(start, counts[i], times[i].summary().orElse(null)));
      allCounts = allCounts.plus(counts[i]);
      allTimes = allTimes.plus(times[i]);
    }
    return new HealthHistory(
        server,
        range,
        from,
        to(),
        points,
        allCounts,
        allTimes.summary().orElse(null),
        firstMeasured(points),
        availability(check, allCounts));
  }

  private static @Nullable Instant firstMeasured(List<HealthPoint> points) {
    for (HealthPoint point : points) {
      if (point.counts().total() > 0) {
        return point.from();
      }
    }
    return null;
  }

  private Availability availability(HealthCheck check, CheckCounts all) {
    double allowed = 1 - check.availabilityObjective() / 100;
    return new Availability(
        check.availabilityObjective(),
        Duration.ofMillis(Math.round(range.length().toMillis() * allowed)),
        check.interval().multipliedBy(all.unhealthy()));
  }
}
