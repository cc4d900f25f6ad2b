package io.mcpmanager.core.lifecycle;

import static io.mcpmanager.core.lifecycle.Situations.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.api.health.HealthReport;
import io.mcpmanager.api.server.Drift;
import io.mcpmanager.api.server.Failure;
import io.mcpmanager.api.server.InstalledPackage;
import io.mcpmanager.api.server.Phase;
import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.api.server.ServerState;
import io.mcpmanager.spi.ExitStatus;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The rules on their own, without threads: any input in any situation. */
final class DecisionsPropertyTest {

  private static final Failure FAILURE =
      new Failure(Phase.STOP, ErrorCode.STOP_FAILED, "still alive", null, List.of());

  @Property
  void givenAnySequence_whenDecided_thenMovesAreListedAndNothingIsLaunchedBesideALiveInstance(
      @ForAll ServerState first, @ForAll("inputs") List<Object> inputs) {
    Situation now = Situations.of(Situations.inState(first));
    for (Object input : inputs) {
      Situation before = now;
      Decision decision = decide(before, input);
      decision.events().forEach(DecisionsPropertyTest::requireListed);
      boolean launches = decision.effects().stream().anyMatch(Effect.Launch.class::isInstance);
      // only the end of an instance itself may be followed by a launch at once
      assertThat(launches && before.occupied() && !endsInstance(input)).isFalse();
      assertThat(decision.after().generation()).isEqualTo(before.generation() + (launches ? 1 : 0));
      now = decision.after();
      if (decision.deleted()) {
        return;
      }
    }
  }

  @Property
  void givenSignalOfAnEarlierLife_whenDecided_thenNothingChanges(
      @ForAll ServerState state, @ForAll("signals") Signal signal) {
    Situation old = Situations.of(Situations.inState(state));
    Situation later = old.withKept(old.kept().nextGeneration());

    if (signal instanceof Signal.OfLife) {
      Decision decision = SignalRules.decide(later, signal, NOW, 0);
      assertThat(decision).isEqualTo(new Decision(later, List.of(), List.of(), null, false));
    }
  }

  private static boolean endsInstance(Object input) {
    return input instanceof Signal.Stopped || input instanceof Signal.StartFailed;
  }

  private static void requireListed(EventData event) {
    if (event instanceof EventData.StateChanged moved) {
      assertThat(TransitionsPropertyTest.ALLOWED.get(moved.from())).contains(moved.to());
    }
  }

  private static Decision decide(Situation before, Object input) {
    if (input instanceof Signal signal) {
      Signal present = withGeneration(signal, before.generation());
      // a life says that it has been stopped only when it has been asked to, and only while there
      // is one
      return SignalRules.decide(before, fits(present, before) ? present : idle(), NOW, 0.5);
    }
    try {
      return CommandRules.decide(before, (ServerCommand) input, NOW);
    } catch (McpManagerException refused) {
      return new Decision(before, List.of(), List.of(), null, false);
    }
  }

  private static boolean fits(Signal signal, Situation now) {
    return !(signal instanceof Signal.Stopped) || now.state() != ServerState.RUNNING;
  }

  private static Signal idle() {
    return new Signal.RestartDue(-1);
  }

  private static Signal withGeneration(Signal signal, long generation) {
    return switch (signal) {
      case Signal.Reached reached -> new Signal.Reached(generation, reached.phase());
      case Signal.Installed done ->
        new Signal.Installed(generation, done.installed(), done.millis());
      case Signal.Wedged wedged ->
        new Signal.Wedged(generation, wedged.traffic(), wedged.lastErrorLines());
      case Signal.Answering ignored -> new Signal.Answering(generation);
      case Signal.Drifted drifted ->
        new Signal.Drifted(
            generation,
            drifted.drift(),
            drifted.attempt(),
            drifted.nextAttempt(),
            drifted.lastErrorLines());
      case Signal.Ready ready -> new Signal.Ready(generation, ready.instance());
      case Signal.StartFailed failed ->
        new Signal.StartFailed(generation, failed.failure(), failed.leftover());
      case Signal.Ended ended -> new Signal.Ended(generation, ended.exit(), ended.lastErrorLines());
      case Signal.ChannelLost lost ->
        new Signal.ChannelLost(generation, lost.reason(), lost.lastErrorLines());
      case Signal.Stopped stopped -> new Signal.Stopped(generation, stopped.failure());
      case Signal.RestartDue ignored -> new Signal.RestartDue(generation);
      case Signal.Unhealthy unhealthy -> new Signal.Unhealthy(generation, unhealthy.reason());
      case Signal.HealthReported health -> new Signal.HealthReported(generation, health.report());
      case Signal.CancelStart same -> same;
      case Signal.Reconcile same -> same;
      case Signal.ManagerStopping same -> same;
    };
  }

  @Provide
  Arbitrary<List<Object>> inputs() {
    Arbitrary<Object> any = Arbitraries.oneOf(
        signals().map(signal -> (Object) signal), commands().map(command -> (Object) command));
    return any.list().ofMaxSize(30);
  }

  @Provide
  Arbitrary<Signal> signals() {
    return Arbitraries.of(
        new Signal.Ready(3, Situations.INSTANCE),
        new Signal.StartFailed(3, FAILURE, false),
        new Signal.StartFailed(3, FAILURE, true),
        new Signal.Ended(3, new ExitStatus(0, "exited", false), List.of()),
        new Signal.Ended(3, new ExitStatus(1, "exited", false), List.of("out of memory")),
        new Signal.ChannelLost(3, "end of file", List.of()),
        new Signal.Stopped(3, null),
        new Signal.Stopped(3, FAILURE),
        new Signal.RestartDue(3),
        new Signal.Reached(3, Phase.LISTING),
        new Signal.Installed(3, new InstalledPackage("left-pad", "1.3.0", null), 9),
        new Signal.Wedged(3, Traffic.NONE, List.of()),
        new Signal.Answering(3),
        new Signal.Drifted(3, Drift.NOT_RUNNING, 1, NOW, List.of()),
        new Signal.Drifted(3, Drift.EXIT_MISSED, 1, NOW, List.of()),
        new Signal.Drifted(3, Drift.NOT_ENDED, 1, NOW, List.of()),
        new Signal.Unhealthy(3, "no answer"),
        new Signal.HealthReported(3, HealthReport.UNKNOWN),
        new Signal.CancelStart(),
        new Signal.Reconcile(),
        new Signal.ManagerStopping());
  }

  private static Arbitrary<ServerCommand> commands() {
    return Arbitraries.of(
        new ServerCommand.Start(),
        new ServerCommand.Stop(),
        new ServerCommand.Restart(),
        new ServerCommand.EnterMaintenance(),
        new ServerCommand.LeaveMaintenance(),
        new ServerCommand.Enable(),
        new ServerCommand.Disable(),
        new ServerCommand.Reconfigure(Bench.definition("parrot"), 1),
        new ServerCommand.Delete());
  }
}
