package io.mcpmanager.core.lifecycle;

import static io.mcpmanager.core.lifecycle.Bench.CONTEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.IllegalTransitionException;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.error.ServerNotFoundException;
import io.mcpmanager.api.error.StaleRevisionException;
import io.mcpmanager.api.error.ValidationException;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.api.event.EventType;
import io.mcpmanager.api.server.DesiredState;
import io.mcpmanager.api.server.Phase;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerCommand.Delete;
import io.mcpmanager.api.server.ServerCommand.Disable;
import io.mcpmanager.api.server.ServerCommand.Enable;
import io.mcpmanager.api.server.ServerCommand.EnterMaintenance;
import io.mcpmanager.api.server.ServerCommand.LeaveMaintenance;
import io.mcpmanager.api.server.ServerCommand.Reconfigure;
import io.mcpmanager.api.server.ServerCommand.Restart;
import io.mcpmanager.api.server.ServerCommand.Start;
import io.mcpmanager.api.server.ServerCommand.Stop;
import io.mcpmanager.api.server.ServerState;
import io.mcpmanager.api.server.ServerStatus;
import io.mcpmanager.testkit.LaunchStep;
import io.mcpmanager.testkit.LeakFree;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@LeakFree
final class CommandsTest {

  private final Bench bench = new Bench().started();

  @AfterEach
  void close() {
    bench.close();
    assertThat(bench.runtime.violations()).isEmpty();
    assertThat(bench.runtime.alive()).isEmpty();
  }

  @Test
  void givenStoppedServer_whenStarted_thenItRunsAndEverythingSaysSo() {
    var id = bench.create("echo");

    var result = bench.start(id);

    assertThat(result.success()).isTrue();
    assertThat(result.command()).isEqualTo("start");
    assertThat(result.correlationId()).isEqualTo("test");
    assertThat(result.undoable()).isTrue();
    Server server = bench.get(id);
    assertThat(server.state()).isEqualTo(ServerState.RUNNING);
    assertThat(server.desired()).isEqualTo(DesiredState.RUNNING);
    assertThat(server.liveInstance().orElseThrow().generation()).isEqualTo(1);
    assertThat(bench.supervisor.live(id)).isPresent();
    assertThat(bench.moves(id)).containsExactly("stopped-starting", "starting-running");
    assertThat(bench.count(id, EventType.COMMAND_EXECUTED)).isEqualTo(1);
    assertThat(bench.store.servers().find(id).orElseThrow().desired())
        .isEqualTo(DesiredState.RUNNING);
  }

  @Test
  void givenRunningServer_whenStartedAgain_thenNothingHappens() {
    var id = bench.create("echo");
    bench.start(id);

    var result = bench.start(id);

    assertThat(result.success()).isTrue();
    assertThat(result.message()).isEqualTo("already running");
    assertThat(result.undoable()).isFalse();
    assertThat(bench.runtime.launchesOf("echo")).isEqualTo(1);
  }

  @Test
  void givenRunningServer_whenStopped_thenItsInstanceHasEnded() {
    var id = bench.create("echo");
    bench.start(id);

    var result = bench.execute(id, new Stop());

    assertThat(result.success()).isTrue();
    assertThat(bench.runtime.alive()).isEmpty();
    assertThat(bench.supervisor.live(id)).isEmpty();
    assertThat(bench.get(id).desired()).isEqualTo(DesiredState.STOPPED);
    assertThat(bench.moves(id)).endsWith("running-stopping", "stopping-stopped");
  }

  @Test
  void givenLaunchThatFails_whenStarted_thenTheResultSaysWhy() {
    var id = bench.create("echo");
    bench.runtime.on("echo", LaunchStep.fails("command not found"));

    var result = bench.start(id);

    assertThat(result.success()).isFalse();
    assertThat(result.errorCode()).contains(ErrorCode.LAUNCH_FAILED);
    assertThat(result.message()).isEqualTo("command not found");
    var status = (ServerStatus.InError) bench.get(id).status();
    assertThat(status.failure().phase()).isEqualTo(Phase.LAUNCH);
    assertThat(status.retryAt()).isPresent();
  }

