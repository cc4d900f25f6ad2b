package io.mcpmanager.docker.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.api.server.ResourceUsage;
import io.mcpmanager.api.server.ResourceUsage.Traffic;
import io.mcpmanager.docker.usage.UsageSource;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ServiceUsageTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private final Source source = new Source();
  private final ServiceUsage usage = new ServiceUsage(source);

  @Test
  void givenTwoContainers_whenBothAreKnown_thenTheyAreAddedUp() {
    usage.containers(Set.of("a", "b"));
    source.set("a", 10, 1.5, 100);
    assertThat(usage.sum()).isEmpty();
    source.set("b", 20, 2.0, 50);

    ResourceUsage sum = usage.sum().orElseThrow();

    assertThat(sum.cpu()).hasValue(Duration.ofSeconds(30));
    assertThat(sum.cpuShare()).hasValue(3.5);
    assertThat(sum.memory()).hasValue(150);
    assertThat(sum.processes()).isEqualTo(2);
    assertThat(sum.moved()).hasValue(new Traffic(2, 4, 6, 8));
    assertThat(source.watched).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void givenContainerThatIsReplaced_whenAddedUp_thenWhatItTookIsStillCounted() {
    usage.containers(Set.of("a", "b"));
    source.set("a", 10, 1.0, 100);
    source.set("b", 20, 1.0, 100);
    assertThat(usage.sum()).isPresent();

    usage.containers(Set.of("b", "c"));
    source.set("c", 1, null, 7);
    ResourceUsage sum = usage.sum().orElseThrow();

    assertThat(sum.cpu()).hasValue(Duration.ofSeconds(31));
    assertThat(sum.cpuShare()).isEmpty();
    assertThat(sum.memory()).hasValue(107);
    assertThat(sum.moved()).hasValue(new Traffic(3, 6, 9, 12));
    assertThat(source.watched).containsExactlyInAnyOrder("b", "c");
  }

  @Test
  void givenNoContainers_whenAddedUp_thenNothingIsKnown() {
    usage.containers(Set.of());

    assertThat(usage.sum()).isEmpty();
  }

  /** Knows what the test says. */
  private static final class Source implements UsageSource {

    private final Set<String> watched = new HashSet<>();
    private final Map<String, ResourceUsage> known = new HashMap<>();

    void set(String id, int cpuSeconds, @Nullable Double percent, long memory) {
      known.put(
          id,
          new ResourceUsage(
              NOON,
              Duration.ofSeconds(cpuSeconds),
              percent,
              memory,
              1,
              null,
              null,
              new Traffic(1, 2, 3, 4)));
    }

    @Override
    public void watch(String containerId) {
      watched.add(containerId);
    }

    @Override
    public void forget(String containerId) {
      watched.remove(containerId);
    }

    @Override
    public Optional<ResourceUsage> usage(String containerId) {
      return Optional.ofNullable(known.get(containerId));
    }
  }
}
