package io.mcpmanager.core.hook;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.testkit.LeakFree;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@LeakFree
final class LanesTest {

  private static final Duration LONG = Duration.ofMinutes(1);

  private final Lanes lanes = new Lanes();

  @Test
  void givenManyTasksOfAClient_whenFlushed_thenTheyHaveRunInOrder() throws Exception {
    var ran = new CopyOnWriteArrayList<Integer>();
    List<Integer> all = IntStream.range(0, 500).boxed().toList();

    all.forEach(i -> assertThat(lanes.submit("a", () -> ran.add(i))).isTrue());
    lanes.flush("a", LONG);

    assertThat(ran).isEqualTo(all);
  }

  @Test
  void givenClientWithTooMuchToDo_whenMoreComes_thenItIsRefusedAndOthersGoOn() throws Exception {
    var held = new CountDownLatch(1);
    var begun = new CountDownLatch(1);
    lanes.submit("a", () -> {
      begun.countDown();
      hold(held);
    });
    begun.await();
    for (int i = 0; i < Lanes.MOST; i++) {
      assertThat(lanes.submit("a", () -> {})).isTrue();
    }

    var other = new CountDownLatch(1);
    assertThat(lanes.submit("a", () -> {})).isFalse();
    assertThat(lanes.submit("b", other::countDown)).isTrue();
    other.await();
    lanes.flush("a", Duration.ofMillis(1)); // gives up
    held.countDown();
    lanes.flush("a", LONG);
    assertThat(lanes.submit("a", () -> {})).isTrue();
    lanes.flush("a", LONG);
  }

  @Test
  void givenTaskThatThrows_whenOthersFollow_thenTheyRun() throws Exception {
    var ran = new CountDownLatch(1);
    lanes.submit("a", () -> {
      throw new IllegalStateException("on purpose");
    });
    lanes.submit("a", ran::countDown);

    ran.await();
    lanes.flush("a", LONG);
    lanes.flush("nobody", LONG);
  }

  private static void hold(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
