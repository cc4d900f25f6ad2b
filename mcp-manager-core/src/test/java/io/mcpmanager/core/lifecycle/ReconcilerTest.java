package io.mcpmanager.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.api.event.EventType;
import io.mcpmanager.api.log.LogStream;
import io.mcpmanager.api.server.Drift;
import io.mcpmanager.api.server.Failure;
import io.mcpmanager.api.server.HealthCheck;
import io.mcpmanager.api.server.Phase;
import io.mcpmanager.api.server.RestartPolicy;
import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.ServerState;
import io.mcpmanager.api.server.ServerStatus;
import io.mcpmanager.testkit.LaunchStep;
import io.mcpmanager.testkit.LeakFree;
import io.mcpmanager.testkit.ScriptedInstance;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the reconciler does about servers that are not as they should be, and what it leaves alone. */
@LeakFree
final class ReconcilerTest {

  private static final Traffic OWING =
      new Traffic(3, 2, Duration.ofMinutes(6), Duration.ofMinutes(6), 0);

  private final Bench bench = new Bench().started();
  private final Reconciler reconciler = new Reconciler(bench.supervisor, bench.clock);

  @BeforeEach
  void start() {
    reconciler.start();
  }

  @AfterEach
  void close() {
    reconciler.close();
    bench.runtime.alive().forEach(i -> i.whenStopped(LaunchStep.WhenStopped.ENDS));
    bench.close();
  }

  @Test
  void givenAnExitThatNobodyHeardOf_whenLookedForTwice_thenItIsTakenAsEndedAndStartedAgain() {
    ServerId id = running("echo");
    ScriptedInstance lost = bench.instance("echo");
    lost.write(LogStream.STDERR, "out of memory");
    lost.vanish();

    look(1);
    assertThat(bench.state(id)).isEqualTo(ServerState.RUNNING);
    look(1);

    assertThat(reconciled(id))
        .extracting(EventData.Reconciled::drift)
        .containsExactly(Drift.EXIT_MISSED);
    await().until(() -> {
      bench.clock.advance(Duration.ofSeconds(1));
      return bench.state(id) == ServerState.RUNNING && bench.runtime.launchesOf("echo") == 2;
    });
    Failure failure = failures(id).getFirst();
    assertThat(failure.phase()).isEqualTo(Phase.RUN);
    assertThat(failure.lastErrorLines()).containsExactly("out of memory");
  }

  @Test
  void givenAStopThatFailed_whenLookedForAgainAndAgain_thenItIsRetriedWithPausesUntilItSucceeds() {
    bench.runtime.on("echo", LaunchStep.staysUp().whenStopped(LaunchStep.WhenStopped.REFUSES));
    ServerId id = running("echo");
    assertThat(bench.execute(id, new ServerCommand.Stop()).error())
        .isEqualTo(ErrorCode.STOP_FAILED);

    look(30);
    List<EventData.Reconciled> tried = reconciled(id);
    // at 20, 30, 50, 90, 170 and 330 s
    assertThat(tried).hasSize(5);
    assertThat(tried).extracting(EventData.Reconciled::attempt).containsExactly(1, 2, 3, 4, 5);
    assertThat(tried).extracting(EventData.Reconciled::drift).containsOnly(Drift.NOT_ENDED);
    assertThat(bench.state(id)).isEqualTo(ServerState.ERROR);

    bench.instance("echo").whenStopped(LaunchStep.WhenStopped.ENDS);
    look(30);

    assertThat(bench.state(id)).isEqualTo(ServerState.STOPPED);
    assertThat(bench.runtime.alive()).isEmpty();
    assertThat(reconciled(id)).hasSize(6);
    look(30);
    assertThat(reconciled(id)).hasSize(6);
  }

  @Test
  void givenARestartWhoseStopFailed_whenTheLeftoverEnds_thenTheServerRunsAgain() {
    bench.runtime.on("echo", LaunchStep.staysUp().whenStopped(LaunchStep.WhenStopped.REFUSES));
    ServerId id = running("echo");
    bench.execute(id, new ServerCommand.Restart());
    assertThat(bench.state(id)).isEqualTo(ServerState.ERROR);

    bench.instance("echo").whenStopped(LaunchStep.WhenStopped.ENDS);
    look(3);

    bench.awaitState(id, ServerState.RUNNING);
    assertThat(bench.runtime.violations()).isEmpty();
    assertThat(bench.runtime.alive()).hasSize(1);
  }

  @Test
  void givenACrashLoop_whenLookedForLong_thenTheErrorStays() {
    RestartPolicy policy = RestartPolicy.DEFAULT.withMaxRestarts(1);
    bench.runtime.on("echo", LaunchStep.exits(1), LaunchStep.exits(1), LaunchStep.exits(1));
    ServerId id = bench.create(Bench.definition("echo", policy));
    bench.start(id);
    await().until(() -> {
      bench.clock.advance(Duration.ofSeconds(5));
      return failures(id).stream().anyMatch(f -> f.code() == ErrorCode.CRASH_LOOP);
    });
    int launches = bench.runtime.launchesOf("echo");

    look(100);

    assertThat(bench.state(id)).isEqualTo(ServerState.ERROR);
    assertThat(bench.runtime.launchesOf("echo")).isEqualTo(launches);
    assertThat(reconciled(id)).isEmpty();
  }

  @Test
  void givenServersAsTheyShouldBe_whenLookedForLong_thenNothingIsDone() {
    ServerId runs = running("one");
    ServerId stopped = bench.create("two");
    ServerId serviced = running("three");
    bench.execute(serviced, new ServerCommand.EnterMaintenance());
    ServerId disabled = running("four");
    bench.execute(disabled, new ServerCommand.Disable());

    look(50);

    for (ServerId id : List.of(runs, stopped, serviced, disabled)) {
      assertThat(reconciled(id)).isEmpty();
    }
    assertThat(bench.runtime.launches()).hasSize(3);
  }