  @Test
  void givenInstanceThatExitsAtOnce_whenStarted_thenExitStatusAndErrorLinesAreTold() {
    var id = bench.create("echo");
    bench.runtime.on("echo", LaunchStep.exits(7, "cannot open database"));

    var result = bench.start(id);

    assertThat(result.errorCode()).contains(ErrorCode.HANDSHAKE_FAILED);
    var failure = ((ServerStatus.InError) bench.get(id).status()).failure();
    assertThat(failure.phase()).isEqualTo(Phase.HANDSHAKE);
    assertThat(failure.exitStatus()).isEqualTo(7);
    assertThat(failure.lastErrorLines()).containsExactly("cannot open database");
    assertThat(bench.log).anyMatch(line -> line.endsWith("stderr cannot open database"));
  }

  @Test
  void givenServerThatRefusesToInitialize_whenItsInstanceEndsToo_thenTheRefusalIsTold() {
    var id = bench.create("echo");
    bench.runtime.on("echo", LaunchStep.exits(0, "bye"));
    bench.connector.refusals.put("echo", "the server refused to initialize: no licence");

    var result = bench.start(id);

    assertThat(result.errorCode()).contains(ErrorCode.HANDSHAKE_FAILED);
    var failure = ((ServerStatus.InError) bench.get(id).status()).failure();
    assertThat(failure.phase()).isEqualTo(Phase.HANDSHAKE);
    assertThat(failure.message()).isEqualTo("the server refused to initialize: no licence");
    assertThat(failure.lastErrorLines()).containsExactly("bye");
  }

  @Test
  void givenHandshakeThatNeverEnds_whenTheTimeIsUp_thenTheStartFails() {
    var id = bench.create("echo");
    bench.connector.hold();
    var starting = bench.executeLater(id, new Start());
    await().until(() -> bench.connector.handshakes() == 1);

    bench.clock.advance(bench.get(id).definition().settings().startTimeout());

    var result = starting.join();
    assertThat(result.errorCode()).contains(ErrorCode.TIMEOUT);
    assertThat(result.message()).contains("PT1M");
    assertThat(bench.runtime.alive()).isEmpty();
  }

  @Test
  void givenLaunchThatHangs_whenStopped_thenTheStartIsCalledOff() {
    var id = bench.create("echo");
    bench.runtime.on("echo", LaunchStep.hangs());
    var starting = bench.executeLater(id, new Start());
    await().until(() -> bench.runtime.launchesOf("echo") == 1);

    var stopped = bench.execute(id, new Stop());

    assertThat(stopped.success()).isTrue();
    assertThat(starting.join().errorCode()).contains(ErrorCode.SERVER_NOT_RUNNING);
    assertThat(starting.join().message()).contains("'stop'");
    assertThat(bench.moves(id)).containsExactly("stopped-starting", "starting-stopped");
    assertThat(bench.get(id).desired()).isEqualTo(DesiredState.STOPPED);
  }

  @Test
  void givenHandshakeUnderWay_whenStopped_thenTheInstanceHasEnded() {
    var id = bench.create("echo");
    bench.connector.hold();
    var starting = bench.executeLater(id, new Start());
    await().until(() -> bench.connector.handshakes() == 1);

    bench.execute(id, new Stop());

    assertThat(starting.join().success()).isFalse();
    assertThat(bench.runtime.alive()).isEmpty();
  }

  @Test
  void givenRunningServer_whenRestarted_thenANewInstanceRunsAfterTheOldHasEnded() {
    var id = bench.create("echo");
    bench.start(id);

    var result = bench.execute(id, new Restart());

    assertThat(result.success()).isTrue();
    assertThat(result.undoable()).isFalse();
    assertThat(bench.moves(id))
        .endsWith("running-stopping", "stopping-stopped", "stopped-starting", "starting-running");
    assertThat(bench.get(id).liveInstance().orElseThrow().generation()).isEqualTo(2);
    assertThat(bench.get(id).restarts()).isZero();
  }

