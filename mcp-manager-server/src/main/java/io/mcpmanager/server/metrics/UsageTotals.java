package io.mcpmanager.server.metrics;

import io.mcpmanager.api.server.ResourceUsage;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerId;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Something that servers take ever more of, as one counter for each. Used by one thread at a time. */
final class UsageTotals {

  /** The counter of one server; a new one if the server was renamed. */
  private record Total(FunctionCounter counter, AtomicReference<Double> latest, Tags tags) {}

  private final MeterRegistry registry;
  private final String name;
  private final String unit;
  private final String description;
  private final Tags further;
  private final Function<ResourceUsage, Optional<Double>> figure;
  private final Map<ServerId, Total> totals = new HashMap<>();

  /**
   * Counters of this name.
   *
   * @param further tags beside those that tell the server
   * @param figure what has been taken so far, if it is known
   */
  UsageTotals(
      MeterRegistry registry,
      String name,
      String unit,
      String description,
      Tags further,
      Function<ResourceUsage, Optional<Double>> figure) {
    this.registry = registry;
    this.name = name;
    this.unit = unit;
    this.description = description;
    this.further = further;
    this.figure = figure;
  }

  /** Shows these servers and no others. */
  void show(Collection<Server> servers) {
    var gone = new HashMap<>(totals);
    for (Server server : servers) {
      Optional<Double> value = UsageGauges.usage(server).flatMap(figure);
      if (value.isPresent()) {
        Tags tags = UsageGauges.tags(server).and(further);
        Total known = gone.remove(server.id());
        if (known == null || !known.tags().equals(tags)) {
          remove(known);
          known = count(tags);
          totals.put(server.id(), known);
        }
        known.latest().set(value.get());
      }
    }
    gone.forEach((id, total) -> {
      totals.remove(id);
      remove(total);
    });
  }

  private Total count(Tags tags) {
    var latest = new AtomicReference<>(0.0);
    var counter = FunctionCounter.builder(
            name, latest, value -> Optional.ofNullable(value.get()).orElse(0.0))
        .baseUnit(unit)
        .description(description)
        .tags(tags)
        .register(registry);
    return new Total(counter, latest, tags);
  }

  private void remove(@Nullable Total total) {
    if (total != null) {
      registry.remove(total.counter());
    }
  }
}
