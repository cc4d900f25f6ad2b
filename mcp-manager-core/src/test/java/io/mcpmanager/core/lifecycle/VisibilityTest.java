package io.mcpmanager.core.lifecycle;

import static io.mcpmanager.core.lifecycle.Bench.CONTEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.api.error.StoreException;
import io.mcpmanager.api.event.Event;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.api.event.EventFilter;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerCommand.Delete;
import io.mcpmanager.api.server.ServerCommand.Reconfigure;
import io.mcpmanager.api.server.ServerCommand.Start;
import io.mcpmanager.api.server.ServerCommand.Stop;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.ServerState;
import io.mcpmanager.testkit.LeakFree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a subscriber sees when it reads a server as it hears of it. */
@LeakFree
final class VisibilityTest {

  private record Sight(EventData event, Optional<Server> byId, Optional<Server> byName) {}

  private final Bench bench = new Bench().started();
  private final List<Sight> sights = new CopyOnWriteArrayList<>();
  private volatile long heard;

  @BeforeEach
  void subscribe() {
    bench.events.subscribe(CONTEXT, EventFilter.ALL, this::look);
    // whatever is done only after a commit has returned comes too late for the subscriber
    bench.store.beforeReturning = () -> await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(() -> heard >= bench.store.events().latestSequence());
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private void look(Event event) {
    event
        .serverId()
        .ifPresent(id -> sights.add(new Sight(
            event.data(),
            bench.supervisor.find(CONTEXT, id),
            bench.supervisor.findByName(CONTEXT, String.valueOf(event.serverName())))));
    heard = event.sequence();
  }

  @Test
  void givenManyMoves_whenASubscriberReadsTheServer_thenItIsInTheStateTold() {
    ServerId id = bench.create("echo");
    for (int i = 0; i < 50; i++) {
      bench.execute(id, new Start());
      bench.execute(id, new Stop());
    }

    List<ServerState> told = new ArrayList<>();
    List<ServerState> seen = new ArrayList<>();
    for (Sight sight : sights) {
      if (sight.event() instanceof EventData.StateChanged moved) {
        told.add(moved.to());
        seen.add(sight.byId().orElseThrow().state());
      }
    }
    assertThat(told).hasSize(200);
    assertThat(seen).isEqualTo(told);
  }

  @Test
  void givenNewServer_whenASubscriberHearsOfIt_thenItIsFound() {
    ServerId id = bench.create("echo");

    Sight sight = sightOf(EventData.ServerCreated.class);
    assertThat(sight.byId()).map(Server::id).contains(id);
    assertThat(sight.byName()).isEqualTo(sight.byId());
  }

  @Test
  void givenRenamedServer_whenASubscriberHearsOfIt_thenItIsFoundUnderItsNewName() {
    ServerId id = bench.create("echo");

    bench.execute(id, new Reconfigure(Bench.definition("parrot"), 1));

    Sight sight = sightOf(EventData.ServerUpdated.class);
    assertThat(sight.byId()).map(Server::revision).contains(2L);
    assertThat(sight.byName()).isEqualTo(sight.byId());
  }

  @Test
  void givenDeletedServer_whenASubscriberHearsOfIt_thenItIsNotFound() {
    ServerId id = bench.create("echo");

    bench.execute(id, new Delete());

    Sight sight = sightOf(EventData.ServerDeleted.class);
    assertThat(sight.byId()).isEmpty();
    assertThat(sight.byName()).isEmpty();
  }

  @Test
  void givenStoreThatFails_whenAServerIsChanged_thenNothingNewIsSeen() {
    ServerId id = bench.create("echo");
    Server before = bench.get(id);
    bench.store.broken = true;

    assertThatThrownBy(() -> bench.execute(id, new Start())).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> bench.execute(id, new Reconfigure(Bench.definition("parrot"), 1)))
        .isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> bench.create("other")).isInstanceOf(StoreException.class);

    assertThat(bench.get(id)).isEqualTo(before);
    assertThat(bench.supervisor.snapshots()).containsExactly(before);
    assertThat(bench.supervisor.findByName(CONTEXT, "parrot")).isEmpty();
    bench.store.broken = false;
    bench.start(id);
    assertThat(bench.state(id)).isEqualTo(ServerState.RUNNING);
  }

  private Sight sightOf(Class<? extends EventData> type) {
    return sights.stream()
        .filter(sight -> type.isInstance(sight.event()))
        .findFirst()
        .orElseThrow();
  }
}
