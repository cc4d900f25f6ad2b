package io.mcpmanager.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.event.EventData.LeftoversFound;
import io.mcpmanager.api.event.EventFilter;
import io.mcpmanager.api.event.EventType;
import io.mcpmanager.api.server.DesiredState;
import io.mcpmanager.api.server.Launch;
import io.mcpmanager.api.server.RestartPolicy;
import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.ServerState;
import io.mcpmanager.api.server.ServerStatus;
import io.mcpmanager.core.json.EventJson;
import io.mcpmanager.spi.Instance;
import io.mcpmanager.spi.InstanceListener;
import io.mcpmanager.spi.LaunchSpec;
import io.mcpmanager.spi.Leftover;
import io.mcpmanager.spi.Leftover.Outcome;
import io.mcpmanager.spi.RecoveringRuntime;
import io.mcpmanager.spi.store.InstanceRecord;
import io.mcpmanager.spi.store.StoreChange;
import io.mcpmanager.testkit.LaunchStep;
import io.mcpmanager.testkit.ScriptedRuntime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LaunchTableTest {

  private static final ServerId FILES = ServerId.of("files");
  private static final InstanceRecord NOTED =
      new InstanceRecord("old", FILES, "lasting", Instant.EPOCH, null);

  private final SwitchableStore store = new SwitchableStore();
  private final LastingRuntime lasting = new LastingRuntime();
  private final Bench bench = new Bench(store, List.of(lasting));

  @AfterEach
  void close() {
    lasting.mayReturn.countDown();
    bench.close();
  }

  @Test
  void givenAServerThatIsStarted_whenItRuns_thenItsInstanceIsNotedUntilItHasEnded() {
    bench.started();
    ServerId id = bench.create("files");
    bench.start(id);

    assertThat(store.instances().all())
        .singleElement()
        .returns(id, InstanceRecord::server)
        .returns("lasting", InstanceRecord::runtime)
        .returns(lasting.scripted.launches().getFirst().mark().token(), InstanceRecord::token);

    bench.execute(id, new ServerCommand.Stop());
    await().until(() -> store.instances().all().isEmpty());
  }

  @Test
  void givenALaunchThatFails_whenItIsOver_thenNothingIsNoted() {
    lasting.scripted.on("files", LaunchStep.fails("no"));
    bench.started();
    ServerId id = bench.create(Bench.definition("files", RestartPolicy.NEVER));

    bench.start(id);

    assertThat(bench.state(id)).isEqualTo(ServerState.ERROR);
    assertThat(store.instances().all()).isEmpty();
  }

  @Test
  void givenALeftover_whenTheManagerStarts_thenTheServerIsLaunchedOnlyOnceItIsGone() {
    putServer();
    store.instances().put(NOTED);
    lasting.outcome = Outcome.ENDED;
    lasting.mayReturn = new CountDownLatch(1);

    bench.started();
    await().until(() -> bench.state(FILES) == ServerState.STARTING);
    await().until(() -> lasting.recoveries.size() == 1);
    assertThat(lasting.scripted.launches()).isEmpty();

    lasting.mayReturn.countDown();
    bench.awaitState(FILES, ServerState.RUNNING);
    assertThat(lasting.recoveries).containsExactly(List.of(NOTED));
    assertThat(store.instances().all())
        .extracting(InstanceRecord::token)
        .containsExactly(lasting.scripted.launches().getFirst().mark().token())
        .doesNotContain("old");
    assertThat(found()).containsExactly(new LeftoversFound(1, 0, 0, 2, List.of("files")));
  }

  @Test
  void givenALeftoverThatCannotBeEnded_whenItEndsLater_thenOnlyThenTheServerIsLaunched() {
    putServer();
    store.instances().put(NOTED);
    lasting.outcome = Outcome.ALIVE;
    bench.started();

    bench.awaitState(FILES, ServerState.ERROR);
    assertThat(lasting.scripted.launches()).isEmpty();
    assertThat(((ServerStatus.InError) bench.get(FILES).status()).failure().code())
        .isEqualTo(ErrorCode.STOP_FAILED);
    assertThat(store.instances().all()).containsExactly(NOTED);

    lasting.outcome = Outcome.ENDED;
    await().until(() -> {
      bench.clock.advance(Duration.ofSeconds(1));
      return bench.state(FILES) == ServerState.RUNNING;
    });
    assertThat(lasting.scripted.launches()).hasSize(1);
    assertThat(found())
        .containsExactly(
            new LeftoversFound(0, 0, 1, 2, List.of("files")),
            new LeftoversFound(1, 0, 0, 2, List.of("files")));
  }

  @Test
  void givenALeftoverThatIsAdopted_whenTheServerIsLaunched_thenItIsLaunchedByItsToken() {
    putServer();
    store.instances().put(NOTED);
    lasting.outcome = Outcome.ADOPTED;

    bench.started();
    bench.awaitState(FILES, ServerState.RUNNING);

    assertThat(lasting.wanted).isTrue();
    assertThat(lasting.scripted.launches())
        .singleElement()
        .satisfies(spec -> assertThat(spec.mark().token()).isEqualTo("old"));
    assertThat(found()).containsExactly(new LeftoversFound(0, 1, 0, 2, List.of("files")));
  }

  @Test
  void givenNothingLeft_whenTheManagerStarts_thenNoEventTellsOfIt() {
    putServer();
    store.instances().put(NOTED);
    lasting.outcome = Outcome.GONE;

    bench.started();
    bench.awaitState(FILES, ServerState.RUNNING);

    assertThat(found()).isEmpty();
    assertThat(store.instances().all()).extracting(InstanceRecord::token).doesNotContain("old");
  }

  private void putServer() {
    var kept = StoredServer.created(
            FILES, CallContext.DEFAULT_TENANT, Bench.definition("files"), bench.clock.now())
        .withDesired(DesiredState.RUNNING);
    store.commit(List.of(new StoreChange.PutServer(kept.toRecord(), 0)));
  }

  private List<LeftoversFound> found() {
    return store.events().after(CallContext.DEFAULT_TENANT, EventFilter.ALL, 0, 1000).stream()
        .filter(event -> event.type() == EventType.LEFTOVERS_FOUND)
        .map(event -> (LeftoversFound) EventJson.read(event.type(), event.data()))
        .toList();
  }

  /** Finds whatever it is told to find. */
  private static final class LastingRuntime implements RecoveringRuntime {

    final ScriptedRuntime scripted = new ScriptedRuntime();
    final List<List<InstanceRecord>> recoveries = new CopyOnWriteArrayList<>();
    volatile Outcome outcome = Outcome.GONE;
    volatile boolean wanted;
    volatile CountDownLatch mayReturn = new CountDownLatch(0);

    @Override
    public String name() {
      return "lasting";
    }

    @Override
    public List<Leftover> recover(
        String managerId, List<InstanceRecord> noted, Predicate<ServerId> isWanted)
        throws InterruptedException {
      recoveries.add(noted);
      mayReturn.await();
      wanted = isWanted.test(FILES);
      return noted.stream()
          .map(record -> new Leftover(
              record.token(), record.server(), outcome == Outcome.GONE ? 0 : 2, outcome))
          .toList();
    }

    @Override
    public boolean supports(Launch launch) {
      return true;
    }

    @Override
    public List<Problem> check(Launch launch) {
      return List.of();
    }

    @Override
    public Instance launch(LaunchSpec spec, InstanceListener listener) throws InterruptedException {
      return scripted.launch(spec, listener);
    }

    @Override
    public void close() {
      scripted.close();
    }
  }
}
