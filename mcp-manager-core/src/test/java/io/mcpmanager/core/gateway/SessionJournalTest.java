package io.mcpmanager.core.gateway;

import static io.mcpmanager.core.gateway.GatewayBench.ADA;
import static io.mcpmanager.core.gateway.GatewayBench.ask;
import static io.mcpmanager.core.gateway.GatewayBench.call;
import static io.mcpmanager.core.gateway.GatewayBench.request;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Grants;
import io.mcpmanager.api.access.Principal;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.error.StoreException;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.api.gateway.ConnectedClient;
import io.mcpmanager.api.gateway.McpSession;
import io.mcpmanager.api.gateway.MessageSink;
import io.mcpmanager.api.gateway.Scope;
import io.mcpmanager.core.memory.InMemoryStore;
import io.mcpmanager.spi.store.SessionRecord;
import io.mcpmanager.spi.store.StoreChange;
import io.mcpmanager.testkit.LeakFree;
import io.mcpmanager.testkit.SequentialIds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@LeakFree
final class SessionJournalTest {

  private final InMemoryStore store = new InMemoryStore();
  private final List<EventData> told = new CopyOnWriteArrayList<>();
  private final List<Life> lives = new ArrayList<>();
  private final SequentialIds ids = new SequentialIds();
  private volatile boolean broken;

  /** One manager after the other. */
  private final class Life implements AutoCloseable {

    final GatewayBench bench;
    final SessionJournal journal;

    Life(GatewayLimits limits) {
      bench = new GatewayBench(limits, Runnable::run, ids);
      if (!lives.isEmpty()) {
        bench.clock.advance(
            Duration.between(bench.clock.now(), lives.getLast().bench.clock.now()));
      }
      journal =
          new SessionJournal(store.sessions(), this::commit, bench.clock, limits.maxSessions());
      bench.start("files", new FakeServer().tools("read"));
      bench.gateway.keepSessions(journal);
      lives.add(this);
    }

    private void commit(CallContext context, StoreChange change, List<EventData> events) {
      if (broken) {
        throw new StoreException("the disk is full", null);
      }
      store.commit(List.of(change));
      told.addAll(events);
    }

    McpSession client(Scope scope) throws InterruptedException {
      McpSession session = bench.gateway.openLasting(ADA, scope);
      assertThat(ask(session, GatewayBench.initialize("2025-06-18")).has("result"))
          .isTrue();
      return session;
    }

    McpSession find(String id) {
      return bench.gateway.session(ADA, id).orElseThrow();
    }

    /** As an orderly end. */
    @Override
    public void close() {
      bench.close();
      journal.close();
    }
  }

  private Life life() {
    return life(GatewayLimits.DEFAULT);
  }

  private Life life(GatewayLimits limits) {
    return new Life(limits);
  }

  private SessionRecord stored(McpSession session) {
    return store.sessions().find(SessionJournal.key(session.id())).orElseThrow();
  }

  private static GatewayLimits atMost(int sessions) {
    GatewayLimits usual = GatewayLimits.DEFAULT;
    return new GatewayLimits(
        sessions,
        usual.sessionIdle(),
        usual.maxSessionCalls(),
        usual.maxParkedCalls(),
        usual.pageSize());
  }

  @AfterEach
  void close() {
    lives.forEach(Life::close);
  }

  @Test
  void givenSession_whenItsClientKnowsOfIt_thenItIsStoredWithoutItsSecret() throws Exception {
    McpSession session = life().client(Scope.all());

    SessionRecord record = stored(session);

    assertThat(record.scope()).isEqualTo("all");
    assertThat(record.life()).isZero();
    assertThat(record.toString()).doesNotContain(session.id());
    assertThat(told).hasSize(1).first().isInstanceOf(EventData.SessionOpened.class);
  }

  @Test
  void givenStoreThatFails_whenInitialized_thenTheClientIsToldAndThereIsNoSession()
      throws Exception {
    McpSession session = life().bench.gateway.openLasting(ADA, Scope.all());
    broken = true;

    assertThat(ask(session, GatewayBench.initialize("2025-06-18")).has("error")).isTrue();

    assertThat(session.revision()).isEmpty();
    broken = false;
  }

