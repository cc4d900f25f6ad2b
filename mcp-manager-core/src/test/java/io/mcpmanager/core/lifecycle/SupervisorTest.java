package io.mcpmanager.core.lifecycle;

import static io.mcpmanager.core.lifecycle.Bench.CONTEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.error.ServerNotFoundException;
import io.mcpmanager.api.error.ValidationException;
import io.mcpmanager.api.server.DesiredState;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.api.server.ServerCommand.EnterMaintenance;
import io.mcpmanager.api.server.ServerCommand.Reconfigure;
import io.mcpmanager.api.server.ServerCommand.Start;
import io.mcpmanager.api.server.ServerCommand.Stop;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.ServerQuery;
import io.mcpmanager.api.server.ServerState;
import io.mcpmanager.testkit.LaunchStep;
import io.mcpmanager.testkit.LeakFree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@LeakFree
final class SupervisorTest {

  private final Bench bench = new Bench().started();

  @AfterEach
  void close() {
    bench.close();
    assertThat(bench.runtime.violations()).isEmpty();
  }

  @Test
  void givenDefinitionWithProblems_whenCreated_thenAllAreToldAndNothingIsStored() {
    var wrong = Bench.definition("not a name").withLaunch(ProcessLaunch.of(" "));

    assertThatThrownBy(() -> bench.supervisor.create(CONTEXT, wrong))
        .isInstanceOfSatisfying(ValidationException.class, e -> assertThat(e.problems())
            .extracting(Problem::field)
            .containsExactly("name", "launch.command"));
    assertThat(bench.store.servers().all()).isEmpty();
  }

