package io.mcpmanager.core.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.api.event.EventFilter;
import io.mcpmanager.spi.store.Store;
import io.mcpmanager.spi.store.StoreChange;
import io.mcpmanager.testkit.StoreContract;
import java.util.Collections;
import org.junit.jupiter.api.Test;

final class InMemoryStoreTest extends StoreContract {

  @Override
  protected Store open() {
    return new InMemoryStore();
  }

  @Test
  void givenMoreEventsThanAreKept_whenRead_thenTheOldestAreGoneAndSequencesGoOn() {
    StoreChange change = append(event("e"));
    for (int i = 0; i < 120; i++) {
      store().commit(Collections.nCopies(1000, change));
    }

    assertThat(store().events().latestSequence()).isEqualTo(120_000);
    assertThat(store().events().after(TENANT, EventFilter.ALL, 0, 1).getFirst().sequence())
        .isBetween(10_000L, 20_001L);
    assertThat(store().events().before(TENANT, EventFilter.ALL, Long.MAX_VALUE, 1))
        .first()
        .satisfies(event -> assertThat(event.sequence()).isEqualTo(120_000));
    assertThat(store().events().after(TENANT, EventFilter.ALL, 119_998, 10)).hasSize(2);
  }
}
