package io.mcpmanager.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.api.log.LogStream;
import io.mcpmanager.api.server.DesiredState;
import io.mcpmanager.api.server.Phase;
import io.mcpmanager.api.server.RestartPolicy;
import io.mcpmanager.api.server.ServerCommand.Start;
import io.mcpmanager.api.server.ServerCommand.Stop;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.ServerState;
import io.mcpmanager.api.server.ServerStatus;
import io.mcpmanager.testkit.LaunchStep;
import io.mcpmanager.testkit.LeakFree;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@LeakFree
final class RestartsTest {

  private final Bench bench = new Bench().started();

  @AfterEach
  void close() {
    bench.close();
    assertThat(bench.runtime.violations()).isEmpty();
  }

  @Test
  void givenServerThatCrashes_whenItsPauseIsOver_thenItRunsAgain() {
    var id = runningServer(RestartPolicy.DEFAULT);
    bench.instance("echo").write(LogStream.STDERR, "boom");
    bench.instance("echo").exit(3);
    bench.awaitState(id, ServerState.ERROR);
    var failure = error(id).failure();
    assertThat(failure.phase()).isEqualTo(Phase.RUN);
    assertThat(failure.code()).isEqualTo(ErrorCode.SERVER_EXITED);
    assertThat(failure.exitStatus()).isEqualTo(3);
    assertThat(failure.lastErrorLines()).containsExactly("boom");

    bench.clock.advance(Duration.ofMillis(999));
    assertThat(bench.runtime.launchesOf("echo")).isEqualTo(1);

    bench.clock.advance(Duration.ofMillis(1));
    bench.awaitState(id, ServerState.RUNNING);
    assertThat(bench.runtime.launchesOf("echo")).isEqualTo(2);
    assertThat(bench.get(id).restarts()).isEqualTo(1);
    assertThat(bench.moves(id)).endsWith("running-error", "error-starting", "starting-running");
  }

  @Test
  void givenServerThatEndsCleanly_whenItsPolicyIsOnFailure_thenItStaysInError() {
    var id = runningServer(RestartPolicy.DEFAULT);

    bench.instance("echo").exit(0);

    bench.awaitState(id, ServerState.ERROR);
    assertThat(error(id).retryAt()).isEmpty();
    assertThat(bench.get(id).desired()).isEqualTo(DesiredState.RUNNING);
  }

  @Test
  void givenServerThatEndsCleanly_whenItsPolicyIsAlways_thenItRunsAgain() {
    var id = runningServer(RestartPolicy.DEFAULT.withMode(RestartPolicy.Mode.ALWAYS));

    bench.instance("echo").exit(0);
    bench.awaitState(id, ServerState.ERROR);
    bench.clock.advance(Duration.ofSeconds(1));

    bench.awaitState(id, ServerState.RUNNING);
  }

  @Test
  void givenServerThatCrashes_whenItsPolicyIsNever_thenItStaysInError() {
    var id = runningServer(RestartPolicy.NEVER);

    bench.instance("echo").exit(1);

    bench.awaitState(id, ServerState.ERROR);
    assertThat(error(id).retryAt()).isEmpty();
    assertThat(error(id).failure().code()).isEqualTo(ErrorCode.SERVER_EXITED);
  }

  @Test
  void givenServerThatKeepsCrashing_whenItsRestartsAreUsedUp_thenItIsACrashLoop() {
    var id = bench.create(Bench.definition("echo", RestartPolicy.DEFAULT.withMaxRestarts(2)));
    bench.runtime.on(
        "echo",
        LaunchStep.exits(1, "first"),
        LaunchStep.exits(1, "second"),
        LaunchStep.exits(9, "third"));

    assertThat(bench.start(id).success()).isFalse();
    bench.clock.advance(Duration.ofSeconds(1));
    await().until(() -> bench.runtime.launchesOf("echo") == 2);
    await().until(() -> retryIsDue(id));
    bench.clock.advance(Duration.ofSeconds(2));
    await().until(() -> bench.runtime.launchesOf("echo") == 3);
    bench.awaitState(id, ServerState.ERROR);
    await().until(() -> error(id).retryAt().isEmpty());

    var failure = error(id).failure();
    assertThat(failure.code()).isEqualTo(ErrorCode.CRASH_LOOP);
    assertThat(failure.exitStatus()).isEqualTo(9);
    assertThat(failure.lastErrorLines()).containsExactly("third");
    bench.clock.advance(Duration.ofHours(1));
    assertThat(bench.runtime.launchesOf("echo")).isEqualTo(3);
    assertThat(bench.start(id).success()).isTrue();
    assertThat(bench.get(id).restarts()).isZero();
  }

