package io.mcpmanager.api.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.health.HealthReport;
import io.mcpmanager.api.health.HealthStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ServerRecordsTest {

  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");
  private static final ServerId ID = ServerId.of("s1");
  private static final ServerDefinition DEFINITION =
      ServerDefinition.of("files", ProcessLaunch.of("node"));
  private static final Failure FAILURE =
      new Failure(Phase.RUN, ErrorCode.SERVER_EXITED, "exited", 3, List.of("last words"));

  @Test
  void givenServerId_whenChecked_thenOneTo64PlainCharactersAreTaken() {
    assertThat(ServerId.of("aZ09_-")).hasToString("aZ09_-");
    assertThat(ServerId.of("a".repeat(64)).value()).hasSize(64);
    assertThatIllegalArgumentException().isThrownBy(() -> ServerId.of("a".repeat(65)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a/b", "a.b", "ä", "a\n"})
  void givenTextThatIsNoId_whenMadeOne_thenRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> ServerId.of(text));
  }

  static Stream<Arguments> statuses() {
    return Stream.of(
        Arguments.of(new ServerStatus.Stopped(TIME), ServerState.STOPPED),
        Arguments.of(new ServerStatus.Starting(TIME, 1, Phase.LAUNCH), ServerState.STARTING),
        Arguments.of(new ServerStatus.Running(TIME, 1), ServerState.RUNNING),
        Arguments.of(
            new ServerStatus.Stopping(TIME, 1, ServerStatus.AfterStop.STAY_STOPPED),
            ServerState.STOPPING),
        Arguments.of(new ServerStatus.InError(TIME, FAILURE, null), ServerState.ERROR),
        Arguments.of(new ServerStatus.Maintenance(TIME), ServerState.MAINTENANCE));
  }

  @ParameterizedTest
  @MethodSource("statuses")
  void givenStatus_whenServerIsRead_thenItIsInTheStateOfItsStatus(
      ServerStatus status, ServerState state) {
    var server = server(status, null);
    assertThat(server.state()).isEqualTo(state);
    assertThat(server.name()).isEqualTo("files");
    assertThat(server.liveInstance()).isEmpty();
    assertThat(status.since()).isEqualTo(TIME);
  }

  @Test
  void givenError_whenRead_thenItSaysWhenTheNextStartIs() {
    assertThat(new ServerStatus.InError(TIME, FAILURE, null).retryAt()).isEmpty();
    assertThat(new ServerStatus.InError(TIME, FAILURE, TIME).retryAt()).contains(TIME);
    assertThat(FAILURE.exit()).hasValue(3);
    assertThat(new Failure(Phase.STOP, ErrorCode.TIMEOUT, "", null, List.of()).exit())
        .isEmpty();
  }

  @Test
  void givenInstance_whenRead_thenItsProcessIsGivenIfItHasOne() {
    var process = new InstanceInfo(1, TIME, 77L, "2025-11-25", "files", "1.0", null, null);
    var remote = new InstanceInfo(1, TIME, null, "2025-11-25", "files", "1.0", null, null);
    assertThat(process.process()).hasValue(77);
    assertThat(remote.process()).isEmpty();
    assertThat(server(new ServerStatus.Running(TIME, 1), process).liveInstance())
        .contains(process);
  }

  static Stream<Arguments> commands() {
    return Stream.of(
        Arguments.of(new ServerCommand.Start(), "start"),
        Arguments.of(new ServerCommand.Stop(), "stop"),
        Arguments.of(new ServerCommand.Restart(), "restart"),
        Arguments.of(new ServerCommand.EnterMaintenance(), "enter-maintenance"),
        Arguments.of(new ServerCommand.LeaveMaintenance(), "leave-maintenance"),
        Arguments.of(new ServerCommand.Enable(), "enable"),
        Arguments.of(new ServerCommand.Disable(), "disable"),
        Arguments.of(new ServerCommand.Reconfigure(DEFINITION, 1), "reconfigure"),
        Arguments.of(new ServerCommand.Delete(), "delete"));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void givenCommand_whenWritten_thenItsTextIsStable(ServerCommand command, String text) {
    assertThat(command.text()).isEqualTo(text);
  }

  @Test
  void givenCheck_whenRefused_thenItSaysWhy() {
    assertThat(CommandCheck.POSSIBLE.errorCode()).isEmpty();
    var refused = CommandCheck.refused(ErrorCode.SERVER_DISABLED, "it is disabled");
    assertThat(refused.possible()).isFalse();
    assertThat(refused.errorCode()).contains(ErrorCode.SERVER_DISABLED);
    assertThat(refused.reason()).isEqualTo("it is disabled");
  }

  @Test
  void givenResults_whenRead_thenAbsentPartsAreEmpty() {
    var result = new CommandResult(
        true, ID, "files", "start", "started", null, List.of(), 3, TIME, "c1", true);
    assertThat(result.errorCode()).isEmpty();
    assertThat(new ImportReport(List.of(), List.of("files"), List.of()).skipped())
        .containsExactly("files");
    assertThat(HealthReport.UNKNOWN.lastCheck()).isEmpty();
    assertThat(HealthReport.UNKNOWN.lastError()).isEmpty();
    var unhealthy = new HealthReport(HealthStatus.UNHEALTHY, TIME, Duration.ofMillis(4), 3, "dead");
    assertThat(unhealthy.lastCheck()).contains(TIME);
    assertThat(unhealthy.lastError()).contains("dead");
  }

  @Test
  void givenNames_whenWritten_thenTheyAreInLowerCase() {
    assertThat(ServerState.MAINTENANCE.text()).isEqualTo("maintenance");
    assertThat(LaunchKind.PROCESS.text()).isEqualTo("process");
    assertThat(HealthStatus.DEGRADED.text()).isEqualTo("degraded");
  }

  private static Server server(ServerStatus status, InstanceInfo instance) {
    return new Server(
        ID,
        "default",
        DEFINITION,
        1,
        TIME,
        TIME,
        DesiredState.RUNNING,
        status,
        0,
        HealthReport.UNKNOWN,
        instance);
  }
}
