package io.mcpmanager.core.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Principal;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.error.StoreException;
import io.mcpmanager.api.event.Event;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.api.event.EventFilter;
import io.mcpmanager.api.event.EventListener;
import io.mcpmanager.api.event.EventPage;
import io.mcpmanager.api.event.EventType;
import io.mcpmanager.api.event.Subscription;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.core.memory.InMemoryStore;
import io.mcpmanager.spi.store.EventRecord;
import io.mcpmanager.spi.store.Store;
import io.mcpmanager.spi.store.StoreChange;
import io.mcpmanager.testkit.LeakFree;
import io.mcpmanager.testkit.ManualClock;
import io.mcpmanager.testkit.SequentialIds;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@LeakFree
final class EventLogTest {

  private static final CallContext SYSTEM = CallContext.system("c1");
  private static final CallContext OTHER =
      new CallContext(new Principal("user:ada", Principal.Kind.USER), "other", "c2");
  private static final ServerId ONE = ServerId.of("one");

  private final Store store = new InMemoryStore();
  private final EventLog log = new EventLog(store, new ManualClock(), new SequentialIds());

  @AfterEach
  void closeAll() {
    log.close();
    store.close();
  }

  @Test
  void givenAPublishedEvent_whenReadBack_thenItIsWhole() {
    log.publish(OTHER, ONE, "files", new EventData.ServerCreated(1));

    EventPage page = log.after(OTHER, EventFilter.ALL, 0, 10);

    assertThat(page)
        .isEqualTo(new EventPage(
            List.of(new Event(
                1,
                "id00000001",
                ManualClock.START,
                "other",
                ONE,
                "files",
                "user:ada",
                "c2",
                new EventData.ServerCreated(1))),
            0));
    assertThat(log.after(SYSTEM, EventFilter.ALL, 0, 10).events()).isEmpty();
    assertThat(log.latestSequence(SYSTEM)).isZero();
    assertThat(log.latestSequence(OTHER)).isEqualTo(1);
  }

