package io.mcpmanager.server.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ClientQueueTest {

  private static final Duration LONG = Duration.ofSeconds(20);

  private final ClientQueue queue = new ClientQueue(10);

  @Test
  void givenMessages_whenTaken_thenTheyComeInOrder() throws Exception {
    queue.accept(new byte[1]);
    queue.answer(new byte[2]);

    assertThat(queue.next(LONG)).hasValueSatisfying(m -> assertThat(m).hasSize(1));
    assertThat(queue.next(LONG)).hasValueSatisfying(m -> assertThat(m).hasSize(2));
    assertThat(queue.next(Duration.ofMillis(1))).isEmpty();
    assertThat(queue.over()).isFalse();
  }

  @Test
  void givenNoRoom_whenAnswered_thenTheAnswerWaitsForIt() throws Exception {
    queue.accept(new byte[8]);
    Thread answering = Thread.ofVirtual().start(() -> queue.answer(new byte[9]));
    await().until(() -> answering.getState() == Thread.State.WAITING);

    assertThat(queue.next(LONG)).isPresent();

    assertThat(queue.next(LONG)).hasValueSatisfying(m -> assertThat(m).hasSize(9));
    answering.join();
  }

  @Test
  void givenNoRoom_whenSomethingElseComes_thenTheConnectionIsOver() throws Exception {
    queue.accept(new byte[8]);
    Thread answering = Thread.ofVirtual().start(() -> queue.answer(new byte[9]));
    await().until(() -> answering.getState() == Thread.State.WAITING);

    queue.accept(new byte[3]);

    assertThat(queue.over()).isTrue();
    assertThat(queue.next(LONG)).isEmpty();
    answering.join();
  }

  @Test
  void givenMessageOverTheBound_whenNothingWaits_thenItGoesAlone() throws Exception {
    queue.accept(new byte[100]);

    assertThat(queue.next(LONG)).hasValueSatisfying(m -> assertThat(m).hasSize(100));
  }
}
