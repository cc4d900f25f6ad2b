package io.mcpmanager.core.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.testkit.LeakFree;
import io.mcpmanager.testkit.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When a server of 2026-07-28 is first listened to, and what is told if that comes late. */
@LeakFree
final class ChangeSubscriptionTest {

  private static final String TOOLS = "{\"toolsListChanged\":true}";
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final Duration A_MOMENT = Duration.ofNanos(1);

  private final ManualClock clock = new ManualClock();
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final ModernServer server = new ModernServer("{\"tools\":{\"listChanged\":true}}");
  private final CompletableFuture<UpstreamConnection> opened = new CompletableFuture<>();
  private Thread opener = Thread.currentThread();

  @AfterEach
  void close() throws Exception {
    opener.join();
    if (!opened.isCompletedExceptionally()) {
      opened.join().close();
    }
  }

  /** Opens the connection on another thread, as it may wait. */
  private void open() {
    var listener = new UpstreamListener() {
      @Override
      public void onNotification(Envelope notification) {
        heard.add(notification.method());
      }

      @Override
      public void onIrregular(String what, long count) {
        heard.add(what);
      }
    };
    opener = Thread.ofVirtual().start(() -> {
      try {
        opened.complete(UpstreamConnection.open(
            server,
            listener,
            clock,
            new ClientIdentity("me", "1"),
            10,
            PeerPast.NONE,
            EraChoice.MODERN,
            PATIENCE,
            PATIENCE.multipliedBy(10)));
      } catch (Exception e) {
        opened.completeExceptionally(e);
      }
    });
  }

  /** Lets the server keep silent when it is asked to tell of changes. */
  private void acknowledgeNothing() {
    server.on("subscriptions/listen", listen -> Optional.empty());
  }

  private JsonNode listen(int number) {
    await().until(() -> server.received("subscriptions/listen").size() >= number);
    return server.received("subscriptions/listen").get(number - 1);
  }

  private void awaitOpen() throws Exception {
    var ignored = opened.get(10, TimeUnit.SECONDS);
  }

  @Test
  void givenServerThatAcknowledges_whenOpened_thenNothingIsReadBeforeAndNothingWasMissed()
      throws Exception {
    acknowledgeNothing();
    open();
    JsonNode listen = listen(1);
    clock.advance(PATIENCE.minus(A_MOMENT));
    assertThat(opened).isNotDone();

    server.acknowledge(listen, TOOLS);

    awaitOpen();
    assertThat(heard).isEmpty();
    server.notify("notifications/tools/list_changed", "{}");
    assertThat(heard).containsExactly("notifications/tools/list_changed");
  }

  @Test
  void givenChangeRightBeforeTheAcknowledgement_whenOpened_thenItIsHeardOf() throws Exception {
    server.on("subscriptions/listen", listen -> {
      server.notify("notifications/tools/list_changed", "{}");
      server.acknowledge(listen, TOOLS);
      return Optional.empty();
    });

    open();

    awaitOpen();
    assertThat(heard).containsExactly("notifications/tools/list_changed");
  }

  @Test
  void givenLateAcknowledgement_whenItComes_thenListsAreTakenToHaveChanged() throws Exception {
    acknowledgeNothing();
    open();
    JsonNode listen = listen(1);

    clock.advance(PATIENCE);
    awaitOpen();
    assertThat(heard).isEmpty();
    server.acknowledge(listen, TOOLS);

    await()
        .untilAsserted(() -> assertThat(heard).containsExactly("notifications/tools/list_changed"));
    assertThat(server.received("subscriptions/listen")).hasSize(1);
  }

  @Test
  void givenRefusal_whenTheServerLaterAgrees_thenListsAreTakenToHaveChanged() throws Exception {
    server.error("subscriptions/listen", -32603, "null");
    open();
    awaitOpen();
    assertThat(heard).isEmpty();

    server.on("subscriptions/listen", listen -> {
      server.acknowledge(listen, TOOLS);
      return Optional.empty();
    });
    await().until(() -> {
      clock.advance(PATIENCE);
      return !heard.isEmpty();
    });

    assertThat(heard).containsExactly("notifications/tools/list_changed");
    assertThat(server.received("subscriptions/listen")).hasSize(2);
  }

  @Test
  void givenServerThatNeverAcknowledges_whenItIsAskedLongEnough_thenItIsAskedAgain()
      throws Exception {
    acknowledgeNothing();
    open();
    var ignored = listen(1);
    clock.advance(PATIENCE);
    awaitOpen();

    clock.advance(Duration.ofSeconds(10));
    await().until(() -> {
      clock.advance(PATIENCE);
      return server.received("subscriptions/listen").size() == 2;
    });

    assertThat(server.received("notifications/cancelled"))
        .extracting(cancel -> cancel.path("params").path("requestId"))
        .containsExactly(listen(1).get("id"));
  }

  @Test
  void givenWaitForTheAcknowledgement_whenInterrupted_thenTheConnectionIsNotOpen() {
    acknowledgeNothing();
    open();
    var ignored = listen(1);

    opener.interrupt();

    assertThatThrownBy(this::awaitOpen)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(InterruptedException.class);
    assertThat(server.isClosed()).isTrue();
  }

  @Test
  void givenServerThatEndsMeanwhile_whenOpened_thenNobodyWaitsForIt() throws Exception {
    acknowledgeNothing();
    open();
    var ignored = listen(1);

    server.breakOff("it fell over");

    awaitOpen();
    assertThat(opened.join().closed().getNow("")).isEqualTo("it fell over");
    assertThat(heard).isEmpty();
  }
}
