package io.mcpmanager.docker.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.docker.transport.EngineCallException;
import io.mcpmanager.testkit.ManualClock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class StatsSamplerTest {

  private static final Duration TURN = Duration.ofSeconds(1);

  private final ManualClock clock = new ManualClock();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final Engine engine = new Engine();
  private final StatsSampler sampler = new StatsSampler(engine, clock);

  @AfterEach
  void close() {
    sampler.close();
  }

  @Test
  void givenContainer_whenWatched_thenItsUsageIsKnownAfterOneSecondAndAShareAfterTwoSamples() {
    sampler.watch("a");
    assertThat(sampler.usage("a")).isEmpty();

    clock.advance(TURN);
    await().until(() -> sampler.usage("a").isPresent());
    assertThat(sampler.usage("a").orElseThrow().cpuShare()).isEmpty();

    turns(10);
    await().until(() -> sampler.usage("a").orElseThrow().cpuShare().isPresent());
    assertThat(sampler.usage("a").orElseThrow().cpuShare()).hasValue(50.0);
  }

  @Test
  void givenHundredContainers_whenAnIntervalPasses_thenEachIsAskedAfterOnceAndTenInEachSecond() {
    for (int i = 0; i < 100; i++) {
      sampler.watch("c" + i);
    }
    clock.advance(TURN);
    await().until(() -> asked.size() == 100);
    asked.clear();

    for (int second = 1; second <= 10; second++) {
      clock.advance(TURN);
      int soFar = second * 10;
      await().until(() -> asked.size() == soFar);
    }

    assertThat(asked).doesNotHaveDuplicates();
  }

  @Test
  void givenManyContainers_whenTheyAreAskedAfterAtOnce_thenFewQuestionsAreUnderWay() {
    engine.hold();
    for (int i = 0; i < 30; i++) {
      sampler.watch("c" + i);
    }
    clock.advance(TURN);
    await().until(() -> engine.underWay.get() == 4);
    engine.letGo();

    await().until(() -> asked.size() == 30);
    assertThat(engine.mostUnderWay.get()).isEqualTo(4);
  }

  @Test
  void
      givenEngineThatDoesNotAnswer_whenItIsWaitedForTooLong_thenTheQuestionIsDroppedAndAskedAnew() {
    engine.hold();
    sampler.watch("a");
    clock.advance(TURN);
    await().until(() -> engine.underWay.get() == 1);

    turns(11);
    await().until(() -> engine.underWay.get() == 0);
    engine.letGo();
    turns(10);

    await().until(() -> sampler.usage("a").isPresent());
  }

  @Test
  void givenEngineThatIsAway_whenItComesBack_thenSamplesGoOn() {
    engine.away = true;
    sampler.watch("a");
    turns(20);
    assertThat(sampler.usage("a")).isEmpty();

    engine.away = false;
    turns(10);

    await().until(() -> sampler.usage("a").isPresent());
  }

  @Test
  void givenContainerThatIsForgotten_whenTurnsPass_thenNothingIsAskedAnyMore() {
    sampler.watch("a");
    clock.advance(TURN);
    await().until(() -> sampler.usage("a").isPresent());

    sampler.forget("a");
    clock.advance(TURN);
    asked.clear();
    turns(20);

    assertThat(sampler.usage("a")).isEmpty();
    assertThat(asked).isEmpty();
    assertThat(clock.pending()).isZero();
  }

  @Test
  void givenClosedSampler_whenContainersAreWatched_thenNothingIsAsked() {
    sampler.close();
    sampler.watch("a");

    assertThat(clock.pending()).isZero();
  }

  private void turns(int number) {
    for (int i = 0; i < number; i++) {
      clock.advance(TURN);
      // a question that is under way is not asked again, so each is given its time
      await().until(() -> engine.isQuiet() || engine.held());
    }
  }

  /** Answers as an engine whose containers use half a processor each. */
  private final class Engine implements StatsSampler.Stats {

    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger mostUnderWay = new AtomicInteger();
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile boolean away;

    void hold() {
      gate = new CountDownLatch(1);
    }

    void letGo() {
      gate.countDown();
    }

    boolean held() {
      return gate.getCount() > 0;
    }

    boolean isQuiet() {
      return underWay.get() == 0;
    }

    @Override
    public InputStream of(String containerId) throws IOException {
      mostUnderWay.accumulateAndGet(underWay.incrementAndGet(), Math::max);
      try {
        gate.await();
        asked.add(containerId);
        if (away) {
          throw new EngineCallException(0, "away", null);
        }
        Instant now = clock.now();
        long cpu = Duration.between(ManualClock.START, now).toNanos() / 2;
        String answer = "{\"read\":\"" + now + "\",\"cpu_stats\":{\"cpu_usage\":{\"total_usage\":"
            + cpu + "}}}";
        return new ByteArrayInputStream(answer.getBytes(StandardCharsets.UTF_8));
      } catch (InterruptedException e) {
        throw new IOException(e);
      } finally {
        underWay.decrementAndGet();
      }
    }
  }
}
