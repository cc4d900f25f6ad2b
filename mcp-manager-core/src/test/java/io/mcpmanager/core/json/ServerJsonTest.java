package io.mcpmanager.core.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.api.Page;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.health.HealthReport;
import io.mcpmanager.api.health.HealthStatus;
import io.mcpmanager.api.log.LogLevel;
import io.mcpmanager.api.log.LogLine;
import io.mcpmanager.api.log.LogStream;
import io.mcpmanager.api.server.CommandCheck;
import io.mcpmanager.api.server.CommandResult;
import io.mcpmanager.api.server.ContainerInfo;
import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.ContainerNetwork;
import io.mcpmanager.api.server.DesiredState;
import io.mcpmanager.api.server.Failure;
import io.mcpmanager.api.server.ImportReport;
import io.mcpmanager.api.server.InstanceInfo;
import io.mcpmanager.api.server.Phase;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.ResourceUsage;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.ServerStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ServerJsonTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  @Test
  void givenARunningServer_whenShown_thenItsSecretsAreHidden() {
    ObjectNode json = ServerJson.server(server(new ServerStatus.Running(NOON, 2)));

    assertThat(json.toString()).doesNotContain("s3cret");
    assertThat(json.at("/definition/launch/environment/TOKEN").asText()).isEqualTo("***");
    assertThat(json.at("/id").asText()).isEqualTo("s1");
    assertThat(json.at("/state").asText()).isEqualTo("running");
    assertThat(json.at("/desired").asText()).isEqualTo("running");
    assertThat(json.at("/status/generation").asLong()).isEqualTo(2);
    assertThat(json.at("/health/status").asText()).isEqualTo("healthy");
    assertThat(json.at("/health/responseTime").asText()).isEqualTo("PT0.005S");
    assertThat(json.at("/instance/processId").asLong()).isEqualTo(42);
  }

  static Stream<ServerStatus> statuses() {
    return Stream.of(
        new ServerStatus.Stopped(NOON),
        new ServerStatus.Starting(NOON, 1, Phase.LAUNCH),
        new ServerStatus.Running(NOON, 1),
        new ServerStatus.Stopping(NOON, 1, ServerStatus.AfterStop.START_AGAIN),
        new ServerStatus.InError(
            NOON,
            new Failure(Phase.LAUNCH, ErrorCode.LAUNCH_FAILED, "no", 1, List.of("line")),
            NOON),
        new ServerStatus.Maintenance(NOON));
  }

  @ParameterizedTest
  @MethodSource("statuses")
  void givenAnyStatus_whenShown_thenStateAndTimeAreThere(ServerStatus status) {
    ObjectNode json = ServerJson.server(server(status));

    assertThat(json.at("/status/state").asText()).isEqualTo(status.state().text());
    assertThat(json.at("/status/since").asText()).isEqualTo(NOON.toString());
  }

  @Test
  void givenAServerInError_whenShown_thenTheFailureIsThere() {
    ObjectNode json = ServerJson.server(server(new ServerStatus.InError(
        NOON, new Failure(Phase.RUN, ErrorCode.CRASH_LOOP, "no", 1, List.of("line")), null)));

    assertThat(json.at("/status/failure/phase").asText()).isEqualTo("run");
    assertThat(json.at("/status/failure/code").asText()).isEqualTo("CRASH_LOOP");
    assertThat(json.at("/status/failure/lastErrorLines/0").asText()).isEqualTo("line");
    assertThat(json.at("/status/nextStart").isNull()).isTrue();
  }

  @Test
  void givenACommandResult_whenShown_thenItsProblemsAreThere() {
    ObjectNode json = ServerJson.commandResult(new CommandResult(
        false,
        ServerId.of("s1"),
        "files",
        "start",
        "no",
        ErrorCode.LAUNCH_FAILED,
        List.of(new Problem("launch.command", "not found", Problem.Code.NOT_FOUND)),
        12,
        NOON,
        "c1",
        false));

    assertThat(json.at("/error").asText()).isEqualTo("LAUNCH_FAILED");
    assertThat(json.at("/errorDetails/0/field").asText()).isEqualTo("launch.command");
    assertThat(json.at("/errorDetails/0/code").asText()).isEqualTo("NOT_FOUND");
  }

  @Test
  void givenSmallerThings_whenShown_thenTheyAreComplete() {
    Server server = server(new ServerStatus.Stopped(NOON));

    assertThat(ServerJson.commandCheck(CommandCheck.refused(ErrorCode.SERVER_DISABLED, "off")))
        .hasToString("{\"possible\":false,\"error\":\"SERVER_DISABLED\",\"reason\":\"off\"}");
    assertThat(
            ServerJson.page(new Page<>(List.of(server), 1, 50, 1)).at("/total").asLong())
        .isEqualTo(1);
    assertThat(ServerJson.importReport(new ImportReport(
                List.of(server), List.of("old"), List.of("files became something")))
            .at("/skipped/0")
            .asText())
        .isEqualTo("old");
    assertThat(ServerJson.logLine(
            new LogLine(3, ServerId.of("s1"), NOON, LogStream.STDERR, LogLevel.WARNING, "text")))
        .hasToString("{\"sequence\":3,\"server\":\"s1\",\"time\":\"2026-01-01T12:00:00Z\","
            + "\"stream\":\"stderr\",\"level\":\"warning\",\"text\":\"text\"}");
  }

  @Test
  void givenAContainer_whenShown_thenWhatItIsAndWhatItMovedAndWhatIsLoosenedIsThere() {
    var launch = ContainerLaunch.of("mcp/fetch").withNetwork(ContainerNetwork.DEFAULT);
    var usage = new ResourceUsage(
        NOON, null, 1.5, 1L, 1, null, null, new ResourceUsage.Traffic(1, 2, 3, 4));
    var info = new ContainerInfo(
        "c1", "mcp-fetch", "mcp/fetch", "sha256:ab", null, true, List.of("network.allowedHosts"));
    Server plain = server(new ServerStatus.Running(NOON, 2));
    InstanceInfo instance = new InstanceInfo(2, NOON, null, "2025-11-25", "f", "1", null, null)
        .withUsage(usage)
        .withContainer(info);

    ObjectNode json = ServerJson.server(new Server(
        plain.id(),
        plain.tenant(),
        ServerDefinition.of("fetch", launch),
        1,
        NOON,
        NOON,
        DesiredState.RUNNING,
        plain.status(),
        0,
        plain.health(),
        instance));

    assertThat(json.get("loosened")).hasToString("[\"network.mode\"]");
    assertThat(json.at("/instance/container"))
        .hasToString("{\"id\":\"c1\",\"name\":\"mcp-fetch\",\"image\":\"mcp/fetch\","
            + "\"imageId\":\"sha256:ab\",\"digest\":null,\"adopted\":true,"
            + "\"notEnforced\":[\"network.allowedHosts\"]}");
    assertThat(json.at("/instance/usage/traffic"))
        .hasToString("{\"receivedBytes\":1,\"sentBytes\":2,\"readBytes\":3,\"writtenBytes\":4}");
    assertThat(ServerJson.server(plain).has("loosened")).isFalse();
  }

  private static Server server(ServerStatus status) {
    return new Server(
        ServerId.of("s1"),
        "default",
        ServerDefinition.of(
            "files", ProcessLaunch.of("node").withEnvironment(Map.of("TOKEN", "s3cret"))),
        1,
        NOON,
        NOON,
        DesiredState.RUNNING,
        status,
        0,
        new HealthReport(HealthStatus.HEALTHY, NOON, Duration.ofMillis(5), 0, null),
        new InstanceInfo(2, NOON, 42L, "2025-11-25", "files", "1", null, null));
  }
}