  @Test
  void givenKilledManager_whenTheClientComesToTheNext_thenItsSessionGoesOn() throws Exception {
    Life first = life();
    McpSession before = first.client(Scope.all());
    assertThat(ask(before, request("2", "logging/setLevel", "{\"level\":\"error\"}"))
            .has("result"))
        .isTrue();
    await().until(() -> {
      first.bench.clock.advance(Duration.ofSeconds(1));
      return stored(before).state().contains("\"level\":\"error\"");
    });
    Life second = life();

    McpSession after = second.find(before.id());

    assertThat(after.id()).isEqualTo(before.id());
    assertThat(after.scope()).isEqualTo(Scope.all());
    assertThat(after.revision()).isEqualTo(before.revision());
    assertThat(after.life()).isEqualTo(1);
    assertThat(((Session) after).level()).contains(McpLevel.ERROR);
    assertThat(ask(after, call("3", "files__read")).path("result").has("content"))
        .isTrue();
    assertThat(second.find(before.id())).isSameAs(after);
    assertThat(second.bench.gateway.clients(ADA))
        .singleElement()
        .extracting(ConnectedClient::name, ConnectedClient::protocolRevision)
        .containsExactly("tester", "2025-06-18");
    assertThat(told)
        .last()
        .isEqualTo(new EventData.SessionRevived(((Session) before).number(), "tester 3", 1));
    assertThat(stored(after).life()).isEqualTo(1);
  }

  @Test
  void givenOrderlyEnd_whenTheNextManagerStarts_thenSessionsAreThereAndWereNotClosed()
      throws Exception {
    Life first = life();
    McpSession before = first.client(Scope.server("files"));
    first.close();

    McpSession after = life().find(before.id());

    assertThat(after.scope()).isEqualTo(Scope.server("files"));

    assertThat(ask(after, request("1", "tools/list", "{}")).has("result")).isTrue();
    assertThat(told).noneMatch(EventData.SessionClosed.class::isInstance);
    assertThatThrownBy(() -> before.handle("{}".getBytes(UTF_8), MessageSink.NONE))
        .isInstanceOf(McpManagerException.class);
  }

