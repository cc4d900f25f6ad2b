package io.mcpmanager.core.bulk;

import static io.mcpmanager.core.lifecycle.Bench.CONTEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Principal;
import io.mcpmanager.api.bulk.BulkCommand;
import io.mcpmanager.api.bulk.BulkCounts;
import io.mcpmanager.api.bulk.BulkItem;
import io.mcpmanager.api.bulk.BulkItemState;
import io.mcpmanager.api.bulk.BulkRequest;
import io.mcpmanager.api.bulk.BulkRun;
import io.mcpmanager.api.bulk.BulkRuns;
import io.mcpmanager.api.bulk.BulkSelection;
import io.mcpmanager.api.bulk.BulkState;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.error.ValidationException;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.api.event.EventType;
import io.mcpmanager.api.server.LaunchKind;
import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.ServerQuery;
import io.mcpmanager.api.server.ServerState;
import io.mcpmanager.core.lifecycle.Bench;
import io.mcpmanager.testkit.LaunchStep;
import io.mcpmanager.testkit.LeakFree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@LeakFree
final class BulkRunnerTest {

  private static final Duration LONG = Duration.ofSeconds(30);
  private static final BulkSelection ALL = new BulkSelection.Everything();

  private final Bench bench = new Bench().started();
  private final List<EventData> told = new CopyOnWriteArrayList<>();
  private final BulkRunner bulk =
      new BulkRunner(bench.supervisor, (context, data) -> told.add(data), bench.clock, bench.ids);

  @AfterEach
  void close() {
    bench.connector.release();
    bulk.close();
    bench.close();
  }

  @Test
  void givenManyServers_whenAllAreStarted_thenEachRunsAndHasAResult() throws Exception {
    List<ServerId> ids = create(100);

    BulkRun run = finish(bulk.begin(CONTEXT, BulkRequest.of(BulkCommand.START, ALL)));

    assertThat(run.state()).isEqualTo(BulkState.FINISHED);
    assertThat(run.counts()).isEqualTo(new BulkCounts(0, 0, 100, 0, 0, 0));
    assertThat(run.items()).allSatisfy(item -> {
      assertThat(item.commandResult().orElseThrow().success()).isTrue();
      assertThat(bench.state(item.serverId().orElseThrow())).isEqualTo(ServerState.RUNNING);
    });
    assertThat(run.items()).extracting(BulkItem::server).containsExactlyInAnyOrderElementsOf(ids);
    assertThat(bench.runtime.violations()).isEmpty();
  }

  @Test
  void givenSomeServersThatFail_whenStarted_thenTheOthersStartAndTheFailuresSayWhy()
      throws Exception {
    create(4);
    bench.create(Bench.definition("off").withEnabled(false));
    bench.runtime.on("server-1", LaunchStep.fails("no such program"));

    BulkRun run = finish(bulk.begin(CONTEXT, BulkRequest.of(BulkCommand.START, ALL)));

    assertThat(run.state()).isEqualTo(BulkState.FINISHED);
    assertThat(run.items())
        .extracting(BulkItem::name, BulkItem::state, BulkItem::error)
        .containsExactly(
            tuple("off", BulkItemState.FAILED, ErrorCode.SERVER_DISABLED),
            tuple("server-0", BulkItemState.SUCCEEDED, null),
            tuple("server-1", BulkItemState.FAILED, ErrorCode.LAUNCH_FAILED),
            tuple("server-2", BulkItemState.SUCCEEDED, null),
            tuple("server-3", BulkItemState.SUCCEEDED, null));
    assertThat(run.items().get(2).message()).contains("no such program");
  }

