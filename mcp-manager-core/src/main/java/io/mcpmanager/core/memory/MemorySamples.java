package io.mcpmanager.core.memory;

import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.spi.store.HealthSample;
import io.mcpmanager.spi.store.SampleStore;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** What health checks found, for an {@link InMemoryStore}. */
final class MemorySamples implements SampleStore {

  private record Key(Instant start, Duration span) implements Comparable<Key> {

    private static final Comparator<Key> ORDER =
        Comparator.comparing(Key::start).thenComparing(Key::span);

    static Key of(HealthSample sample) {
      return new Key(sample.start().truncatedTo(ChronoUnit.MILLIS), sample.span());
    }

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }
  }

  private final InMemoryStore store;
  private final Map<ServerId, NavigableMap<Key, HealthSample>> samples = new HashMap<>();

  MemorySamples(InMemoryStore store) {
    this.store = store;
  }

  @Override
  public void append(List<HealthSample> added) {
    store.locked(() -> {
      added.forEach(this::put);
      return added.size();
    });
  }

  private void put(HealthSample sample) {
    if (store.isGone(sample.server())) {
      return;
    }
    Key key = Key.of(sample);
    samples
        .computeIfAbsent(sample.server(), id -> new TreeMap<>())
        .put(
            key,
            new HealthSample(
                sample.server(), key.start(), key.span(), sample.counts(), sample.times()));
  }

  @Override
  public List<HealthSample> read(ServerId server, Instant from, Instant to, int limit) {
    if (limit < 1 || limit > MAX_READ) {
      throw new IllegalArgumentException("limit must be from 1 to " + MAX_READ + ", was " + limit);
    }
    return store.locked(() -> {
      // a span can't be negative, so this is before every sample that begins at the same time
      var first = new Key(from, Duration.ZERO);
      return of(server).tailMap(first, true).values().stream()
          .takeWhile(sample -> sample.start().isBefore(to))
          .limit(limit)
          .toList();
    });
  }

  @Override
  public boolean replace(ServerId server, List<HealthSample> removed, List<HealthSample> added) {
    return store.locked(() -> {
      NavigableMap<Key, HealthSample> present = of(server);
      if (!removed.stream().allMatch(sample -> present.containsKey(Key.of(sample)))) {
        return false;
      }
      removed.forEach(sample -> present.remove(Key.of(sample)));
      added.forEach(this::put);
      return true;
    });
  }

  void delete(ServerId server) {
    samples.remove(server);
  }

  private NavigableMap<Key, HealthSample> of(ServerId server) {
    return samples.getOrDefault(server, new TreeMap<>());
  }
}
