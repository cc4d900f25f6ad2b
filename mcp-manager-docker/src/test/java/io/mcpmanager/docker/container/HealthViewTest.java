package io.mcpmanager.docker.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.command.InspectContainerResponse;
import io.mcpmanager.docker.engine.ContainerEvent;
import io.mcpmanager.docker.engine.ContainerEvent.Kind;
import io.mcpmanager.spi.OutsideView;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class HealthViewTest {

  private static InspectContainerResponse inspected(String state) {
    try {
      return new ObjectMapper()
          .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false)
          .readValue("{\"State\":" + state + "}", InspectContainerResponse.class);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static final InspectContainerResponse UNWELL = inspected("""
      {"Health":{"Status":"unhealthy","FailingStreak":3,
       "Log":[{"ExitCode":0,"Output":"old"},{"ExitCode":1,"Output":"no\\nanswer\\n"}]}}""");

  private static ContainerEvent event(String action) {
    return new ContainerEvent("c", Kind.of(action), action, Map.of());
  }

  private final HealthView health = new HealthView(() -> UNWELL);

  @Test
  void givenNothingSaid_whenAsked_thenThereIsNoView() {
    health.read(inspected("{}"));
    assertThat(health.view()).isEmpty();

    health.read(inspected("{\"Health\":{\"Status\":\"starting\"}}"));
    assertThat(health.view()).isEmpty();

    health.read(inspected("{\"Health\":{\"Status\":\"none\"}}"));
    assertThat(health.view()).isEmpty();
  }

  @Test
  void givenItBecomesUnhealthy_whenAsked_thenTheViewTellsWhatTheCheckSaid() {
    health.onEvent(event("health_status: healthy"));
    assertThat(health.view()).map(OutsideView::well).contains(true);

    health.onEvent(event("health_status: unhealthy"));
    assertThat(health.view()).map(OutsideView::well).contains(false);
    await().untilAsserted(() -> assertThat(health.view())
        .contains(new OutsideView(
            false, "the engine finds it unhealthy: its check ended with status 1: no answer")));

    health.onEvent(event("exec_start: true"));
    assertThat(health.view()).map(OutsideView::well).contains(false);

    health.onEvent(event("health_status: starting"));
    assertThat(health.view()).isEmpty();
  }

  @Test
  void givenPodmansEvent_whenItComes_thenItIsUnderstood() {
    health.onEvent(
        new ContainerEvent("c", Kind.HEALTH, "health_status", Map.of("health_status", "healthy")));

    assertThat(health.view()).map(OutsideView::well).contains(true);
  }

  @Test
  void givenALaterEvent_whenASlowInspectionComesBack_thenTheEventStands() throws Exception {
    var asked = new CountDownLatch(1);
    var answer = new CountDownLatch(1);
    var answered = new CountDownLatch(1);
    var slow = new HealthView(() -> {
      asked.countDown();
      try {
        assertThat(answer.await(20, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      answered.countDown();
      return UNWELL;
    });
    slow.onEvent(event("health_status: unhealthy"));
    assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();

    slow.onEvent(event("health_status: healthy"));
    answer.countDown();

    assertThat(answered.await(20, TimeUnit.SECONDS)).isTrue();
    await()
        .during(50, TimeUnit.MILLISECONDS)
        .untilAsserted(() -> assertThat(slow.view()).map(OutsideView::well).contains(true));
  }

  @Test
  void givenAnEngineThatDoesNotAnswer_whenRefreshed_thenTheViewStays() {
    var broken = new HealthView(() -> {
      throw new IllegalStateException("gone");
    });
    broken.onEvent(event("health_status: healthy"));

    broken.refresh();

    assertThat(broken.view()).map(OutsideView::well).contains(true);
  }
}