  @Test
  void givenRunningServer_whenItEntersMaintenance_thenItsInstanceEndsAndItCanComeBack() {
    var id = bench.create("echo");
    bench.start(id);

    var entered = bench.execute(id, new EnterMaintenance());

    assertThat(entered.success()).isTrue();
    assertThat(bench.runtime.alive()).isEmpty();
    assertThat(bench.state(id)).isEqualTo(ServerState.MAINTENANCE);
    assertThat(bench.get(id).desired()).isEqualTo(DesiredState.MAINTENANCE);
    assertThat(bench.execute(id, new LeaveMaintenance()).success()).isTrue();
    assertThat(bench.moves(id)).endsWith("running-maintenance", "maintenance-stopped");
  }

  @Test
  void givenRunningServer_whenAskedToLeaveMaintenance_thenItIsRefusedWithStateAndWaysOut() {
    var id = bench.create("echo");
    bench.start(id);

    assertThatThrownBy(() -> bench.execute(id, new LeaveMaintenance()))
        .isInstanceOfSatisfying(IllegalTransitionException.class, e -> {
          assertThat(e.state()).isEqualTo(ServerState.RUNNING);
          assertThat(e.allowed())
              .isEqualTo(Set.of(ServerState.STOPPING, ServerState.ERROR, ServerState.MAINTENANCE));
          assertThat(e.server()).contains(id);
        });
    var last = (EventData.CommandExecuted) bench.events(id).getLast();
    assertThat(last.errorCode()).contains(ErrorCode.ILLEGAL_TRANSITION);
    var check = bench.supervisor.check(CONTEXT, id, new LeaveMaintenance());
    assertThat(check.errorCode()).contains(ErrorCode.ILLEGAL_TRANSITION);
    assertThat(bench.supervisor.check(CONTEXT, id, new Stop()).possible()).isTrue();
  }

  @Test
  void givenDisabledServer_whenStarted_thenItIsRefused() {
    var id = bench.create("echo");
    bench.start(id);

    assertThat(bench.execute(id, new Disable()).success()).isTrue();

    assertThat(bench.state(id)).isEqualTo(ServerState.STOPPED);
    assertThat(bench.get(id).revision()).isEqualTo(2);
    assertThatThrownBy(() -> bench.start(id))
        .isInstanceOfSatisfying(McpManagerException.class, e -> assertThat(e.code())
            .isEqualTo(ErrorCode.SERVER_DISABLED));
    assertThat(bench.execute(id, new Enable()).success()).isTrue();
    assertThat(bench.start(id).success()).isTrue();
  }

  @Test
  void givenRunningServer_whenDeleted_thenItsInstanceHasEndedAndItIsUnknown() {
    var id = bench.create("echo");
    bench.start(id);

    var result = bench.execute(id, new Delete());

    assertThat(result.success()).isTrue();
    assertThat(bench.runtime.alive()).isEmpty();
    assertThat(bench.store.servers().all()).isEmpty();
    assertThat(bench.log).contains(id + " forget");
    assertThat(bench.supervisor.find(CONTEXT, id)).isEmpty();
    assertThatThrownBy(() -> bench.start(id)).isInstanceOf(ServerNotFoundException.class);
    assertThat(bench.count(id, EventType.SERVER_DELETED)).isEqualTo(1);
    assertThat(bench.supervisor.create(CONTEXT, Bench.definition("echo")).id()).isNotEqualTo(id);
  }

  @Test
  void givenStartUnderWay_whenDeleted_thenNothingIsLeft() {
    var id = bench.create("echo");
    bench.runtime.on("echo", LaunchStep.hangs());
    var starting = bench.executeLater(id, new Start());
    await().until(() -> bench.runtime.launchesOf("echo") == 1);

    assertThat(bench.execute(id, new Delete()).success()).isTrue();

    assertThat(starting.join().success()).isFalse();
    assertThat(bench.supervisor.find(CONTEXT, id)).isEmpty();
  }

  @Test
  void givenRunningServer_whenItsLaunchChanges_thenItIsRestartedWithTheNewOne() {
    var id = bench.create("echo");
    bench.start(id);
    var changed = Bench.definition("echo").withLaunch(ProcessLaunch.of("cat"));

    var result = bench.execute(id, new Reconfigure(changed, 1));

    assertThat(result.success()).isTrue();
    assertThat(bench.get(id).revision()).isEqualTo(2);
    assertThat(bench.runtime.launches().getLast().launch()).isEqualTo(ProcessLaunch.of("cat"));
    assertThat(bench.runtime.launchesOf("echo")).isEqualTo(2);
  }

