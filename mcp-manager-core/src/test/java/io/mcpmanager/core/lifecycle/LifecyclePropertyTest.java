package io.mcpmanager.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.api.event.EventData;
import io.mcpmanager.api.event.EventFilter;
import io.mcpmanager.api.server.CommandResult;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.RestartPolicy;
import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.ServerState;
import io.mcpmanager.core.json.EventJson;
import io.mcpmanager.spi.store.EventRecord;
import io.mcpmanager.testkit.LaunchStep;
import io.mcpmanager.testkit.ScriptedInstance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;

/**
 * Whole servers with their threads: any commands at once, with crashes, hanging launches, instances that refuse to end, a
 * failing store, and managers that are killed and begin anew.
 */
final class LifecyclePropertyTest {

  private static final List<String> NAMES = List.of("one", "two");

  /** One thing that is done to a server or to the world around it. */
  private record Step(String name, Consumer<Run> action) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final class Run {
    Bench bench = new Bench().started();
    Reconciler reconciler = reconciler();
    final List<Long> kills = new ArrayList<>();
    final List<String> violations = new ArrayList<>();
    final List<ServerId> servers = new ArrayList<>();
    final List<CompletableFuture<CommandResult>> given = new ArrayList<>();

    Run() {
      RestartPolicy policy =
          RestartPolicy.DEFAULT.withMode(RestartPolicy.Mode.ALWAYS).withMaxRestarts(3);
      NAMES.forEach(name -> servers.add(bench.create(Bench.definition(name, policy))));
    }

    void command(int server, ServerCommand command) {
      given.add(bench.executeLater(servers.get(server), command));
    }

    /** Lets the last command end, unless it waits for something. */
    void settle() {
      if (!given.isEmpty()) {
        var unused = given
            .getLast()
            .handle((result, refusal) -> "done")
            .completeOnTimeout("still waiting", 20, TimeUnit.MILLISECONDS)
            .join();
      }
    }

    /** Lets time pass in pieces, with everything that becomes due having its effect in between. */
    void passTime() {
      for (int i = 0; i < 4; i++) {
        bench.clock.advance(Duration.ofMillis(500));
        for (int server = 0; server < NAMES.size(); server++) {
          command(server, new ServerCommand.Enable());
          settle();
        }
      }
    }

    /** Has a server end in error with an instance that would not end. */
    void leaveSomething(int server) {
      LaunchStep refusing = LaunchStep.staysUp().whenStopped(LaunchStep.WhenStopped.REFUSES);
      bench.runtime.on(NAMES.get(server), refusing);
      command(server, new ServerCommand.Start());
      settle();
      command(server, new ServerCommand.Stop());
      settle();
    }

    /** Loses everything in memory, with what runs, and begins anew from what is stored. */
    void killManager() {
      Bench killed = bench;
      SwitchableStore stored = killed.store.takenOver();
      killed.runtime.close();
      close();
      violations.addAll(killed.runtime.violations());
      List<EventRecord> told = stored.events().after("default", EventFilter.ALL, 0, 1001);
      kills.add(told.isEmpty() ? 0L : told.getLast().sequence());
      bench = new Bench(stored).started();
      reconciler = reconciler();
    }

    private Reconciler reconciler() {
      var fresh = new Reconciler(bench.supervisor, bench.clock);
      fresh.start();
      return fresh;
    }

    /** Closes, letting instances that wait when stopped end. */
    void close() {
      reconciler.close();
      var closing = CompletableFuture.runAsync(
          bench.supervisor::close, task -> Thread.ofVirtual().start(task));
      await().pollInterval(Duration.ofMillis(2)).until(() -> {
        bench.runtime.alive().forEach(ScriptedInstance::finishStop);
        return closing.isDone();
      });
    }

    void alive(Consumer<ScriptedInstance> action) {
      bench.runtime.alive().stream().findFirst().ifPresent(action);
    }
  }

  @Property(tries = 300, shrinking = ShrinkingMode.BOUNDED)
  void givenAnyCommandsAndCrashes_whenAllIsOver_thenTheRulesWereKeptAndNothingIsLeft(
      @ForAll("steps") List<Step> steps) throws Exception {
    var run = new Run();
    try {
      for (Step step : steps) {
        step.action().accept(run);
      }
    } finally {
      run.close();
    }

    Bench bench = run.bench;
    assertThat(run.violations).isEmpty();
    assertThat(bench.runtime.violations()).isEmpty();
    assertThat(bench.runtime.alive()).isEmpty();
    for (CompletableFuture<CommandResult> command : run.given) {
      command.handle((result, refusal) -> result).get(10, TimeUnit.SECONDS);
    }
    run.servers.forEach(id -> requireLegalHistory(bench.eventRecords(id), run.kills));
    requireNoGaps(bench.store.events().after("default", EventFilter.ALL, 0, 1001));
  }