  @Test
  void givenMoreEventsThanAPage_whenPaged_thenTheCursorLeadsOn() {
    publish(5);

    EventPage first = log.after(SYSTEM, EventFilter.ALL, 0, 2);
    EventPage last = log.after(SYSTEM, EventFilter.ALL, 3, 2);
    EventPage newest = log.before(SYSTEM, EventFilter.ALL, Long.MAX_VALUE, 2);

    assertThat(first.events()).extracting(Event::sequence).containsExactly(1L, 2L);
    assertThat(first.nextCursor()).isEqualTo(2);
    assertThat(last.nextCursor()).isZero();
    assertThat(newest.events()).extracting(Event::sequence).containsExactly(5L, 4L);
    assertThat(newest.nextCursor()).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1001})
  void givenALimitOutOfRange_whenRead_thenItIsRefused(int limit) {
    assertThatThrownBy(() -> log.after(SYSTEM, EventFilter.ALL, 0, limit))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void givenASubscription_whenEventsAreCommitted_thenThoseOfItsFilterAndTenantComeInOrder() {
    var received = new Recorder();
    log.subscribe(SYSTEM, EventFilter.ofTypes(EventType.SERVER_UPDATED), received);

    log.publish(SYSTEM, ONE, "files", new EventData.ServerCreated(1));
    log.publish(OTHER, ONE, "files", new EventData.ServerUpdated(2));
    store.commit(List.of(
        log.draft(SYSTEM, ONE, "files", new EventData.ServerUpdated(3)),
        log.draft(SYSTEM, ONE, "files", new EventData.ServerUpdated(4))));

    await().until(() -> received.sequences.size() == 2);
    assertThat(received.sequences).containsExactly(3L, 4L);
  }

  @Test
  void givenATypedSubscription_whenEventsAreCommitted_thenItGetsTheDataOfItsType() {
    List<Long> revisions = Collections.synchronizedList(new ArrayList<>());
    log.on(SYSTEM, EventData.ServerUpdated.class, data -> revisions.add(data.revision()));

    publish(1);
    log.publish(SYSTEM, ONE, "files", new EventData.ServerUpdated(9));

    await().until(() -> revisions.equals(List.of(9L)));
  }

  @Test
  void givenASlowListener_whenItsQueueIsFull_thenItIsToldWhatItMissedAndOthersMissNothing() {
    var release = new CountDownLatch(1);
    var slow = new Recorder() {
      @Override
      public void onEvent(Event event) {
        awaitQuietly(release);
        super.onEvent(event);
      }
    };
    var fast = new Recorder();
    log.subscribe(SYSTEM, EventFilter.ALL, slow);
    log.subscribe(SYSTEM, EventFilter.ALL, fast);

    for (int published = 1000; published <= 3000; published += 1000) {
      publish(1000);
      int expected = published;
      await().until(() -> fast.sequences.size() == expected);
    }
    release.countDown();

    await().until(() -> !slow.missed.isEmpty());
    long from = slow.missed.getFirst();
    assertThat(from).isBetween(1024L, 1026L);
    assertThat(slow.missed.getLast()).isEqualTo(3000);
    assertThat(slow.sequences)
        .containsExactlyElementsOf(LongStream.range(1, from).boxed().toList());
    publish(1);
    await().until(() -> slow.sequences.contains(3001L));
    assertThat(fast.missed).isEmpty();
  }

  @Test
  void givenAListenerThatThrows_whenEventsCome_thenItAndTheOthersGetAllOfThem() {
    var others = new Recorder();
    var failing = new Recorder() {
      @Override
      public void onEvent(Event event) {
        super.onEvent(event);
        throw new IllegalStateException("expected by the test");
      }
    };
    log.subscribe(SYSTEM, EventFilter.ALL, failing);
    log.subscribe(SYSTEM, EventFilter.ALL, others);

    publish(3);

    await().until(() -> others.sequences.size() == 3 && failing.sequences.size() == 3);
  }

  @Test
  void givenAClosedSubscription_whenEventsAreCommitted_thenNothingComesAnyMore() {
    var closed = new Recorder();
    var open = new Recorder();
    Subscription subscription = log.subscribe(SYSTEM, EventFilter.ALL, closed);
    log.subscribe(SYSTEM, EventFilter.ALL, open);

    subscription.close();
    subscription.close();
    publish(1);

    await().until(() -> open.sequences.size() == 1);
    assertThat(closed.sequences).isEmpty();
  }

  @Test
  void givenAListenerThatClosesItsOwnSubscription_whenEventsCome_thenItGetsOne() {
    var subscription = new AtomicReference<Subscription>();
    var once = new Recorder() {
      @Override
      public void onEvent(Event event) {
        super.onEvent(event);
        subscription.get().close();
      }
    };
    var others = new Recorder();
    subscription.set(log.subscribe(SYSTEM, EventFilter.ALL, once));
    log.subscribe(SYSTEM, EventFilter.ALL, others);

    publish(3);

    await().until(() -> others.sequences.size() == 3 && !once.sequences.isEmpty());
    assertThat(once.sequences).containsExactly(1L);
  }

  @Test
  void givenAListenerThatHangs_whenItsSubscriptionIsClosed_thenItIsInterrupted() {
    var interrupted = new CountDownLatch(1);
    var entered = new CountDownLatch(1);
    Subscription subscription = log.subscribe(SYSTEM, EventFilter.ALL, event -> {
      entered.countDown();
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        interrupted.countDown();
      }
    });
    publish(1);
    awaitQuietly(entered);

    subscription.close();

    awaitQuietly(interrupted);
  }

  @Test
  void givenQueuedEvents_whenTheLogIsClosed_thenTheyAreStillDelivered() {
    var received = new Recorder();
    log.subscribe(SYSTEM, EventFilter.ALL, received);
    publish(500);

    log.close();

    assertThat(received.sequences).hasSize(500);
    assertThatThrownBy(() -> log.subscribe(SYSTEM, EventFilter.ALL, received))
        .isInstanceOf(McpManagerException.class);
    publish(1);
    assertThat(received.sequences).hasSize(500);
  }

  @Test
  void givenACommit_whenItSucceedsOrFails_thenItsTaskRunsOnceOrNever() {
    List<String> ran = Collections.synchronizedList(new ArrayList<>());
    StoreChange event = log.draft(SYSTEM, ONE, "files", new EventData.ServerDeleted());

    log.commit(List.of(event, event), () -> ran.add("two events"));
    log.commit(List.of(), () -> ran.add("no event"));
    assertThatThrownBy(() ->
            log.commit(List.of(new StoreChange.DeleteServer(ONE), event), () -> ran.add("failed")))
        .isInstanceOf(McpManagerException.class);
    log.close();
    log.commit(List.of(event), () -> ran.add("closed"));

    assertThat(ran).containsExactly("two events", "no event", "closed");
  }

  @Test
  void givenACommitWhoseOutcomeIsUnknown_whenItHappensAfterAll_thenItsTaskRunsThen() {
    var told = new AtomicReference<Consumer<EventRecord>>();
    var runs = new AtomicInteger();
    try (var uncertain = new EventLog(hanging(told), new ManualClock(), new SequentialIds())) {
      StoreChange.AppendEvent draft =
          uncertain.draft(SYSTEM, ONE, "files", new EventData.ServerCreated(1));

      assertThatThrownBy(() -> uncertain.commit(List.of(draft), runs::incrementAndGet))
          .isInstanceOf(StoreException.class);
      assertThat(runs).hasValue(0);

      told.get().accept(draft.event().withSequence(1));
      assertThat(runs).hasValue(1);
    }
  }

  /** A store whose disk does not answer while anybody waits. */
  @SuppressWarnings("unchecked") // the listener is one of records
  private static Store hanging(AtomicReference<Consumer<EventRecord>> told) {
    return (Store) Proxy.newProxyInstance(
        Store.class.getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, arguments) -> {
          if (method.getName().equals("commit")) {
            throw new StoreException(ErrorCode.STORE_UNCERTAIN, "expected by the test", null);
          }
          told.compareAndSet(null, (Consumer<EventRecord>) arguments[0]);
          return null;
        });
  }

  private void publish(int count) {
    for (int i = 0; i < count; i++) {
      log.publish(SYSTEM, ONE, "files", new EventData.ServerCreated(1));
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static class Recorder implements EventListener {

    final List<Long> sequences = Collections.synchronizedList(new ArrayList<>());
    final List<Long> missed = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void onEvent(Event event) {
      sequences.add(event.sequence());
    }

    @Override
    public void onMissed(long fromSequence, long toSequence) {
      missed.add(fromSequence);
      missed.add(toSequence);
    }
  }
}
