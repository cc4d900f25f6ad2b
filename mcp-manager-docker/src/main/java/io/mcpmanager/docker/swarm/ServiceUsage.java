package io.mcpmanager.docker.swarm;

import io.mcpmanager.api.server.ResourceUsage;
import io.mcpmanager.api.server.ResourceUsage.Traffic;
import io.mcpmanager.docker.usage.UsageSource;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Adds up what the containers of a service take. What those took that have been replaced goes on being counted. Used by one
 * thread at a time.
 */
final class ServiceUsage {

  private static final Traffic NONE = new Traffic(0, 0, 0, 0);

  private final UsageSource source;
  private final Map<String, ResourceUsage> latest = new HashMap<>();
  private Set<String> watched = Set.of();
  private Duration cpuOfEnded = Duration.ZERO;
  private Traffic movedByEnded = NONE;

  ServiceUsage(UsageSource source) {
    this.source = source;
  }

  /** The containers that run now. */
  void containers(Set<String> running) {
    running.stream().filter(id -> !watched.contains(id)).forEach(source::watch);
    for (String id : watched) {
      if (!running.contains(id)) {
        source.forget(id);
        ResourceUsage last = latest.remove(id);
        if (last != null) {
          cpuOfEnded = cpuOfEnded.plus(last.cpu().orElse(Duration.ZERO));
          movedByEnded = sum(movedByEnded, last.moved().orElse(NONE));
        }
      }
    }
    watched = Set.copyOf(running);
  }

  /** What they take together, if that is known of each. */
  Optional<ResourceUsage> sum() {
    watched.forEach(id -> source.usage(id).ifPresent(usage -> latest.put(id, usage)));
    if (watched.isEmpty() || latest.size() < watched.size()) {
      return Optional.empty();
    }
    return latest.values().stream().reduce(ServiceUsage::sum).map(this::withEnded);
  }

  private ResourceUsage withEnded(ResourceUsage running) {
    return new ResourceUsage(
        running.sampledAt(),
        running.cpu().orElse(Duration.ZERO).plus(cpuOfEnded),
        running.cpuPercent(),
        running.residentBytes(),
        running.processes(),
        null,
        null,
        sum(running.moved().orElse(NONE), movedByEnded));
  }

  private static ResourceUsage sum(ResourceUsage one, ResourceUsage other) {
    return new ResourceUsage(
        one.sampledAt().isAfter(other.sampledAt()) ? one.sampledAt() : other.sampledAt(),
        one.cpu().orElse(Duration.ZERO).plus(other.cpu().orElse(Duration.ZERO)),
        sum(one.cpuPercent(), other.cpuPercent()),
        one.memory().orElse(0) + other.memory().orElse(0),
        one.processes() + other.processes(),
        null,
        null,
        sum(one.moved().orElse(NONE), other.moved().orElse(NONE)));
  }

  private static @Nullable Double sum(@Nullable Double one, @Nullable Double other) {
    return one == null || other == null ? null : (Double) (one + other);
  }

  private static Traffic sum(Traffic one, Traffic other) {
    return new Traffic(
        one.receivedBytes() + other.receivedBytes(),
        one.sentBytes() + other.sentBytes(),
        one.readBytes() + other.readBytes(),
        one.writtenBytes() + other.writtenBytes());
  }
}