  @Test
  void givenServersThatAreAsWanted_whenCommanded_thenTheyAreSkippedAndNotTouched()
      throws Exception {
    ServerId running = bench.create("running");
    bench.start(running);
    ServerId stopped = bench.create("stopped");
    ServerId disabled = bench.create(Bench.definition("disabled").withEnabled(false));
    long before = bench.store.events().latestSequence();

    assertThat(List.of(
            only(BulkCommand.START, running),
            only(BulkCommand.STOP, stopped),
            only(BulkCommand.ENABLE, running),
            only(BulkCommand.DISABLE, disabled)))
        .extracting(BulkItem::state, BulkItem::message)
        .containsExactly(
            tuple(BulkItemState.SKIPPED, "already running"),
            tuple(BulkItemState.SKIPPED, "already stopped"),
            tuple(BulkItemState.SKIPPED, "already enabled"),
            tuple(BulkItemState.SKIPPED, "already disabled"));
    assertThat(bench.store.events().latestSequence()).isEqualTo(before);
  }

  @Test
  void givenAListWithIdsNamesAndTypos_whenBegun_thenEachServerIsThereOnceAndTheTypoFailed()
      throws Exception {
    List<ServerId> ids = create(2);

    BulkRun run = finish(bulk.begin(
        CONTEXT,
        BulkRequest.of(
            BulkCommand.START,
            List.of("server-1", ids.get(0).value(), "server-0", "no such", "no such"))));

    assertThat(run.items())
        .extracting(BulkItem::name, BulkItem::state, BulkItem::error)
        .containsExactly(
            tuple("server-1", BulkItemState.SUCCEEDED, null),
            tuple("server-0", BulkItemState.SUCCEEDED, null),
            tuple("no such", BulkItemState.FAILED, ErrorCode.SERVER_NOT_FOUND));
    assertThat(run.items().get(2).server()).isNull();
  }

  @Test
  void givenALimitOfServersAtATime_whenNoneAnswers_thenNoMoreThanThatAreBegun() throws Exception {
    create(10);
    bench.connector.hold();

    BulkRun run = bulk.begin(CONTEXT, BulkRequest.of(BulkCommand.START, ALL).inParallel(3));
    await().until(() -> bench.connector.handshakes() == 3);

    assertThat(bulk.get(CONTEXT, run.id()).counts()).isEqualTo(new BulkCounts(7, 3, 0, 0, 0, 0));
    assertThat(bench.runtime.launches()).hasSize(3);

    bench.connector.release();
    assertThat(finish(run).counts().succeeded()).isEqualTo(10);
  }

  @Test
  void givenARunUnderWay_whenCancelled_thenThoseBegunFinishAndTheOthersAreLeftAlone()
      throws Exception {
    create(10);
    bench.connector.hold();
    BulkRun run = bulk.begin(CONTEXT, BulkRequest.of(BulkCommand.START, ALL).inParallel(2));
    await().until(() -> bench.connector.handshakes() == 2);

    BulkRun cancelled = bulk.cancel(CONTEXT, run.id());

    assertThat(cancelled.state()).isEqualTo(BulkState.CANCELLING);
    assertThat(cancelled.counts()).isEqualTo(new BulkCounts(0, 2, 0, 0, 0, 8));
    bench.connector.release();
    BulkRun over = finish(run);
    assertThat(over.state()).isEqualTo(BulkState.CANCELLED);
    assertThat(over.counts()).isEqualTo(new BulkCounts(0, 0, 2, 0, 0, 8));
    assertThat(bench.runtime.launches()).hasSize(2);
    assertThat(bulk.cancel(CONTEXT, run.id())).isEqualTo(over);
  }

  @Test
  void givenAServerDeletedMeanwhile_whenItsTurnComes_thenDeletingItIsDoneAndStartingItFails()
      throws Exception {
    List<ServerId> ids = create(1);
    ServerId held = bench.create("a-first");
    bench.connector.hold();
    var list = List.of(held.value(), ids.get(0).value());
    BulkRun start = bulk.begin(CONTEXT, BulkRequest.of(BulkCommand.START, list).inParallel(1));
    await().until(() -> bench.connector.handshakes() == 1);
    bench.execute(ids.get(0), new ServerCommand.Delete());
    bench.connector.release();

    assertThat(finish(start).items().get(1).error()).isEqualTo(ErrorCode.SERVER_NOT_FOUND);
    assertThat(new Deed.Command(bench.supervisor, BulkCommand.DELETE).to(CONTEXT, ids.get(0)))
        .isEqualTo(new Deed.Done.Skipped("already deleted"));
  }

