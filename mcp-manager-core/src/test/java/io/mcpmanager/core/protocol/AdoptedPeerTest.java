package io.mcpmanager.core.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.testkit.ManualClock;
import io.mcpmanager.testkit.ScriptedChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that an earlier life of the manager has spoken to. */
final class AdoptedPeerTest {

  private static final Duration SOON = Duration.ofSeconds(10);
  private static final long MOST = 1L << 53;

  private final ManualClock clock = new ManualClock();
  private final ScriptedChannel channel = new ScriptedChannel();
  private final List<String> irregular = new CopyOnWriteArrayList<>();
  private final UpstreamListener listener = new UpstreamListener() {
    @Override
    public void onNotification(Envelope notification) {}

    @Override
    public void onIrregular(String what, long count) {
      irregular.add(what);
    }
  };

  @Test
  void givenAnAdoptedServer_whenItIsSpokenTo_thenNoIdOfAnEarlierLifeIsUsedAgain() throws Exception {
    CompletableFuture<UpstreamConnection> first = open();
    long id = id(channel.awaitSent(SOON));
    answerInitialize(id);
    try (UpstreamConnection connection = first.get(10, TimeUnit.SECONDS)) {
      assertThat(id).isGreaterThan(1_000_000_000L).isLessThan(MOST);
      assertThat(connection.isModern()).isFalse();
    }

    clock.advance(Duration.ofMillis(1));
    var later = new CallTable(clock, 1, PeerPast.ADOPTED);
    long next = later
        .add(PendingCall.Origin.MANAGER, "ping", Duration.ofSeconds(1), null, null)
        .id();

    assertThat(next).isGreaterThan(id + 1000);
    later.close("over");
  }

  @Test
  void givenAnAdoptedServer_whenItAnswersRequestsOfAnEarlierLife_thenNothingIsWrong()
      throws Exception {
    CompletableFuture<UpstreamConnection> opened = open();
    long id = id(channel.awaitSent(SOON));

    channel.deliver("{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{\"protocolVersion\":\"none\"}}");
    channel.deliver("{\"jsonrpc\":\"2.0\",\"id\":8,\"error\":{\"code\":-1,\"message\":\"late\"}}");
    answerInitialize(id);

    opened.get(10, TimeUnit.SECONDS).close();
    assertThat(irregular).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"text\",\"text\":\"the rest\"}]}}",
        "[1,2,3]}}",
        "{\"result\":{}",
      })
  void givenAnAdoptedServer_whenTheRestOfAMessageComesFirst_thenNothingIsWrong(String rest)
      throws Exception {
    CompletableFuture<UpstreamConnection> opened = open();
    long id = id(channel.awaitSent(SOON));

    channel.deliver(rest);
    answerInitialize(id);

    opened.get(10, TimeUnit.SECONDS).close();
    assertThat(irregular).isEmpty();
  }

  @Test
  void givenAnAdoptedServer_whenMoreThanTheFirstMessageIsBroken_thenThatIsSaid() throws Exception {
    CompletableFuture<UpstreamConnection> opened = open();
    long id = id(channel.awaitSent(SOON));

    channel.deliverOversized("{\"jsonrpc\"", "}", 1L << 30);
    assertThat(irregular).isEmpty();
    channel.deliverOversized("{\"jsonrpc\":\"2.0\",\"method\":\"a\"", "}", 1L << 30);
    channel.deliver("{\"oops\"");

    await().atMost(SOON).until(() -> irregular.size() == 2);
    answerInitialize(id);
    opened.get(10, TimeUnit.SECONDS).close();
  }

  private CompletableFuture<UpstreamConnection> open() {
    var opened = new CompletableFuture<UpstreamConnection>();
    Thread.ofVirtual().start(() -> {
      try {
        opened.complete(UpstreamConnection.open(
            channel,
            listener,
            clock,
            new ClientIdentity("me", "1"),
            10,
            PeerPast.ADOPTED,
            EraChoice.LEGACY,
            Duration.ZERO,
            SOON));
      } catch (InterruptedException | RuntimeException e) {
        opened.completeExceptionally(e);
      }
    });
    return opened;
  }

  private void answerInitialize(long id) {
    channel.deliver(
        "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{\"protocolVersion\":\"2025-11-25\"}}");
  }

  private static long id(String message) {
    return Long.parseLong(message.replaceAll(".*?\"id\":(\\d+).*", "$1"));
  }
}