  @Test
  void givenServerThatRanLongEnough_whenItCrashes_thenItsRestartsCountAnew() {
    var id = runningServer(RestartPolicy.DEFAULT.withMaxRestarts(1));
    for (int i = 0; i < 3; i++) {
      bench.clock.advance(RestartPolicy.DEFAULT.resetAfter());
      bench.instance("echo").exit(1);
      bench.awaitState(id, ServerState.ERROR);
      assertThat(error(id).retryAt()).contains(bench.clock.now().plusSeconds(1));
      bench.clock.advance(Duration.ofSeconds(1));
      bench.awaitState(id, ServerState.RUNNING);
    }

    assertThat(bench.get(id).restarts()).isEqualTo(3);
  }

  @Test
  void givenRestartThatIsDue_whenStopped_thenItStaysStopped() {
    var id = runningServer(RestartPolicy.DEFAULT);
    bench.instance("echo").exit(1);
    bench.awaitState(id, ServerState.ERROR);

    bench.execute(id, new Stop());
    bench.clock.advance(Duration.ofHours(1));

    assertThat(bench.state(id)).isEqualTo(ServerState.STOPPED);
    assertThat(bench.runtime.launchesOf("echo")).isEqualTo(1);
    assertThat(bench.clock.pending()).isZero();
  }

  @Test
  void givenRestartUnderWay_whenStarted_thenTheStartJoinsIt() {
    var id = runningServer(RestartPolicy.DEFAULT);
    bench.connector.hold();
    bench.instance("echo").exit(1);
    bench.awaitState(id, ServerState.ERROR);
    bench.clock.advance(Duration.ofSeconds(1));
    bench.awaitState(id, ServerState.STARTING);

    var joined = bench.executeLater(id, new Start());
    bench.connector.release();

    assertThat(joined.join().success()).isTrue();
    assertThat(bench.runtime.launchesOf("echo")).isEqualTo(2);
  }

  @Test
  void givenChannelThatBreaks_whenTheInstanceLivesOn_thenItIsEndedAndReplaced() {
    var id = runningServer(RestartPolicy.DEFAULT);
    bench.instance("echo").channel().breakOff("end of stream");

    bench.clock.advance(Bench.RECONNECT_LINGER);
    bench.awaitState(id, ServerState.ERROR);
    assertThat(error(id).failure().code()).isEqualTo(ErrorCode.CHANNEL_FAILED);
    await().until(() -> bench.runtime.alive().isEmpty());
    bench.clock.advance(Duration.ofSeconds(1));

    bench.awaitState(id, ServerState.RUNNING);
    assertThat(bench.runtime.launchesOf("echo")).isEqualTo(2);
  }

  @Test
  void givenStoreThatFails_whenAServerCrashes_thenItIsStoredLater() {
    var id = runningServer(RestartPolicy.DEFAULT);
    bench.store.broken = true;
    bench.instance("echo").exit(1);
    await().until(() -> bench.clock.pending() > 0);

    bench.store.broken = false;
    bench.clock.advance(Duration.ofSeconds(1));

    bench.awaitState(id, ServerState.ERROR);
    assertThat(bench.moves(id)).endsWith("running-error");
  }

  @Test
  void givenUnhealthyServer_whenARestartIsAskedFor_thenItCountsAndEndsInACrashLoop() {
    var id = runningServer(RestartPolicy.DEFAULT.withMaxRestarts(1));

    bench.supervisor.restartUnhealthy(id, 1, "no answer");
    await().until(() -> bench.get(id).restarts() == 1);
    bench.awaitState(id, ServerState.RUNNING);
    bench.supervisor.restartUnhealthy(id, 1, "of an earlier life");
    bench.supervisor.restartUnhealthy(id, 2, "no answer");

    bench.awaitState(id, ServerState.ERROR);
    assertThat(error(id).failure().code()).isEqualTo(ErrorCode.CRASH_LOOP);
    await().until(() -> bench.runtime.alive().isEmpty());
    assertThat(bench.runtime.launchesOf("echo")).isEqualTo(2);
  }

  @Test
  void givenEvents_whenAServerCrashes_thenTheyTellWhyAndWhenItStartsAgain() {
    var id = runningServer(RestartPolicy.DEFAULT);

    bench.instance("echo").exit(5);
    bench.awaitState(id, ServerState.ERROR);

    var moved = (EventData.StateChanged) bench.events(id).getLast();
    assertThat(moved.generation()).isEqualTo(1);
    assertThat(moved.failure()).isEqualTo(error(id).failure());
    assertThat(moved.nextStart()).isEqualTo(bench.clock.now().plusSeconds(1));
  }

  private ServerId runningServer(RestartPolicy policy) {
    var id = bench.create(Bench.definition("echo", policy));
    assertThat(bench.start(id).success()).isTrue();
    return id;
  }

  private ServerStatus.InError error(ServerId id) {
    return (ServerStatus.InError) bench.get(id).status();
  }

  private boolean retryIsDue(ServerId id) {
    return bench.get(id).status() instanceof ServerStatus.InError error
        && error.retryAt().isPresent();
  }
}