  @Test
  void givenNameInUse_whenCreated_thenItIsRefused() {
    bench.create("echo");

    assertThatThrownBy(() -> bench.create("echo"))
        .isInstanceOfSatisfying(
            McpManagerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NAME_TAKEN));
  }

  @Test
  void givenServers_whenListed_thenFiltersSortAndPagesApply() {
    for (String name : List.of("delta", "Bravo", "alpha", "charlie")) {
      bench.create(Bench.definition(name).withLabels(Map.of("team", name.substring(0, 1))));
    }
    var charlie = bench.supervisor.findByName(CONTEXT, "charlie").orElseThrow();
    bench.start(charlie.id());

    assertThat(names(ServerQuery.ALL)).containsExactly("alpha", "Bravo", "charlie", "delta");
    assertThat(names(ServerQuery.ALL.withPage(2, 3))).containsExactly("delta");
    assertThat(names(ServerQuery.ALL.withPage(9, 3))).isEmpty();
    assertThat(bench.supervisor.list(CONTEXT, ServerQuery.ALL.withPage(2, 3)).total())
        .isEqualTo(4);
    assertThat(names(query(Set.of(ServerState.RUNNING), Map.of(), ""))).containsExactly("charlie");
    assertThat(names(query(Set.of(), Map.of("team", "d"), ""))).containsExactly("delta");
    assertThat(names(query(Set.of(), Map.of(), "RAV"))).containsExactly("Bravo");
    assertThat(names(new ServerQuery(
            Set.of(), Set.of(), Set.of(), Map.of(), "", ServerQuery.Sort.STATE, true, 1, 2)))
        .containsExactly("charlie", "delta");
  }

  @Test
  void givenServer_whenCopied_thenTheCopyIsStoppedUnderItsOwnName() {
    var id = bench.create(Bench.definition("echo").withDescription("says it again"));
    bench.start(id);

    Server copy = bench.supervisor.copy(CONTEXT, id, "parrot");

    assertThat(copy.name()).isEqualTo("parrot");
    assertThat(copy.definition().description()).isEqualTo("says it again");
    assertThat(copy.state()).isEqualTo(ServerState.STOPPED);
    assertThatThrownBy(() -> bench.supervisor.copy(CONTEXT, ServerId.of("unknown"), "x"))
        .isInstanceOf(ServerNotFoundException.class);
  }

  @Test
  void givenDefinition_whenValidated_thenValuesNameAndWorldAreChecked() {
    bench.create("echo");
    bench.runtime.finds(new Problem("command", "is not on the path", Problem.Code.NOT_FOUND));

    var problems = bench.supervisor.validate(
        CONTEXT, Bench.definition("echo").withDescription("x".repeat(1001)));

    assertThat(problems)
        .extracting(Problem::field)
        .containsExactly("description.length", "name", "launch.command");
  }

  @Test
  void givenServerThatIsEdited_whenItsDefinitionIsValidated_thenOnlyOtherServersNamesAreTaken() {
    var id = bench.create("echo");
    bench.create("other");

    assertThat(bench.supervisor.validate(CONTEXT, id, Bench.definition("echo"))).isEmpty();
    assertThat(bench.supervisor.validate(CONTEXT, id, Bench.definition("other")))
        .extracting(Problem::field)
        .containsExactly("name");
    assertThatThrownBy(() ->
            bench.supervisor.validate(CONTEXT, ServerId.of("unknown"), Bench.definition("new")))
        .isInstanceOf(ServerNotFoundException.class);
  }

  @Test
  void givenStart_whenUndone_thenTheServerIsStoppedAndItCannotBeUndoneTwice()
      throws InterruptedException {
    var id = bench.create("echo");
    bench.execute(CallContext.system("first"), id, new Start());

    var undone = bench.supervisor.undo(CallContext.system("second"), "first");

    assertThat(undone.command()).isEqualTo("stop");
    assertThat(bench.state(id)).isEqualTo(ServerState.STOPPED);
    assertThatThrownBy(() -> bench.supervisor.undo(CONTEXT, "first"))
        .isInstanceOfSatisfying(McpManagerException.class, e -> assertThat(e.code())
            .isEqualTo(ErrorCode.COMMAND_NOT_FOUND));
    bench.supervisor.undo(CONTEXT, "second");
    assertThat(bench.state(id)).isEqualTo(ServerState.RUNNING);
  }

  @Test
  void givenReconfiguration_whenUndone_thenTheOldDefinitionIsBack() throws InterruptedException {
    var id = bench.create("echo");
    bench.execute(
        CallContext.system("change"),
        id,
        new Reconfigure(Bench.definition("echo").withDescription("new"), 1));

    bench.supervisor.undo(CONTEXT, "change");

    assertThat(bench.get(id).definition()).isEqualTo(Bench.definition("echo"));
    assertThat(bench.get(id).revision()).isEqualTo(3);
  }

  @Test
  void givenDocument_whenImported_thenNewServersRunAndOthersAreLeftAlone() {
    bench.create("known");

    var report = bench.supervisor.importJson(CONTEXT, """
        {"mcpServers": {
          "known": {"command": "other"},
          "fresh": {"command": "echo", "env": {"API_TOKEN": "${TOKEN}"}}}}""");

    assertThat(report.skipped()).containsExactly("known");
    assertThat(report.created()).extracting(Server::name).containsExactly("fresh");
    var id = report.created().getFirst().id();
    bench.awaitState(id, ServerState.RUNNING);
    assertThat(bench.get(id).desired()).isEqualTo(DesiredState.RUNNING);
    assertThat(((ProcessLaunch) bench.get(id).definition().launch()).environment())
        .containsEntry("API_TOKEN", "s3cret");
  }

  @Test
  void givenDocumentThatDisablesServer_whenImported_thenItIsCreatedAndStaysStopped() {
    var report = bench.supervisor.importJson(CONTEXT, """
        {"mcpServers": {"off": {"command": "echo", "disabled": true}}}""");

    Server off = report.created().getFirst();
    assertThat(off.definition().enabled()).isFalse();
    assertThat(off.desired()).isEqualTo(DesiredState.STOPPED);
  }

  @Test
  void givenExport_whenImportedElsewhere_thenTheDefinitionsAreTheSame() {
    bench.create(Bench.definition("one").withLabels(Map.of("a", "b")));
    bench.create("two");
    String json = bench.supervisor.exportJson(CONTEXT);

    try (var other = new Bench().started()) {
      var report = other.supervisor.importJson(CONTEXT, json);

      assertThat(report.created())
          .extracting(Server::definition)
          .containsExactly(
              Bench.definition("one").withLabels(Map.of("a", "b")), Bench.definition("two"));
    }
  }

  @Test
  void givenDocumentWithProblems_whenImported_thenNothingIsCreated() {
    assertThatThrownBy(() -> bench.supervisor.importJson(
            CONTEXT, "{\"mcpServers\": {\"a\": {\"command\": \"x\"}, \"b\": {}}}"))
        .isInstanceOf(ValidationException.class);

    assertThat(bench.store.servers().all()).isEmpty();
  }

  @Test
  void givenRunningServers_whenTheManagerComesBack_thenTheyRunAgain() {
    var running = bench.create("running");
    var maintained = bench.create("maintained");
    var stopped = bench.create("stopped");
    bench.start(running);
    bench.execute(maintained, new EnterMaintenance());

    bench.close();
    assertThat(bench.runtime.alive()).isEmpty();
    assertThat(bench.store.servers().find(running).orElseThrow().desired())
        .isEqualTo(DesiredState.RUNNING);
    try (var next = new Bench(bench.store).started()) {
      next.awaitState(running, ServerState.RUNNING);
      assertThat(next.state(maintained)).isEqualTo(ServerState.MAINTENANCE);
      assertThat(next.state(stopped)).isEqualTo(ServerState.STOPPED);
      assertThat(next.runtime.launches().getFirst().generation()).isEqualTo(2);
    }
  }

  @Test
  void givenManyServersThatHang_whenTheManagerStarts_thenTheOthersHaveTheirTurnAtTheDeadline() {
    List<ServerId> all = new ArrayList<>();
    IntStream.range(0, 10).forEach(i -> all.add(bench.create("server" + i)));
    all.forEach(bench::start);
    bench.close();

    try (var next = new Bench(bench.store)) {
      all.forEach(id ->
          next.runtime.on(next.store.servers().find(id).orElseThrow().name(), LaunchStep.hangs()));
      next.started();
      await().until(() -> next.runtime.launches().size() == 8);
      next.clock.advance(next.get(all.getFirst()).definition().settings().startTimeout());
      await().until(() -> next.runtime.launches().size() == 10);
      next.runtime.release();
    }
  }

  @Test
  void givenClosedManager_whenAsked_thenItRefuses() {
    var id = bench.create("echo");
    bench.start(id);

    bench.close();
    bench.close();

    assertThatThrownBy(() -> bench.start(id))
        .isInstanceOfSatisfying(McpManagerException.class, e -> assertThat(e.code())
            .isEqualTo(ErrorCode.SHUTTING_DOWN));
    assertThatThrownBy(() -> bench.create("other")).isInstanceOf(McpManagerException.class);
    assertThat(bench.moves(id)).endsWith("running-stopping", "stopping-stopped");
  }

  @Test
  void givenStartUnderWay_whenTheManagerCloses_thenTheStartIsCalledOff() {
    var id = bench.create("echo");
    bench.runtime.on("echo", LaunchStep.hangs());
    var starting = bench.executeLater(id, new Start());
    await().until(() -> bench.runtime.launchesOf("echo") == 1);

    bench.close();

    assertThat(starting.join().success()).isFalse();
    assertThat(bench.runtime.alive()).isEmpty();
    assertThat(bench.store.servers().find(id).orElseThrow().desired())
        .isEqualTo(DesiredState.RUNNING);
  }

  @Test
  void givenCommandsOnOneServer_whenGivenAtOnce_thenTheyFollowEachOther() {
    var id = bench.create("echo");
    bench.runtime.on("echo", LaunchStep.staysUp().whenStopped(LaunchStep.WhenStopped.WAITS));
    bench.start(id);
    var stopping = bench.executeLater(id, new Stop());
    bench.awaitState(id, ServerState.STOPPING);

    var starting = bench.executeLater(id, new Start());
    var other = bench.create("other");
    assertThat(bench.start(other).success()).isTrue();

    assertThat(starting).isNotDone();
    bench.instance("echo").finishStop();
    assertThat(stopping.join().success()).isTrue();
    assertThat(starting.join().success()).isTrue();
    assertThat(bench.state(id)).isEqualTo(ServerState.RUNNING);
  }

  @Test
  void givenTooManyCommands_whenOneMoreIsGiven_thenItIsRefusedAndTheOthersAreCarriedOut() {
    var id = bench.create("echo");
    bench.runtime.on("echo", LaunchStep.hangs());
    List<CompletableFuture<?>> given = new ArrayList<>();
    List<Throwable> refusals = new CopyOnWriteArrayList<>();
    for (int i = 0; i < 300; i++) {
      given.add(bench.executeLater(id, new Start()).handle((result, problem) -> {
        if (problem != null) {
          refusals.add(problem);
        }
        return result;
      }));
    }

    await().until(() -> refusals.size() == 300 - 256);
    bench.runtime.release();

    CompletableFuture.allOf(given.toArray(CompletableFuture[]::new)).join();
    assertThat(refusals)
        .allSatisfy(problem -> assertThat(((McpManagerException) problem.getCause()).code())
            .isEqualTo(ErrorCode.LIMIT_REACHED));
    assertThat(bench.runtime.launchesOf("echo")).isEqualTo(1);
  }

  @Test
  void givenManyServers_whenStartedAtOnce_thenTheyDoNotWaitForEachOther() {
    List<ServerId> all = new ArrayList<>();
    IntStream.range(0, 20).forEach(i -> all.add(bench.create("server" + i)));
    bench.connector.hold();

    var starting = all.stream().map(id -> bench.executeLater(id, new Start())).toList();
    await().until(() -> bench.connector.handshakes() == 20);
    bench.connector.release();

    assertThat(starting).allSatisfy(start -> assertThat(start.join().success()).isTrue());
  }

  @Test
  void givenListeners_whenOneThrows_thenTheOthersAreToldInOrder() {
    List<String> told = new CopyOnWriteArrayList<>();
    bench.supervisor.addListener(new Recorder(told, true));
    bench.supervisor.addListener(new Recorder(told, false));
    var id = bench.create("echo");

    bench.start(id);
    bench.execute(id, new ServerCommand.Delete());

    assertThat(told).containsSubsequence("ready", "gone", "deleted");
  }

  private List<String> names(ServerQuery query) {
    return bench.supervisor.list(CONTEXT, query).items().stream()
        .map(Server::name)
        .toList();
  }

  private static ServerQuery query(
      Set<ServerState> states, Map<String, String> labels, String text) {
    return new ServerQuery(
        states, Set.of(), Set.of(), labels, text, ServerQuery.Sort.NAME, false, 1, 50);
  }

  private record Recorder(List<String> told, boolean throwing) implements LifecycleListener {
    @Override
    public void ready(Server server, Connection connection) {
      tell("ready");
    }

    @Override
    public void gone(Server server) {
      tell("gone");
    }

    @Override
    public void deleted(Server server) {
      tell("deleted");
    }

    private void tell(String news) {
      if (throwing) {
        throw new IllegalStateException("on purpose");
      }
      told.add(news);
    }
  }
}
