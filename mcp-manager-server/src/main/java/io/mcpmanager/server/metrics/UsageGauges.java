package io.mcpmanager.server.metrics;

import io.mcpmanager.api.server.InstanceInfo;
import io.mcpmanager.api.server.ResourceUsage;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerId;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What each running server takes of the machine. Used by one thread at a time. */
final class UsageGauges {

  /** The counter of one server's processor time; a new one if the server was renamed. */
  private record Cpu(FunctionCounter counter, AtomicReference<Double> seconds, Tags tags) {}

  private final MeterRegistry registry;
  private final MultiGauge memory;
  private final MultiGauge processes;
  private final MultiGauge openFiles;
  private final MultiGauge uptime;
  private final MultiGauge restarts;
  private final MultiGauge isolated;
  private final Map<ServerId, Cpu> cpus = new HashMap<>();

  UsageGauges(MeterRegistry registry) {
    this.registry = registry;
    this.memory = MultiGauge.builder("mcp.server.memory")
        .baseUnit("bytes")
        .description("Resident memory of all processes of a server")
        .register(registry);
    this.processes = MultiGauge.builder("mcp.server.processes")
        .description("Processes of a server")
        .register(registry);
    this.openFiles = MultiGauge.builder("mcp.server.open.files")
        .description("Open descriptors of all processes of a server")
        .register(registry);
    this.uptime = MultiGauge.builder("mcp.server.uptime")
        .baseUnit("seconds")
        .description("Time since a running server was launched")
        .register(registry);
    this.isolated = MultiGauge.builder("mcp.server.isolated")
        .description("Further instances of a running server, each for one client")
        .register(registry);
    this.restarts = MultiGauge.builder("mcp.server.restarts")
        .description("Restarts since a server was last started by a command")
        .register(registry);
  }

  /** Shows these servers and no others. */
  void show(Collection<Server> servers, Instant now) {
    show(memory, servers, usage -> number(usage.residentBytes()));
    show(processes, servers, usage -> Optional.of((double) usage.processes()));
    show(openFiles, servers, usage -> number(usage.openFiles()));
    var times = new ArrayList<Row<?>>();
    var counts = new ArrayList<Row<?>>();
    var own = new ArrayList<Row<?>>();
    for (Server server : servers) {
      counts.add(Row.of(tags(server), server.restarts()));
      server
          .liveInstance()
          .ifPresent(instance -> own.add(Row.of(tags(server), instance.isolated())));
      server
          .liveInstance()
          .map(InstanceInfo::startedAt)
          .ifPresent(started ->
              times.add(Row.of(tags(server), Duration.between(started, now).toMillis() / 1000.0)));
    }
    uptime.register(times, true);
    restarts.register(counts, true);
    isolated.register(own, true);
    showCpu(servers);
  }

  private static void show(
      MultiGauge gauge,
      Collection<Server> servers,
      Function<ResourceUsage, Optional<Double>> figure) {
    var rows = new ArrayList<Row<?>>();
    for (Server server : servers) {
      usage(server).flatMap(figure).ifPresent(value -> rows.add(Row.of(tags(server), value)));
    }
    gauge.register(rows, true);
  }

  private void showCpu(Collection<Server> servers) {
    var gone = new HashMap<>(cpus);
    for (Server server : servers) {
      Optional<Double> seconds =
          usage(server).flatMap(ResourceUsage::cpu).map(time -> time.toMillis() / 1000.0);
      if (seconds.isPresent()) {
        Cpu known = gone.remove(server.id());
        if (known == null || !known.tags().equals(tags(server))) {
          remove(known);
          known = count(tags(server));
          cpus.put(server.id(), known);
        }
        known.seconds().set(seconds.get());
      }
    }
    gone.forEach((id, cpu) -> {
      cpus.remove(id);
      remove(cpu);
    });
  }

  private Cpu count(Tags tags) {
    var seconds = new AtomicReference<>(0.0);
    var counter = FunctionCounter.builder(
            "mcp.server.cpu", seconds, latest -> Optional.ofNullable(latest.get())
                .orElse(0.0))
        .baseUnit("seconds")
        .description("Processor time of all processes of a server since it was launched")
        .tags(tags)
        .register(registry);
    return new Cpu(counter, seconds, tags);
  }

  private void remove(@Nullable Cpu cpu) {
    if (cpu != null) {
      registry.remove(cpu.counter());
    }
  }

  private static Optional<ResourceUsage> usage(Server server) {
    return server.liveInstance().flatMap(InstanceInfo::resources);
  }

  private static Optional<Double> number(@Nullable Number value) {
    return value == null ? Optional.empty() : Optional.of(value.doubleValue());
  }

  private static Tags tags(Server server) {
    return Tags.of("server_name", server.name(), "server_type", EventCounts.kindOf(server));
  }
}