  private static void requireLegalHistory(List<EventRecord> events, List<Long> kills) {
    ServerState state = ServerState.STOPPED;
    long generation = 0;
    long last = 0;
    for (EventRecord event : events) {
      if (EventJson.read(event.type(), event.data()) instanceof EventData.StateChanged moved) {
        long before = last;
        boolean begunAnew =
            kills.stream().anyMatch(kill -> kill >= before && kill < event.sequence());
        last = event.sequence();
        if (begunAnew) {
          // a server in maintenance stays there, all others begin stopped
          state = state == ServerState.MAINTENANCE && moved.from() == ServerState.MAINTENANCE
              ? ServerState.MAINTENANCE
              : ServerState.STOPPED;
        }
        assertThat(moved.from()).isEqualTo(state);
        assertThat(TransitionsPropertyTest.ALLOWED.get(state)).contains(moved.to());
        boolean begins = moved.to() == ServerState.STARTING;
        assertThat(moved.generation()).isEqualTo(generation + (begins ? 1 : 0));
        state = moved.to();
        generation = moved.generation();
      }
    }
  }

  private static void requireNoGaps(List<EventRecord> events) {
    long expected = 1;
    for (EventRecord event : events) {
      assertThat(event.sequence()).isEqualTo(expected++);
    }
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Step> step = Arbitraries.frequencyOf(
        Tuple.of(6, commands()), Tuple.of(2, launches()), Tuple.of(4, happenings()));
    return step.list().ofMaxSize(40);
  }

  private static Arbitrary<Step> commands() {
    Arbitrary<ServerCommand> command = Arbitraries.of(
        new ServerCommand.Start(),
        new ServerCommand.Start(),
        new ServerCommand.Stop(),
        new ServerCommand.Restart(),
        new ServerCommand.EnterMaintenance(),
        new ServerCommand.LeaveMaintenance(),
        new ServerCommand.Enable(),
        new ServerCommand.Disable(),
        new ServerCommand.Reconfigure(
            Bench.definition("one").withLaunch(ProcessLaunch.of("cat")), 1),
        new ServerCommand.Delete());
    return Combinators.combine(command, Arbitraries.integers().between(0, 1))
        .as((wanted, server) ->
            new Step(wanted.text() + " " + NAMES.get(server), run -> run.command(server, wanted)));
  }

  private static Arbitrary<Step> launches() {
    Arbitrary<LaunchStep> launch = Arbitraries.of(
        LaunchStep.exits(0),
        LaunchStep.exits(1, "boom"),
        LaunchStep.fails("not found"),
        LaunchStep.hangs(),
        LaunchStep.staysUp().whenStopped(LaunchStep.WhenStopped.REFUSES),
        LaunchStep.staysUp().whenStopped(LaunchStep.WhenStopped.REFUSES),
        LaunchStep.staysUp().whenStopped(LaunchStep.WhenStopped.WAITS),
        LaunchStep.staysUp().whenStopped(LaunchStep.WhenStopped.WAITS));
    return Combinators.combine(launch, Arbitraries.of(NAMES))
        .as((next, name) ->
            new Step(next.kind() + " next on " + name, run -> run.bench.runtime.on(name, next)));
  }

  private static Arbitrary<Step> happenings() {
    return Arbitraries.of(
        new Step("crash", run -> run.alive(instance -> instance.exit(1))),
        new Step("end", run -> run.alive(instance -> instance.exit(0))),
        new Step("break", run -> run.alive(instance -> instance.channel().breakOff("eof"))),
        new Step("break", run -> run.alive(instance -> instance.channel().breakOff("eof"))),
        new Step("vanish", run -> run.alive(ScriptedInstance::vanish)),
        new Step("settle", Run::settle),
        new Step("settle", Run::settle),
        new Step("settle", Run::settle),
        new Step("end as asked", run -> run.alive(ScriptedInstance::finishStop)),
        new Step("release", run -> run.bench.runtime.release()),
        new Step("pass time", Run::passTime),
        new Step("pass time", Run::passTime),
        new Step("wait 1 s", run -> run.bench.clock.advance(Duration.ofSeconds(1))),
        new Step("wait 2 min", run -> run.bench.clock.advance(Duration.ofMinutes(2))),
        new Step("wait 10 s", run -> run.bench.clock.advance(Duration.ofSeconds(10))),
        new Step("wait 10 s", run -> run.bench.clock.advance(Duration.ofSeconds(10))),
        new Step(
            "unhealthy",
            run -> run.servers.forEach(id -> run.bench.supervisor.restartUnhealthy(
                id, run.bench.runtime.launches().size(), "no answer"))),
        new Step("kill the manager", Run::killManager),
        new Step("leave something of one", run -> run.leaveSomething(0)),
        new Step("leave something of two", run -> run.leaveSomething(1)),
        new Step("break store", run -> run.bench.store.broken = true),
        new Step("mend store", run -> run.bench.store.broken = false));
  }
}
