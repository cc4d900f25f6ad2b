package io.mcpmanager.server.auth;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.mcpmanager.core.config.ManagerConfig;
import io.mcpmanager.core.config.Rates;
import io.mcpmanager.spi.ManagerClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How much everybody may ask: a bucket of tokens for each span of time, for each principal by its tier, and for each
 * address that has presented nothing valid. At most so many are remembered; who has not come for longest is forgotten.
 */
public final class RateLimits {

  static final int MAX_REMEMBERED = 100_000;
  private static final int SHARDS = 16;

  private final ManagerConfig.Limits limits;
  private final TimeMeter time;
  private final List<Shard> shards = new ArrayList<>(SHARDS);

  /**
   * What is left to somebody.
   *
   * @param allowed whether they may ask
   * @param limit most requests in the span that is nearest to its end
   * @param span that span
   * @param remaining how many more may be asked in it
   * @param pause how long until another one may be asked; zero if at once
   * @param reset how long until all may be asked again
   */
  record State(
      boolean allowed,
      long limit,
      Rates.Span span,
      long remaining,
      Duration pause,
      Duration reset) {}

  /** Limits by the configured tiers. */
  public RateLimits(ManagerConfig.Limits limits, ManagerClock clock) {
    this.limits = limits;
    this.time = new ClockMeter(clock);
    for (int i = 0; i < SHARDS; i++) {
      shards.add(new Shard());
    }
  }

  /** Counts a request of somebody; empty if nothing limits them. */
  Optional<State> count(String principal, String tier) {
    return allowance("p " + principal, rates(tier)).map(Allowance::take);
  }

  /** Whether an address may ask; counts nothing. */
  Optional<State> look(String address) {
    return allowance("a " + network(address), limits.address()).map(Allowance::look);
  }

  /** Counts a request of an address that has presented nothing valid. */
  Optional<State> countAddress(String address) {
    return allowance("a " + network(address), limits.address()).map(Allowance::take);
  }

  private Rates rates(String tier) {
    return switch (tier.toLowerCase(Locale.ROOT)) {
      case "low" -> limits.low();
      case "high" -> limits.high();
      case "unlimited" -> new Rates(Map.of());
      default -> limits.standard();
    };
  }

  /** Who has an address of version 6 has at least 2^64 of them. */
  static String network(String address) {
    if (!address.contains(":")) {
      return address;
    }
    String[] groups = address.split(":", -1);
    var prefix = new StringBuilder();
    for (int i = 0; i < Math.min(4, groups.length) && !groups[i].isEmpty(); i++) {
      prefix.append(groups[i]).append(':');
    }
    return prefix.toString();
  }

  private Optional<Allowance> allowance(String whose, Rates rates) {
    return rates.most().isEmpty()
        ? Optional.empty()
        : Optional.of(shards.get(Math.floorMod(whose.hashCode(), SHARDS)).get(whose, rates));
  }

  private final class Shard {

    private final ReentrantLock lock = new ReentrantLock();

    /** By who has come last. */
    private final LinkedHashMap<String, Allowance> allowances =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Allowance> eldest) {
            return size() > MAX_REMEMBERED / SHARDS;
          }
        };

    Allowance get(String whose, Rates rates) {
      lock.lock();
      try {
        Allowance known = allowances.get(whose);
        if (known != null && known.rates.equals(rates)) {
          return known;
        }
        var fresh = new Allowance(rates, time);
        allowances.put(whose, fresh);
        return fresh;
      } finally {
        lock.unlock();
      }
    }
  }

  /** The buckets of one. */
  private static final class Allowance {

    private final Rates rates;
    private final List<Rates.Span> spans;
    private final Bucket bucket;

    Allowance(Rates rates, TimeMeter time) {
      this.rates = rates;
      this.spans = rates.most().keySet().stream().sorted().toList();
      var builder = Bucket.builder().withCustomTimePrecision(time);
      for (Rates.Span span : spans) {
        long most = most(span);
        builder.addLimit(Bandwidth.builder()
            .capacity(most)
            .refillGreedy(most, Duration.ofSeconds(span.seconds()))
            .build());
      }
      this.bucket = builder.build();
    }

    private long most(Rates.Span span) {
      Long most = rates.most().get(span);
      return most == null ? Long.MAX_VALUE : most;
    }

    State take() {
      var verbose = bucket.asVerbose().tryConsumeAndReturnRemaining(1);
      ConsumptionProbe probe = verbose.getValue();
      return state(
          probe.isConsumed(),
          verbose.getDiagnostics().getAvailableTokensPerEachBandwidth(),
          probe.isConsumed() ? 0 : probe.getNanosToWaitForRefill());
    }

    State look() {
      var verbose = bucket.asVerbose().estimateAbilityToConsume(1);
      return state(
          verbose.getValue().canBeConsumed(),
          verbose.getDiagnostics().getAvailableTokensPerEachBandwidth(),
          verbose.getValue().getNanosToWaitForRefill());
    }

    /** Tells of the span of which the smallest part is left. */
    private State state(boolean allowed, long[] left, long waitNanos) {
      int nearest = 0;
      for (int i = 1; i < left.length; i++) {
        if (part(left, i) < part(left, nearest)) {
          nearest = i;
        }
      }
      Rates.Span span = spans.get(nearest);
      long most = most(span);
      long missing = most - left[nearest];
      Duration reset = Duration.ofMillis(missing * span.seconds() * 1000L / most);
      return new State(
          allowed, most, span, Math.max(0, left[nearest]), Duration.ofNanos(waitNanos), reset);
    }

    private double part(long[] left, int i) {
      return (double) left[i] / most(spans.get(i));
    }
  }

  private record ClockMeter(ManagerClock clock) implements TimeMeter {

    @Override
    public long currentTimeNanos() {
      return clock.nanoTime();
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }
  }
}
