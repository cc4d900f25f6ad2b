package io.mcpmanager.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.event.EventFilter;
import io.mcpmanager.api.server.DesiredState;
import io.mcpmanager.api.server.RestartPolicy;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.ServerState;
import io.mcpmanager.spi.store.EventRecord;
import io.mcpmanager.testkit.ScriptedInstance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/** A manager that begins from any prefix of another's history. */
final class RecoveryPropertyTest {

  private static final List<String> NAMES = List.of("one", "two", "three");

  private record Step(String name, int server, BiConsumer<Bench, ServerId> action) {
    @Override
    public String toString() {
      return name + " " + NAMES.get(server);
    }
  }

  @Property(tries = 150, shrinking = ShrinkingMode.BOUNDED)
  void givenAnyPrefixOfAHistory_whenAManagerBeginsFromIt_thenEveryServerComesToWhatWasDesired(
      @ForAll("steps") List<Step> steps, @ForAll @IntRange(min = 0, max = 100) int percent) {
    SwitchableStore recorded = record(steps);
    int commits = recorded.history().size() * percent / 100;

    try (var later = new Bench(recorded.asOf(commits))) {
      long known = last(later);
      later.started();
      await().pollInterval(Duration.ofMillis(2)).until(() -> later.supervisor.snapshots().stream()
          .allMatch(server -> server.state() == goal(server)));

      assertThat(later.runtime.violations()).isEmpty();
      assertThat(later.runtime.alive())
          .extracting(instance -> instance.spec().server())
          .containsExactlyInAnyOrderElementsOf(later.supervisor.snapshots().stream()
              .filter(server -> server.state() == ServerState.RUNNING)
              .map(Server::id)
              .toList());
      List<EventRecord> further =
          all(later).stream().filter(event -> event.sequence() > known).toList();
      for (int i = 0; i < further.size(); i++) {
        assertThat(further.get(i).sequence()).isEqualTo(known + i + 1);
      }
    }
  }

  private static ServerState goal(Server server) {
    if (server.desired() == DesiredState.MAINTENANCE) {
      return ServerState.MAINTENANCE;
    }
    boolean runs =
        server.desired() == DesiredState.RUNNING && server.definition().enabled();
    return runs ? ServerState.RUNNING : ServerState.STOPPED;
  }

  private static SwitchableStore record(List<Step> steps) {
    var bench = new Bench().started();
    var servers = new ArrayList<ServerId>();
    NAMES.forEach(name -> servers.add(bench.create(Bench.definition(name, RestartPolicy.NEVER))));
    for (Step step : steps) {
      try {
        step.action().accept(bench, servers.get(step.server()));
      } catch (McpManagerException refused) {
        // that belongs to the history too
      }
    }
    bench.close();
    return bench.store;
  }

  private static long last(Bench bench) {
    List<EventRecord> all = all(bench);
    return all.isEmpty() ? 0 : all.getLast().sequence();
  }

  private static List<EventRecord> all(Bench bench) {
    return bench.store.events().after("default", EventFilter.ALL, 0, 1001);
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<ServerCommand> commands = Arbitraries.of(
        new ServerCommand.Start(),
        new ServerCommand.Start(),
        new ServerCommand.Stop(),
        new ServerCommand.Restart(),
        new ServerCommand.EnterMaintenance(),
        new ServerCommand.LeaveMaintenance(),
        new ServerCommand.Enable(),
        new ServerCommand.Disable(),
        new ServerCommand.Delete());
    Arbitrary<Step> step = Combinators.combine(
            commands, Arbitraries.integers().between(0, NAMES.size() - 1))
        .as((command, server) ->
            new Step(command.text(), server, (bench, id) -> bench.execute(id, command)));
    Arbitrary<Step> crash = Arbitraries.integers()
        .between(0, NAMES.size() - 1)
        .map(server -> new Step("crash", server, (bench, id) -> bench
            .runtime
            .instance(NAMES.get(server))
            .ifPresent(instance -> end(instance))));
    return Arbitraries.frequencyOf(Tuple.of(5, step), Tuple.of(1, crash)).list().ofMaxSize(25);
  }

  private static void end(ScriptedInstance instance) {
    instance.exit(1);
  }
}