  @Test
  void givenRunningServer_whenOnlyItsNameChanges_thenItRunsOn() {
    var id = bench.create("echo");
    bench.start(id);

    bench.execute(id, new Reconfigure(Bench.definition("parrot"), 1));

    assertThat(bench.runtime.launches()).hasSize(1);
    assertThat(bench.supervisor.findByName(CONTEXT, "parrot")).isPresent();
    assertThat(bench.supervisor.findByName(CONTEXT, "echo")).isEmpty();
  }

  @Test
  void givenStaleRevision_whenReconfigured_thenItIsRefusedAndNothingChanges() {
    var id = bench.create("echo");
    bench.execute(id, new Reconfigure(Bench.definition("echo").withDescription("new"), 1));

    assertThatThrownBy(() -> bench.execute(
            id, new Reconfigure(Bench.definition("echo").withDescription("newer"), 1)))
        .isInstanceOfSatisfying(StaleRevisionException.class, e -> {
          assertThat(e.expected()).isEqualTo(1);
          assertThat(e.actual()).isEqualTo(2);
        });
    assertThat(bench.get(id).definition().description()).isEqualTo("new");
  }

  @Test
  void givenNameOfAnother_whenReconfigured_thenItIsRefusedAndNothingChanges() {
    bench.create("taken");
    var id = bench.create("echo");

    assertThatThrownBy(() -> bench.execute(id, new Reconfigure(Bench.definition("taken"), 1)))
        .isInstanceOfSatisfying(ValidationException.class, e -> {
          assertThat(e.code()).isEqualTo(ErrorCode.NAME_TAKEN);
          assertThat(e.problems().getFirst().field()).isEqualTo("name");
        });
    assertThat(bench.get(id).name()).isEqualTo("echo");
    assertThat(bench.get(id).revision()).isEqualTo(1);
  }

  @Test
  void givenStoreThatFails_whenACommandIsGiven_thenTheStateIsUnchanged() {
    var id = bench.create("echo");
    var before = bench.get(id);
    bench.store.broken = true;

    assertThatThrownBy(() -> bench.start(id))
        .isInstanceOfSatisfying(
            McpManagerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_FAILED));

    bench.store.broken = false;
    assertThat(bench.get(id)).isEqualTo(before);
    assertThat(bench.runtime.launches()).isEmpty();
    assertThat(bench.start(id).success()).isTrue();
  }

  @Test
  void givenServerThatDoesNotStop_whenStopped_thenItIsInErrorAndStoppingCanBeRepeated() {
    var id = bench.create("echo");
    bench.runtime.on("echo", LaunchStep.staysUp().whenStopped(LaunchStep.WhenStopped.REFUSES));
    bench.start(id);

    var result = bench.execute(id, new Stop());

    assertThat(result.errorCode()).contains(ErrorCode.STOP_FAILED);
    assertThat(bench.state(id)).isEqualTo(ServerState.ERROR);
    assertThat(bench.start(id).errorCode()).contains(ErrorCode.STOP_FAILED);
    assertThat(bench.runtime.launches()).hasSize(1);
    bench.instance("echo").whenStopped(LaunchStep.WhenStopped.ENDS);
    assertThat(bench.start(id).success()).isTrue();
    assertThat(bench.moves(id)).endsWith("stopping-error", "error-starting", "starting-running");
  }

  @Test
  void givenOtherTenant_whenItAsks_thenTheServerIsUnknown() {
    var id = bench.create("echo");
    var other = new CallContext(CONTEXT.principal(), "other", "test");

    assertThat(bench.supervisor.find(other, id)).isEmpty();
    assertThatThrownBy(() -> bench.execute(other, id, new Start()))
        .isInstanceOf(ServerNotFoundException.class);
    assertThat(bench.supervisor.create(other, Bench.definition("echo")).name()).isEqualTo("echo");
  }
}