  @Test
  void givenStreamedCall_whenTheManagerIsKilled_thenTheNextReportsThatItWasInterrupted()
      throws Exception {
    Life first = life();
    var fake = new FakeServer().tools("slow").silent("tools/call");
    first.bench.start("slow", fake);
    McpSession before = first.client(Scope.all());
    String message = call("\"c1\"", "slow__slow");
    Thread caller = Thread.ofVirtual().start(() -> {
      try {
        var ignored = before.handle(message.getBytes(UTF_8), MessageSink.NONE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
    await().until(() -> ((Session) before).calls().count() == 1);
    before.streamed(message.getBytes(UTF_8));
    first.bench.clock.advance(Duration.ofSeconds(1));
    await().until(() -> stored(before).state().contains("tools/call"));

    Life second = life();
    McpSession after = second.find(before.id());

    assertThat(told)
        .last()
        .isEqualTo(
            new EventData.CallInterrupted(((Session) after).number(), "\"c1\"", "tools/call"));
    assertThat(stored(after).state()).doesNotContain("tools/call");
    caller.interrupt();
    caller.join();
  }

  @Test
  void givenCallThatWasAnswered_whenTheManagerIsKilled_thenNothingWasInterrupted()
      throws Exception {
    Life first = life();
    McpSession before = first.client(Scope.all());
    String message = call("7", "files__read");

    ask(before, message, ignored -> {});
    before.streamed(message.getBytes(UTF_8));
    first.bench.clock.advance(Duration.ofSeconds(1));
    life().find(before.id());

    assertThat(told).noneMatch(EventData.CallInterrupted.class::isInstance);
  }

  @Test
  void givenSessionOfSomebodyElse_whenAskedFor_thenItIsNotThere() throws Exception {
    Life first = life();
    McpSession before = first.client(Scope.all());
    first.close();
    Life second = life();

    var other = new CallContext(
        new Principal("user:eve", Principal.Kind.USER), CallContext.DEFAULT_TENANT, "c");
    var otherTenant = new CallContext(Principal.SYSTEM, "elsewhere", "c");

    assertThat(second.bench.gateway.session(other, before.id())).isEmpty();
    assertThat(second.bench.gateway.session(otherTenant, before.id())).isEmpty();
    assertThat(second.bench.gateway.session(ADA, before.id() + "x")).isEmpty();
    assertThat(second.bench.gateway.session(ADA, before.id())).isPresent();
  }

  @Test
  void givenGrantsTakenAwayMeanwhile_whenTheSessionGoesOn_thenItDoesNotKeepThem() throws Exception {
    var bob = new CallContext(
        new Principal("user:bob", Principal.Kind.USER), CallContext.DEFAULT_TENANT, "b");
    Life first = life();
    McpSession before = first.bench.gateway.openLasting(bob.withGrants(Grants.ALL), Scope.all());
    assertThat(ask(before, GatewayBench.initialize("2025-11-25")).has("result")).isTrue();
    assertThat(ask(before, call("1", "files__read")).has("result")).isTrue();
    first.close();

    McpSession after = life().bench.gateway.session(bob, before.id()).orElseThrow();

    assertThat(ask(after, call("2", "files__read")).at("/error/data/code").asText())
        .isEqualTo("ACCESS_DENIED");
    assertThat(ask(after, request("3", "tools/list", "{}")).at("/result/tools")).isEmpty();
  }

  @Test
  void givenSessionThatEnded_whenAskedForInTheNextLife_thenItIsNotThere() throws Exception {
    Life first = life();
    McpSession before = first.client(Scope.all());
    before.close();
    first.close();

    assertThat(life().bench.gateway.session(ADA, before.id())).isEmpty();
    assertThat(store.sessions().lastSeen()).isEmpty();
    assertThat(told).last().isInstanceOf(EventData.SessionClosed.class);
  }

  @Test
  void givenClientThatDoesNotComeBack_whenItsTimeIsOver_thenItsSessionIsForgotten()
      throws Exception {
    Life first = life();
    McpSession before = first.client(Scope.all());
    first.close();
    Life second = life();

    second.bench.clock.advance(Duration.ofMinutes(40));

    await().until(() -> store.sessions().lastSeen().isEmpty());
    assertThat(told)
        .last()
        .isEqualTo(new EventData.SessionClosed(
            ((Session) before).number(), "nothing was heard of the client"));
    assertThat(second.bench.gateway.session(ADA, before.id())).isEmpty();
  }

  @Test
  void givenServerThatIsGone_whenASessionOfItIsAskedFor_thenItEnds() throws Exception {
    Life first = life();
    first.bench.start("other", new FakeServer().tools("x"));
    McpSession before = first.client(Scope.server("other"));
    first.close();

    assertThat(life().bench.gateway.session(ADA, before.id())).isEmpty();
    assertThat(store.sessions().lastSeen()).isEmpty();
  }

  @Test
  void givenRecordThatCannotBeRead_whenAskedFor_thenItEnds() throws Exception {
    Life first = life();
    McpSession before = first.client(Scope.all());
    first.close();
    SessionRecord record = stored(before);
    store.commit(List.of(new StoreChange.PutSession(new SessionRecord(
        record.key(),
        record.number(),
        record.tenant(),
        record.principal(),
        record.scope(),
        record.life(),
        record.openedAt(),
        record.lastSeenAt(),
        record.requests(),
        "{\"client\":7"))));

    assertThat(life().bench.gateway.session(ADA, before.id())).isEmpty();
    assertThat(store.sessions().lastSeen()).isEmpty();
  }

  @Test
  void givenMoreSessionsThanAllowed_whenTheNextManagerStarts_thenTheLongestUnheardOfGo()
      throws Exception {
    Life first = life();
    var sessions = new ArrayList<McpSession>();
    for (int i : IntStream.range(0, 3).toArray()) {
      first.bench.clock.advance(Duration.ofSeconds(i));
      sessions.add(first.client(Scope.all()));
    }
    first.close();

    Life second = life(atMost(2));

    assertThat(second.bench.gateway.session(ADA, sessions.get(0).id())).isEmpty();
    assertThat(second.bench.gateway.session(ADA, sessions.get(2).id())).isPresent();
    assertThat(store.sessions().lastSeen()).hasSize(2);
  }

  @Test
  void givenFullTable_whenASessionIsAskedFor_thenItWaitsUntilThereIsRoom() throws Exception {
    Life first = life();
    McpSession before = first.client(Scope.all());
    first.close();
    Life second = life(atMost(1));
    McpSession taken = second.client(Scope.all());

    assertThatThrownBy(() -> second.bench.gateway.session(ADA, before.id()))
        .isInstanceOfSatisfying(McpManagerException.class, e -> assertThat(e.code())
            .isEqualTo(ErrorCode.LIMIT_REACHED));
    taken.close();

    assertThat(second.bench.gateway.session(ADA, before.id())).isPresent();
  }

  @Test
  void givenManyRequestsForOneSession_whenTheyComeAtOnce_thenItIsRevivedOnce() throws Exception {
    Life first = life();
    McpSession before = first.client(Scope.all());
    first.close();
    Life second = life();
    var go = new CountDownLatch(1);
    var found = new CopyOnWriteArrayList<McpSession>();

    var threads = IntStream.range(0, 20)
        .mapToObj(i -> Thread.ofVirtual().start(() -> {
          try {
            go.await();
            found.add(second.find(before.id()));
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        }))
        .toList();
    go.countDown();
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(found).hasSize(20).containsOnly(found.getFirst());
    assertThat(told).filteredOn(EventData.SessionRevived.class::isInstance).hasSize(1);
  }

  @Test
  void givenPassingSession_whenTheManagerEnds_thenItIsGone() throws Exception {
    Life first = life();
    McpSession passing = first.bench.client(Scope.all());
    first.close();

    assertThat(first.bench.events).last().isInstanceOf(EventData.SessionClosed.class);
    assertThat(life().bench.gateway.session(ADA, passing.id())).isEmpty();
    assertThat(passing.life()).isZero();
  }
}
