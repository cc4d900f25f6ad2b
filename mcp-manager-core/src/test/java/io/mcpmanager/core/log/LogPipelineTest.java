package io.mcpmanager.core.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.ServerNotFoundException;
import io.mcpmanager.api.event.Subscription;
import io.mcpmanager.api.log.LogFilter;
import io.mcpmanager.api.log.LogLevel;
import io.mcpmanager.api.log.LogLine;
import io.mcpmanager.api.log.LogListener;
import io.mcpmanager.api.log.LogStream;
import io.mcpmanager.api.server.LogLimits;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.core.memory.InMemoryStore;
import io.mcpmanager.spi.store.Store;
import io.mcpmanager.testkit.LeakFree;
import io.mcpmanager.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@LeakFree
final class LogPipelineTest {

  private static final CallContext SYSTEM = CallContext.system("c1");
  private static final LogLimits LIMITS =
      LogLimits.DEFAULT.withHistory(100, 1 << 20, Duration.ofHours(1)).withMaxLineBytes(256);
  private static final ServerId ONE = ServerId.of("one");
  private static final ServerId TWO = ServerId.of("two");
  private static final ServerId UNKNOWN = ServerId.of("unknown");

  private final Store store = new InMemoryStore();
  private final FlakyLogs flaky = new FlakyLogs(store.logs());
  private final ManualClock clock = new ManualClock();
  private final LogPipeline logs =
      new LogPipeline(flaky, clock, (context, server) -> !server.equals(UNKNOWN));

  @AfterEach
  void closeAll() {
    flaky.gate.countDown();
    logs.close();
    store.close();
  }

  @Test
  void givenALineJustWritten_whenRead_thenItIsThereWithItsGuessedLevel() {
    logs.append(ONE, LogStream.STDERR, "\u001B[31mERROR\u001B[0m no \u0007 luck\r");

    assertThat(logs.after(SYSTEM, ONE, LogFilter.ALL, 0, 10))
        .containsExactly(new LogLine(
            1, ONE, ManualClock.START, LogStream.STDERR, LogLevel.ERROR, "ERROR no \uFFFD luck"));
    assertThat(logs.before(SYSTEM, ONE, LogFilter.ALL, Long.MAX_VALUE, 10)).hasSize(1);
  }

  @Test
  void givenALineWithItsLevel_whenRead_thenTheLevelIsKept() {
    logs.append(ONE, LogStream.MCP, LogLevel.DEBUG, "ERROR is only a word here");

    assertThat(read(ONE)).extracting(LogLine::level).containsExactly(LogLevel.DEBUG);
  }

  @Test
  void givenLinesOfManyServers_whenRead_thenEachIsNumberedByItself() {
    logs.append(ONE, LogStream.STDOUT, "a");
    logs.append(TWO, LogStream.STDOUT, "b");
    logs.append(ONE, LogStream.STDOUT, "c");

    assertThat(read(ONE)).extracting(LogLine::sequence).containsExactly(1L, 2L);
    assertThat(read(TWO)).extracting(LogLine::sequence).containsExactly(1L);
  }

  @Test
  void givenStoredLines_whenAnotherPipelineGoesOn_thenSequencesGoOn() {
    logs.append(ONE, LogStream.STDOUT, "a");
    logs.close();

    try (var next = new LogPipeline(store.logs(), clock, (context, server) -> true)) {
      next.append(ONE, LogStream.STDOUT, "b");
      assertThat(next.after(SYSTEM, ONE, LogFilter.ALL, 0, 10))
          .extracting(LogLine::sequence)
          .containsExactly(1L, 2L);
    }
  }

  @Test
  void givenSearchAndLevel_whenRead_thenOnlyThoseLinesCome() {
    logs.append(ONE, LogStream.STDERR, "WARN Disk is filling");
    logs.append(ONE, LogStream.STDERR, "ERROR disk is full");
    logs.append(ONE, LogStream.STDERR, "disk was found");

    var filter = new LogFilter(Set.of(), LogLevel.WARNING, null, null, "DISK");
    assertThat(logs.after(SYSTEM, ONE, filter, 0, 10))
        .extracting(LogLine::text)
        .containsExactly("WARN Disk is filling", "ERROR disk is full");
  }

