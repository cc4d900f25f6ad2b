package io.mcpmanager.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.api.event.EventFilter;
import io.mcpmanager.api.event.EventRetention;
import io.mcpmanager.core.memory.InMemoryStore;
import io.mcpmanager.testkit.ManualClock;
import io.mcpmanager.testkit.SequentialIds;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class EventPrunerTest {

  private static final CallContext SYSTEM = CallContext.system("c1");

  private final ManualClock clock = new ManualClock();
  private final InMemoryStore store = new InMemoryStore();
  private final EventLog log = new EventLog(store, clock, new SequentialIds());

  @AfterEach
  void close() {
    log.close();
    store.close();
  }

  @Test
  void givenMoreEventsThanAreKept_whenTimePasses_thenTheOldestGoInSteps() {
    publish(2000);
    try (var pruner = pruner(new EventRetention(Duration.ofDays(1), 100))) {
      pruner.start();
      assertThat(log.oldestSequence(SYSTEM)).isEqualTo(1);

      clock.advance(Duration.ofMinutes(1));
      assertThat(log.oldestSequence(SYSTEM)).isEqualTo(201);

      clock.advance(Duration.ofSeconds(1));
      assertThat(log.oldestSequence(SYSTEM)).isEqualTo(1901);
      assertThat(log.after(SYSTEM, EventFilter.ALL, 0, 1000).events()).hasSize(100);
    }
  }

  @Test
  void givenEventsThatGrowOld_whenTimePasses_thenTheyGoAndTheNewestStays() {
    publish(3);
    try (var pruner = pruner(new EventRetention(Duration.ofHours(1), 1000))) {
      pruner.start();
      clock.advance(Duration.ofMinutes(59));
      publish(2);
      assertThat(log.oldestSequence(SYSTEM)).isEqualTo(1);

      clock.advance(Duration.ofMinutes(2));
      assertThat(log.oldestSequence(SYSTEM)).isEqualTo(4);

      clock.advance(Duration.ofHours(5));
      assertThat(log.oldestSequence(SYSTEM)).isEqualTo(5);
      assertThat(log.latestSequence(SYSTEM)).isEqualTo(5);
    }
  }

  @Test
  void givenItIsClosed_whenTimePasses_thenNothingIsDeleted() {
    publish(3);
    var pruner = pruner(new EventRetention(Duration.ofHours(1), 1));
    pruner.start();

    pruner.close();
    clock.advance(Duration.ofHours(5));

    assertThat(log.oldestSequence(SYSTEM)).isEqualTo(1);
  }

  @Test
  void givenAStoreThatFails_whenItWorksAgain_thenPruningGoesOn() {
    var closed = new InMemoryStore();
    closed.close();
    try (var pruner = new EventPruner(closed.events(), EventRetention.DEFAULT, clock)) {
      pruner.start();

      clock.advance(Duration.ofMinutes(3));

      assertThat(clock.pending()).isEqualTo(1);
    }
  }

  private EventPruner pruner(EventRetention retention) {
    return new EventPruner(store.events(), retention, clock);
  }

  private void publish(int count) {
    for (int i = 0; i < count; i++) {
      log.publish(SYSTEM, null, null, new EventData.ManagerChanged("measured"));
    }
  }
}