  @Test
  void givenACommandUnderWay_whenLookedForLong_thenItIsNotDisturbed() {
    bench.runtime.on("echo", LaunchStep.staysUp().whenStopped(LaunchStep.WhenStopped.WAITS));
    ServerId id = running("echo");
    var stop = bench.executeLater(id, new ServerCommand.Stop());
    bench.awaitState(id, ServerState.STOPPING);

    // within the time that the stop is given
    bench.clock.advance(Duration.ofSeconds(15));
    assertThat(reconciled(id)).isEmpty();
    bench.instance("echo").finishStop();

    assertThat(stop.join().success()).isTrue();
    assertThat(bench.state(id)).isEqualTo(ServerState.STOPPED);
  }

  @Test
  void givenAWedgedServer_whenItDoesNotAnswerAPing_thenItIsRestartedAndOthersAreNot() {
    ServerId wedged = running("echo");
    ServerId other = running("other");
    bench.instance("echo").write(LogStream.STDERR, "waiting for the lock");
    bench.connector.traffic.put("echo", OWING);
    bench.connector.mute.add("echo");

    look(1);
    await().until(() -> bench.count(wedged, EventType.WEDGED) == 1);
    bench.connector.traffic.clear();
    await().until(() -> {
      bench.clock.advance(Duration.ofSeconds(1));
      return bench.state(wedged) == ServerState.RUNNING && bench.runtime.launchesOf("echo") == 2;
    });

    Failure failure = failures(wedged).getFirst();
    assertThat(failure.phase()).isEqualTo(Phase.CALL);
    assertThat(failure.message()).contains("2 of 3 calls are overdue");
    assertThat(failure.lastErrorLines()).containsExactly("waiting for the lock");
    assertThat(bench.runtime.launchesOf("other")).isEqualTo(1);
    assertThat(bench.count(other, EventType.WEDGED)).isZero();
    assertThat(bench.runtime.violations()).isEmpty();
  }

  @Test
  void givenCallsOverdue_whenThePingIsAnswered_thenTheServerIsLeftAlone() {
    ServerId id = running("echo");
    bench.connector.traffic.put("echo", OWING);
    bench.connector.whenPinged = bench.connector.traffic::clear;

    look(3);
    await().until(() -> bench.connector.pings() > 0);

    assertThat(bench.count(id, EventType.WEDGED)).isZero();
    assertThat(bench.state(id)).isEqualTo(ServerState.RUNNING);
  }

  @Test
  void givenAServerTakenOutWhenWedged_whenItAnswersAgain_thenItIsPutBackWithoutARestart() {
    ServerId id = running(reacting(HealthCheck.Reaction.REMOVE_FROM_ROTATION));
    bench.connector.traffic.put("echo", OWING);
    bench.connector.mute.add("echo");
    look(1);
    await().until(() -> wedged(id));
    look(5);
    assertThat(bench.count(id, EventType.WEDGED)).isEqualTo(1);

    // a server that answers again owes nothing any more; else the next look finds it wedged again
    bench.connector.traffic.clear();
    bench.connector.mute.clear();
    await().until(() -> {
      look(1);
      return !wedged(id);
    });

    assertThat(bench.count(id, EventType.UNWEDGED)).isEqualTo(1);
    assertThat(bench.state(id)).isEqualTo(ServerState.RUNNING);
    assertThat(bench.runtime.launchesOf("echo")).isEqualTo(1);
  }

  @Test
  void givenAServerThatIsNeverRestarted_whenWedged_thenItEndsInErrorAndIsEnded() {
    ServerDefinition definition = Bench.definition("echo", RestartPolicy.NEVER);
    ServerId id = running(definition);
    bench.connector.traffic.put("echo", OWING);
    bench.connector.mute.add("echo");

    look(1);

    bench.awaitState(id, ServerState.ERROR);
    await().until(() -> bench.runtime.alive().isEmpty());
    assertThat(((ServerStatus.InError) bench.get(id).status()).retryAt()).isEmpty();
  }

  private void look(int times) {
    settle();
    for (int i = 0; i < times; i++) {
      bench.clock.advance(Duration.ofSeconds(10));
      settle();
    }
  }

  private void settle() {
    await().pollInterval(Duration.ofMillis(1)).until(() -> bench.supervisor.actors().stream()
        .noneMatch(actor -> actor.observe().busy()));
  }

  private static ServerDefinition reacting(HealthCheck.Reaction reaction) {
    ServerDefinition plain = Bench.definition("echo");
    return plain.withSettings(plain.settings().withWhenWedged(reaction));
  }

  private ServerId running(String name) {
    return running(Bench.definition(name));
  }

  private ServerId running(ServerDefinition definition) {
    ServerId id = bench.create(definition);
    assertThat(bench.start(id).success()).isTrue();
    return id;
  }

  private boolean wedged(ServerId id) {
    return bench.get(id).liveInstance().orElseThrow().wedged().isPresent();
  }

  private List<EventData.Reconciled> reconciled(ServerId id) {
    return bench.events(id).stream()
        .filter(EventData.Reconciled.class::isInstance)
        .map(EventData.Reconciled.class::cast)
        .toList();
  }

  private List<Failure> failures(ServerId id) {
    return bench.events(id).stream()
        .filter(EventData.StateChanged.class::isInstance)
        .map(event -> ((EventData.StateChanged) event).failure())
        .filter(Objects::nonNull)
        .toList();
  }
}
