package io.mcpmanager.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.spi.IdSource;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link IdSource} must do, as far as tests can tell. An adapter's test extends it. */
public abstract class IdSourceContract {

  private IdSource ids;

  /** For adapters' tests. */
  protected IdSourceContract() {}

  /** A source for one test. */
  protected abstract IdSource open();

  /** Lets some time pass, if the source looks at it. */
  protected void timePasses() {}

  @BeforeEach
  final void openSource() {
    ids = open();
  }

  @Test
  void givenManyIds_whenCompared_thenAllAreOfTheirFormAndNoneRepeats() {
    assertThat(Stream.generate(ids::nextId).limit(10_000))
        .allMatch(id -> id.matches("[a-z0-9]{1,32}"))
        .doesNotHaveDuplicates();
  }

  @Test
  void givenManySecrets_whenCompared_thenAllAreLongEnoughAndNoneRepeats() {
    // 22 of the 64 characters hold 128 bits
    assertThat(Stream.generate(ids::nextSecret).limit(10_000))
        .allMatch(secret -> secret.matches("[A-Za-z0-9_-]{22,}"))
        .doesNotHaveDuplicates();
  }

  @Test
  void givenIdsOfDifferentTimes_whenSorted_thenTheEarlierComesFirst() {
    String earlier = ids.nextId();
    timePasses();

    assertThat(ids.nextId()).isGreaterThan(earlier);
  }

  @Test
  void givenManyThreads_whenTheyTakeIds_thenNoneIsGivenTwice() {
    Queue<String> given = new ConcurrentLinkedQueue<>();

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 50; i++) {
        threads.execute(() -> Stream.generate(ids::nextId).limit(200).forEach(given::add));
      }
    }

    assertThat(given).hasSize(10_000).doesNotHaveDuplicates();
  }
}