  @Test
  void givenAFilter_whenBegun_thenWhatItMatchesIsSettledThen() throws Exception {
    bench.create(Bench.definition("a").withLabels(Map.of("team", "x")));
    bench.create(Bench.definition("b").withLabels(Map.of("team", "y")));
    bench.connector.hold();

    BulkRun run = bulk.begin(
        CONTEXT, BulkRequest.of(BulkCommand.START, new BulkSelection.Matching(labelled("x"))));
    bench.create(Bench.definition("c").withLabels(Map.of("team", "x")));
    bench.connector.release();

    assertThat(finish(run).items()).extracting(BulkItem::name).containsExactly("a");
  }

  @Test
  void givenMoreServersThanAPage_whenAllAreMeant_thenNoneIsMissing() throws Exception {
    create(250);

    BulkRun run = finish(bulk.begin(CONTEXT, BulkRequest.of(BulkCommand.DISABLE, ALL)));

    assertThat(run.counts().succeeded()).isEqualTo(250);
    assertThat(bench.supervisor.snapshots())
        .allMatch(server -> !server.definition().enabled());
  }

  @Test
  void givenADeletionOfAll_whenTheNumberIsNotTheExpectedOne_thenNothingIsDeleted()
      throws Exception {
    create(3);

    assertRefused(
        ErrorCode.SELECTION_CHANGED,
        () -> bulk.begin(CONTEXT, BulkRequest.of(BulkCommand.DELETE, ALL).expecting(2)));
    assertThat(bench.supervisor.snapshots()).hasSize(3);

    finish(bulk.begin(CONTEXT, BulkRequest.of(BulkCommand.DELETE, ALL).expecting(3)));
    assertThat(bench.supervisor.snapshots()).isEmpty();
  }

  @Test
  void givenWrongRequests_whenBegun_thenEachFieldIsNamedAndNothingIsDone() {
    create(1);
    var everything = new BulkSelection.Matching(ServerQuery.ALL);

    assertThat(problems(BulkRequest.of(BulkCommand.DELETE, everything).inParallel(0)))
        .extracting(Problem::field)
        .containsExactly("filter", "expected", "parallelism");
    assertThat(problems(BulkRequest.of(BulkCommand.STOP, List.of())))
        .extracting(Problem::field)
        .containsExactly("servers");
    assertThat(problems(BulkRequest.of(BulkCommand.STOP, List.of("a", " "))))
        .extracting(Problem::field)
        .containsExactly("servers[1]");
    assertThat(problems(BulkRequest.of(
            BulkCommand.STOP, IntStream.range(0, 1001).mapToObj(i -> "s" + i).toList())))
        .extracting(Problem::field)
        .containsExactly("servers");
    assertThat(problems(BulkRequest.of(BulkCommand.STOP, ALL).expecting(-1).inParallel(65)))
        .extracting(Problem::field)
        .containsExactly("expected", "parallelism");
    assertThat(bulk.list(CONTEXT)).isEmpty();
  }

  @Test
  void givenTooManyRunsUnderWay_whenAnotherIsBegun_thenItIsRefused() throws Exception {
    create(BulkRuns.MAX_RUNNING);
    bench.connector.hold();
    List<BulkRun> runs = new ArrayList<>();
    for (int i = 0; i < BulkRuns.MAX_RUNNING; i++) {
      runs.add(bulk.begin(CONTEXT, BulkRequest.of(BulkCommand.START, List.of("server-" + i))));
    }

    assertRefused(
        ErrorCode.LIMIT_REACHED,
        () -> bulk.begin(CONTEXT, BulkRequest.of(BulkCommand.STOP, List.of("server-0"))));

    bench.connector.release();
    for (BulkRun run : runs) {
      finish(run);
    }
    assertThat(bulk.list(CONTEXT)).hasSize(BulkRuns.MAX_RUNNING);
  }

