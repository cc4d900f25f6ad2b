package io.mcpmanager.core.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

final class BatchWriterPropertyTest {

  private static final Duration A_WHILE = Duration.ofSeconds(20);

  /** What happens to a writer. */
  sealed interface Step {
    record Offer(int items) implements Step {}

    record Wait(int millis) implements Step {}

    record Health(boolean broken) implements Step {}

    record Flush() implements Step {}
  }

  @Property(tries = 300)
  void givenAnyPatternOfFailures_whenItWorksAtLast_thenWhatWasAcceptedIsWrittenOnceAndInOrder(
      @ForAll("steps") List<Step> steps, @ForAll @IntRange(min = 1, max = 20) int batch) {
    var clock = new ManualClock();
    var target = new Target();
    var accepted = new ArrayList<Integer>();
    int offered = 0;
    try (var writer = new BatchWriter<>(
        "numbers", new BatchLimits(200, batch, Duration.ofMillis(50)), clock, target)) {
      for (Step step : steps) {
        switch (step) {
          case Step.Offer more -> {
            for (int i = 0; i < more.items(); i++) {
              if (writer.offer(++offered)) {
                accepted.add(offered);
              }
            }
          }
          case Step.Wait pause -> clock.advance(Duration.ofMillis(pause.millis()));
          case Step.Health health -> target.broken = health.broken();
          case Step.Flush ignored -> {
            // while it fails that is said; while it works everything is there
            boolean works = !target.broken;
            assertThat(writer.flush(A_WHILE)).isEqualTo(works || accepted.equals(target.written()));
          }
        }
        assertThat(writer.pending()).isLessThanOrEqualTo(200);
      }

      target.broken = false;
      assertThat(writer.flush(A_WHILE)).isTrue();
      assertThat(target.written()).isEqualTo(accepted);
      assertThat(writer.dropped()).isEqualTo(offered - accepted.size());
      if (offered <= 200) {
        assertThat(writer.dropped()).isZero();
      }
    }
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Arbitraries.<Step>oneOf(
            Arbitraries.integers().between(1, 80).map(Step.Offer::new),
            Arbitraries.integers().between(1, 60_000).map(Step.Wait::new),
            Arbitraries.of(true, false).map(Step.Health::new),
            Arbitraries.just(new Step.Flush()))
        .list()
        .ofMaxSize(30);
  }
}
