package io.mcpmanager.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.api.health.HealthReport;
import io.mcpmanager.api.server.DesiredState;
import io.mcpmanager.api.server.InstanceInfo;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.ResourceUsage;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.ServerStatus;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class UsageGaugesTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final ResourceUsage USAGE =
      new ResourceUsage(NOON, Duration.ofMillis(1500), 12.5, 4_000_000L, 2, 9, null);

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final UsageGauges gauges = new UsageGauges(registry);

  @Test
  void givenAServerOfKnownUsage_whenScraped_thenItsNumbersAreThereAndNoneThatIsUnknown() {
    gauges.show(List.of(server("files", USAGE)), NOON.plusSeconds(60));

    String labels = "{server_name=\"files\",server_type=\"process\"}";
    assertThat(registry.scrape())
        .contains("# TYPE mcp_server_cpu_seconds_total counter")
        .contains("mcp_server_cpu_seconds_total" + labels + " 1.5\n")
        .contains("mcp_server_memory_bytes" + labels + " 4000000.0\n")
        .contains("mcp_server_processes" + labels + " 2.0\n")
        .contains("mcp_server_isolated" + labels + " 0.0\n")
        .contains("mcp_server_uptime_seconds" + labels + " 60.0\n")
        .contains("mcp_server_restarts" + labels + " 3.0\n")
        .doesNotContain("mcp_server_open_files{")
        .doesNotContain("mcp_server_network_bytes_total{")
        .doesNotContain("mcp_server_disk_bytes_total{");
  }

  @Test
  void givenAServerOfKnownTraffic_whenScraped_thenEachDirectionIsCounted() {
    var moved = new ResourceUsage.Traffic(1, 2, 3, 4);
    gauges.show(
        List.of(server("files", new ResourceUsage(NOON, null, null, null, 1, null, null, moved))),
        NOON);

    assertThat(registry.scrape())
        .contains("# TYPE mcp_server_network_bytes_total counter")
        .contains("mcp_server_network_bytes_total{direction=\"received\",server_name=\"files\","
            + "server_type=\"process\"} 1.0\n")
        .contains("mcp_server_network_bytes_total{direction=\"sent\",server_name=\"files\","
            + "server_type=\"process\"} 2.0\n")
        .contains("mcp_server_disk_bytes_total{direction=\"read\",server_name=\"files\","
            + "server_type=\"process\"} 3.0\n")
        .contains("mcp_server_disk_bytes_total{direction=\"written\",server_name=\"files\","
            + "server_type=\"process\"} 4.0\n");
  }

  @Test
  void givenAServerThatStops_whenScraped_thenOnlyItsRestartsRemain() {
    gauges.show(List.of(server("files", USAGE)), NOON);

    gauges.show(List.of(server("files", null)), NOON);

    assertThat(registry.scrape())
        .contains("mcp_server_restarts{")
        .doesNotContain("mcp_server_cpu_seconds_total{")
        .doesNotContain("mcp_server_memory_bytes{");
  }

  @Test
  void givenAServerThatIsRenamed_whenScraped_thenItsOldNameIsGone() {
    gauges.show(List.of(server("files", USAGE)), NOON);

    gauges.show(List.of(server("documents", USAGE)), NOON);

    assertThat(registry.scrape()).contains("server_name=\"documents\"").doesNotContain("\"files\"");
  }

  private static Server server(String name, @Nullable ResourceUsage usage) {
    var instance = new InstanceInfo(1, NOON, 42L, "2025-11-25", name, "1", null, null);
    return new Server(
        ServerId.of("s1"),
        "default",
        ServerDefinition.of(name, ProcessLaunch.of("cat")),
        1,
        NOON,
        NOON,
        DesiredState.RUNNING,
        usage == null ? new ServerStatus.Stopped(NOON) : new ServerStatus.Running(NOON, 1),
        3,
        HealthReport.UNKNOWN,
        usage == null ? null : instance.withUsage(usage));
  }
}