  @Test
  void givenNobodyReads_whenTheFlushIsDue_thenLinesAreStoredTogether() {
    for (int i = 0; i < 10; i++) {
      logs.append(ONE, LogStream.STDOUT, "line");
    }
    await().until(() -> clock.pending() > 0);
    assertThat(flaky.appends).hasValue(0);

    clock.advance(Duration.ofMillis(200));

    await().until(() -> store.logs().latestSequence(ONE) == 10);
    assertThat(flaky.appends).hasValue(1);
  }

  @Test
  void givenAThousandLines_whenTheyAreThere_thenTheyAreStoredWithoutWaiting() {
    for (int i = 0; i < 2500; i++) {
      logs.append(ONE, LogStream.STDOUT, "line");
    }

    // fewer than a batch may wait for the clock, which stands still; how they are cut depends on
    // timing
    await().until(() -> store.logs().latestSequence(ONE) > 1500);
  }

  @Test
  void givenAFollower_whenLinesCome_thenItGetsThoseOfItsServerAndFilterAtOnceAndInOrder() {
    var received = new Recorder();
    var filter = new LogFilter(Set.of(), LogLevel.WARNING, null, null, "");
    logs.follow(SYSTEM, ONE, filter, received);

    logs.append(TWO, LogStream.STDERR, "WARN other");
    logs.append(ONE, LogStream.STDERR, "WARN first");
    logs.append(ONE, LogStream.STDERR, "quiet");
    logs.append(ONE, LogStream.STDERR, "WARN second");

    await().until(() -> received.texts.equals(List.of("WARN first", "WARN second")));
    assertThat(flaky.appends).hasValue(0);
  }

