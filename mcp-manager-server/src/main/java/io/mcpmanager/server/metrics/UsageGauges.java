package io.mcpmanager.server.metrics;

import io.mcpmanager.api.server.InstanceInfo;
import io.mcpmanager.api.server.ResourceUsage;
import io.mcpmanager.api.server.ResourceUsage.Traffic;
import io.mcpmanager.api.server.Server;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** What each running server takes of the machine. Used by one thread at a time. */
final class UsageGauges {

  private final MultiGauge memory;
  private final MultiGauge processes;
  private final MultiGauge openFiles;
  private final MultiGauge uptime;
  private final MultiGauge restarts;
  private final MultiGauge isolated;
  private final List<UsageTotals> totals;

  UsageGauges(MeterRegistry registry) {
    this.totals = List.of(
        new UsageTotals(
            registry,
            "mcp.server.cpu",
            "seconds",
            "Processor time of all processes of a server since it was launched",
            Tags.empty(),
            usage -> usage.cpu().map(time -> time.toMillis() / 1000.0)),
        network(registry, "received", Traffic::receivedBytes),
        network(registry, "sent", Traffic::sentBytes),
        disk(registry, "read", Traffic::readBytes),
        disk(registry, "written", Traffic::writtenBytes));
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
    totals.forEach(total -> total.show(servers));
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

  private static UsageTotals network(
      MeterRegistry registry, String direction, ToLongFunction<Traffic> bytes) {
    return traffic(registry, "mcp.server.network", "networks", direction, bytes);
  }

  private static UsageTotals disk(
      MeterRegistry registry, String direction, ToLongFunction<Traffic> bytes) {
    return traffic(registry, "mcp.server.disk", "disks", direction, bytes);
  }

  private static UsageTotals traffic(
      MeterRegistry registry,
      String name,
      String place,
      String direction,
      ToLongFunction<Traffic> bytes) {
    return new UsageTotals(
        registry,
        name,
        "bytes",
        "Bytes that a server has moved over " + place + " since it was launched",
        Tags.of("direction", direction),
        usage -> usage.moved().map(moved -> (double) bytes.applyAsLong(moved)));
  }

  static Optional<ResourceUsage> usage(Server server) {
    return server.liveInstance().flatMap(InstanceInfo::resources);
  }

  private static Optional<Double> number(@Nullable Number value) {
    return value == null ? Optional.empty() : Optional.of(value.doubleValue());
  }

  static Tags tags(Server server) {
    return Tags.of("server_name", server.name(), "server_type", EventCounts.kindOf(server));
  }
}