  @Test
  void givenRunsThatAreOver_whenMoreComeOrADayPasses_thenTheOldestAreForgotten() throws Exception {
    create(1);
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < BulkRuns.MAX_KEPT + 3; i++) {
      ids.add(finish(bulk.begin(CONTEXT, BulkRequest.of(BulkCommand.STOP, ALL))).id());
    }

    assertThat(bulk.list(CONTEXT)).extracting(BulkRun::id).hasSize(BulkRuns.MAX_KEPT);
    assertThat(bulk.list(CONTEXT).getFirst().id()).isEqualTo(ids.getLast());
    assertThat(bulk.find(CONTEXT, ids.getFirst())).isEmpty();
    bench.clock.advance(Duration.ofHours(25));
    assertThat(bulk.list(CONTEXT)).isEmpty();
    assertRefused(ErrorCode.BULK_RUN_NOT_FOUND, () -> bulk.get(CONTEXT, ids.getLast()));
  }

  @Test
  void givenAnotherTenant_whenItLooks_thenItSeesNeitherRunsNorServers() throws Exception {
    create(2);
    var other = new CallContext(Principal.SYSTEM, "other", "c1");
    BulkRun mine = finish(bulk.begin(CONTEXT, BulkRequest.of(BulkCommand.START, ALL)));

    assertThat(bulk.list(other)).isEmpty();
    assertThat(bulk.find(other, mine.id())).isEmpty();
    BulkRun theirs = bulk.begin(other, BulkRequest.of(BulkCommand.STOP, ALL));
    assertThat(theirs.items()).isEmpty();
    assertThat(bulk.await(other, theirs.id(), LONG).state()).isEqualTo(BulkState.FINISHED);
  }

  @Test
  void givenAFinishedRun_whenUndone_thenEveryChangedServerIsAsBeforeAndOnlyOnce() throws Exception {
    List<ServerId> ids = create(3);
    bench.start(ids.get(0));
    BulkRun run = finish(bulk.begin(CONTEXT, BulkRequest.of(BulkCommand.START, ALL)));
    assertThat(run.undoable()).isTrue();

    BulkRun undo = finish(bulk.undo(CONTEXT, run.id()));

    assertThat(undo.undoneRun()).contains(run.id());
    assertThat(undo.counts()).isEqualTo(new BulkCounts(0, 0, 2, 0, 0, 0));
    assertThat(ids)
        .extracting(bench::state)
        .containsExactly(ServerState.RUNNING, ServerState.STOPPED, ServerState.STOPPED);
    assertThat(bulk.get(CONTEXT, run.id()).undoable()).isFalse();
    assertRefused(ErrorCode.COMMAND_NOT_FOUND, () -> bulk.undo(CONTEXT, run.id()));
    assertRefused(ErrorCode.COMMAND_NOT_FOUND, () -> bulk.undo(CONTEXT, undo.id()));
  }

  @Test
  void givenARun_whenItGoesOn_thenItsBeginItsProgressAndItsEndAreTold() throws Exception {
    create(20);
    bench.connector.hold();
    BulkRun run = bulk.begin(CONTEXT, BulkRequest.of(BulkCommand.START, ALL).inParallel(1));
    assertThat(told).containsExactly(new EventData.BulkStarted(run.id(), "start", 20));

    bench.connector.release();
    finish(run);
    await().until(() -> told.size() == 2);
    bench.clock.advance(Progress.PACE);

    // nothing is told of progress once the end has been told
    assertThat(told)
        .last()
        .isEqualTo(new EventData.BulkFinished(
            run.id(), "start", BulkState.FINISHED, new BulkCounts(0, 0, 20, 0, 0, 0)));
    assertThat(told).hasSize(2);
  }

  @Test
  void givenManyChangesInAMoment_whenTheTimeComes_thenTheyAreToldInOne() {
    create(20);
    bench.connector.hold();
    BulkRun held = bulk.begin(
        CONTEXT, BulkRequest.of(BulkCommand.START, List.of("server-0")).inParallel(1));
    var run = new Run("r", CONTEXT, BulkCommand.STOP, null, held.items(), bench.clock.now());
    var progress = new Progress(run, (context, data) -> told.add(data), bench.clock);
    told.clear();

    for (int i = 0; i < 50; i++) {
      progress.moved();
    }
    bench.clock.advance(Progress.PACE.minusMillis(1));
    assertThat(told).isEmpty();
    bench.clock.advance(Duration.ofMillis(1));
    assertThat(told).hasSize(1);
    progress.moved();
    bench.clock.advance(Progress.PACE);

    assertThat(told)
        .extracting(EventData::type)
        .containsOnly(EventType.BULK_PROGRESSED)
        .hasSize(2);
  }

  @Test
  void givenARunUnderWay_whenTheManagerCloses_thenItEndsAtOnceAndLeavesNoServerHalfWay()
      throws Exception {
    List<ServerId> ids = create(5);
    bench.connector.hold();
    BulkRun run = bulk.begin(CONTEXT, BulkRequest.of(BulkCommand.START, ALL).inParallel(2));
    await().until(() -> bench.connector.handshakes() == 2);

    bulk.close();

    BulkRun over = bulk.get(CONTEXT, run.id());
    assertThat(over.state()).isEqualTo(BulkState.CANCELLED);
    assertThat(over.counts()).isEqualTo(new BulkCounts(0, 0, 0, 0, 2, 3));
    assertThat(told).last().isInstanceOf(EventData.BulkFinished.class);
    assertRefused(
        ErrorCode.SHUTTING_DOWN, () -> bulk.begin(CONTEXT, BulkRequest.of(BulkCommand.STOP, ALL)));
    bench.supervisor.close();
    assertThat(bench.runtime.alive()).isEmpty();
    assertThat(ids).hasSize(5);
  }

  @Test
  void givenAStoreThatFails_whenBegun_thenTheRunIsRefusedAndForgotten() {
    create(1);
    var deaf = new BulkRunner(
        bench.supervisor,
        (context, data) -> {
          throw new McpManagerException(ErrorCode.STORE_FAILED, "disk full");
        },
        bench.clock,
        bench.ids);

    assertRefused(
        ErrorCode.STORE_FAILED, () -> deaf.begin(CONTEXT, BulkRequest.of(BulkCommand.START, ALL)));
    assertThat(deaf.list(CONTEXT)).isEmpty();
    deaf.close();
  }

  private List<ServerId> create(int count) {
    return IntStream.range(0, count).mapToObj(i -> bench.create("server-" + i)).toList();
  }

  private BulkRun finish(BulkRun run) throws InterruptedException {
    BulkRun over = bulk.await(CONTEXT, run.id(), LONG);
    assertThat(over.state().isOver()).isTrue();
    return over;
  }

  private BulkItem only(BulkCommand command, ServerId id) throws InterruptedException {
    return finish(bulk.begin(CONTEXT, BulkRequest.of(command, List.of(id.value()))))
        .items()
        .getFirst();
  }

  private List<Problem> problems(BulkRequest request) {
    try {
      bulk.begin(CONTEXT, request);
      return List.of();
    } catch (ValidationException e) {
      return e.problems();
    }
  }

  private static ServerQuery labelled(String team) {
    return new ServerQuery(
        Set.of(),
        Set.of(LaunchKind.PROCESS),
        Set.of(),
        Map.of("team", team),
        "",
        ServerQuery.Sort.NAME,
        false,
        1,
        50);
  }

  private static void assertRefused(ErrorCode code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            McpManagerException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