  @Test
  void givenASlowFollower_whenALotComes_thenItIsToldHowManyItMissed() {
    var release = new CountDownLatch(1);
    var slow = new Recorder() {
      @Override
      public void onLine(LogLine line) {
        try {
          release.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        super.onLine(line);
      }
    };
    logs.follow(SYSTEM, ONE, LogFilter.ALL, slow);
    for (int i = 0; i < 6000; i++) {
      logs.append(ONE, LogStream.STDOUT, "line");
    }
    assertThat(read(ONE)).hasSize(1000);

    release.countDown();

    await().until(() -> slow.texts.size() + slow.missed.get() == 6000);
    assertThat(slow.missed.get()).isPositive();
  }

  @Test
  void givenASlowFollower_whenLongLinesCome_thenTheirSizeIsBoundedToo() throws Exception {
    var began = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    var slow = new Recorder() {
      @Override
      public void onLine(LogLine line) {
        began.countDown();
        try {
          release.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        super.onLine(line);
      }
    };
    logs.limits(
        ONE,
        LogLimits.DEFAULT
            .withHistory(1000, 1L << 30, Duration.ofDays(1))
            .withMaxLineBytes(1 << 20)
            .withRate(1000, 1 << 30));
    logs.follow(SYSTEM, ONE, LogFilter.ALL, slow);
    for (int i = 0; i < 20; i++) {
      logs.append(ONE, LogStream.STDOUT, "x".repeat(1 << 20));
      if (i == 0) {
        began.await();
      }
      assertThat(read(ONE)).hasSize(i + 1);
    }

    release.countDown();

    await().until(() -> slow.texts.size() + slow.missed.get() == 20);
    assertThat(slow.texts.size()).isLessThanOrEqualTo(6);
  }

  @Test
  void givenAClosedFollower_whenLinesCome_thenItGetsNothing() {
    var received = new Recorder();
    Subscription subscription = logs.follow(SYSTEM, ONE, LogFilter.ALL, received);

    subscription.close();
    logs.append(ONE, LogStream.STDOUT, "line");

    assertThat(read(ONE)).hasSize(1);
    assertThat(received.texts).isEmpty();
  }

  @Test
  void givenAnUnknownServer_whenReadOrFollowed_thenItIsNotFound() {
    assertThatThrownBy(() -> read(UNKNOWN)).isInstanceOf(ServerNotFoundException.class);
    assertThatThrownBy(() -> logs.before(SYSTEM, UNKNOWN, LogFilter.ALL, 1, 1))
        .isInstanceOf(ServerNotFoundException.class);
    assertThatThrownBy(() -> logs.follow(SYSTEM, UNKNOWN, LogFilter.ALL, line -> {}))
        .isInstanceOf(ServerNotFoundException.class);
    assertThatThrownBy(() -> logs.after(SYSTEM, ONE, LogFilter.ALL, 0, 1001))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void givenAStoreThatFails_whenItWorksAgain_thenNoLineIsLostOrDoubled() {
    logs.append(ONE, LogStream.STDOUT, "a");
    assertThat(read(ONE)).hasSize(1);
    flaky.broken = true;
    logs.append(ONE, LogStream.STDOUT, "b");
    logs.append(TWO, LogStream.STDOUT, "x");
    assertThat(read(ONE)).hasSize(1);
    logs.append(ONE, LogStream.STDOUT, "c");

    flaky.broken = false;

    await().until(() -> {
      clock.advance(Duration.ofSeconds(30));
      return store.logs().latestSequence(ONE) == 3;
    });
    assertThat(read(ONE)).extracting(LogLine::text).containsExactly("a", "b", "c");
    assertThat(read(TWO)).extracting(LogLine::text).containsExactly("x");
  }

  @Test
  void givenAStoreThatFails_whenLinesCome_thenFollowersStillSeeThem() {
    var received = new Recorder();
    logs.append(ONE, LogStream.STDOUT, "a");
    assertThat(read(ONE)).hasSize(1);
    logs.follow(SYSTEM, ONE, LogFilter.ALL, received);
    flaky.broken = true;

    logs.append(ONE, LogStream.STDOUT, "b");
    assertThat(read(ONE)).hasSize(1);
    logs.append(ONE, LogStream.STDOUT, "c");

    await().until(() -> received.texts.equals(List.of("b", "c")));
  }

  @Test
  void givenAFlood_whenTheStoreIsStuck_thenLinesAreDroppedAndOneLineSaysHowMany() {
    logs.append(TWO, LogStream.STDOUT, "calm");
    assertThat(read(TWO)).hasSize(1);
    flaky.gate = new CountDownLatch(1);
    IntStream.range(0, 100_000).forEach(i -> logs.append(ONE, LogStream.STDOUT, "flood"));
    logs.append(TWO, LogStream.STDOUT, "still heard");
    clock.advance(Duration.ofSeconds(5));

    flaky.gate.countDown();

    assertThat(read(TWO)).extracting(LogLine::text).containsExactly("calm", "still heard");
    var remarks = new LogFilter(Set.of(LogStream.MANAGER), LogLevel.DEBUG, null, null, "");
    List<LogLine> said = logs.after(SYSTEM, ONE, remarks, 0, 10);
    assertThat(said).hasSize(1).first().satisfies(line -> {
      assertThat(line.level()).isEqualTo(LogLevel.WARNING);
      assertThat(line.text()).contains("lines were dropped");
      long dropped = Long.parseLong(line.text().split(" ", 2)[0]);
      assertThat(dropped + line.sequence() - 1).isEqualTo(100_000);
      assertThat(logs.dropped(SYSTEM, ONE)).isEqualTo(dropped);
      assertThat(logs.dropped(SYSTEM)).isEqualTo(dropped);
      assertThat(logs.dropped(SYSTEM, TWO)).isZero();
    });
  }

  @Test
  void givenAServerThatWritesTooFast_whenItsBurstIsOver_thenItsRateIsTakenAndTheRestCounted() {
    logs.limits(ONE, LogLimits.DEFAULT.withRate(10, 1 << 20));

    IntStream.range(0, 1000).forEach(i -> logs.append(ONE, LogStream.STDERR, "line " + i));
    assertThat(read(ONE)).hasSize(100);
    clock.advance(Duration.ofSeconds(1));
    IntStream.range(0, 1000).forEach(i -> logs.append(ONE, LogStream.STDERR, "more " + i));
    assertThat(read(ONE)).hasSize(110);
    clock.advance(Duration.ofSeconds(4));

    assertThat(logs.dropped(SYSTEM, ONE)).isEqualTo(1890);
    assertThat(read(ONE)).hasSize(111).last().satisfies(line -> {
      assertThat(line.stream()).isEqualTo(LogStream.MANAGER);
      assertThat(line.text())
          .isEqualTo("1890 lines were dropped: they came faster than the log takes them");
    });
    assertThat(clock.pending()).as("retention and the flush").isLessThanOrEqualTo(2);
  }

  @Test
  void givenAServerThatWritesTooMuch_whenItsLinesAreLong_thenTheirSizeCounts() {
    logs.limits(ONE, LogLimits.DEFAULT.withRate(1000, 1024));

    IntStream.range(0, 100).forEach(i -> logs.append(ONE, LogStream.STDERR, "x".repeat(1000)));

    assertThat(read(ONE)).hasSize(11);
    assertThat(logs.dropped(SYSTEM, ONE)).isEqualTo(89);
  }

  @Test
  void givenLimits_whenMoreLinesCome_thenTheOldestAreTrimmedAndLongOnesAreCut() {
    logs.limits(ONE, LIMITS);
    for (int i = 1; i <= 500; i++) {
      logs.append(ONE, LogStream.STDOUT, "line " + i);
    }
    logs.append(ONE, LogStream.STDOUT, "ä".repeat(1000));

    // a tenth more may stay until it is worth deleting
    await().until(() -> read(ONE).size() <= 110);
    List<LogLine> kept = read(ONE);
    kept = kept.subList(kept.size() - 100, kept.size());

    assertThat(kept)
        .extracting(LogLine::sequence)
        .containsExactlyElementsOf(LongStream.rangeClosed(402, 501).boxed().toList());
    assertThat(kept.getLast().text()).isEqualTo("ä".repeat(126) + "…");
  }

  @Test
  void givenLinesThatGrowOld_whenNothingIsWritten_thenTheyAreDeletedAllTheSame() {
    logs.limits(ONE, LIMITS);
    logs.append(ONE, LogStream.STDOUT, "old");
    logs.append(ONE, LogStream.STDOUT, "the newest stays");
    assertThat(read(ONE)).hasSize(2);

    clock.advance(Duration.ofMinutes(70));

    await().until(() -> read(ONE).size() == 1);
  }

  @Test
  void givenSmallerLimits_whenSet_thenTheLogIsCutToThem() {
    logs.limits(ONE, LogLimits.DEFAULT);
    IntStream.range(0, 500).forEach(i -> logs.append(ONE, LogStream.STDOUT, "line"));
    assertThat(read(ONE)).hasSize(500);

    logs.limits(ONE, LIMITS);

    await().until(() -> read(ONE).size() == 100);
  }

  @Test
  void givenAStoreThatHangsWhilePruning_whenLinesCome_thenFollowersSeeThem() {
    var received = new Recorder();
    logs.append(ONE, LogStream.STDOUT, "first");
    assertThat(read(ONE)).hasSize(1);
    logs.follow(SYSTEM, ONE, LogFilter.ALL, received);
    flaky.gate = new CountDownLatch(1);

    logs.limits(ONE, LogLimits.DEFAULT);
    logs.limits(ONE, LIMITS);
    logs.append(ONE, LogStream.STDOUT, "second");

    await().until(() -> received.texts.equals(List.of("second")));
  }

  @Test
  void givenAServerThatIsForgotten_whenFollowedOrPending_thenNothingOfItIsLeft() {
    var received = new Recorder();
    logs.follow(SYSTEM, ONE, LogFilter.ALL, received);
    logs.append(ONE, LogStream.STDOUT, "a");
    await().until(() -> received.texts.size() == 1);

    logs.forget(ONE);
    logs.append(TWO, LogStream.STDOUT, "b");

    assertThat(read(TWO)).hasSize(1);
    assertThat(store.logs().latestSequence(ONE)).isZero();
  }

  @Test
  void givenLinesThatWait_whenClosed_thenTheyAreStored() {
    logs.append(ONE, LogStream.STDOUT, "last words");

    logs.close();

    assertThat(store.logs().after(ONE, LogFilter.ALL, 0, 10)).hasSize(1);
    logs.append(ONE, LogStream.STDOUT, "too late");
    logs.close();
  }

  @Test
  void givenAStoreThatFails_whenClosed_thenItEndsAllTheSame() {
    flaky.broken = true;
    logs.append(ONE, LogStream.STDOUT, "lost");

    logs.close();

    assertThat(store.logs().latestSequence(ONE)).isZero();
  }

  private List<LogLine> read(ServerId server) {
    return logs.after(SYSTEM, server, LogFilter.ALL, 0, 1000);
  }

  private static class Recorder implements LogListener {

    final List<String> texts = Collections.synchronizedList(new ArrayList<>());
    final AtomicLong missed = new AtomicLong();

    @Override
    public void onLine(LogLine line) {
      texts.add(line.text());
    }

    @Override
    public void onMissed(long count) {
      missed.addAndGet(count);
    }
  }
}
