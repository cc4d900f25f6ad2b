package io.mcpmanager.core.remote;

import static io.mcpmanager.core.remote.McpPeer.status;
import static io.mcpmanager.core.remote.McpPeer.stream;
import static io.mcpmanager.core.remote.McpPeer.text;
import static io.mcpmanager.core.remote.McpPeer.wholeStream;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.server.RemoteLaunch;
import io.mcpmanager.api.server.RemoteTransport;
import io.mcpmanager.core.time.SystemClock;
import io.mcpmanager.core.wire.Destinations;
import io.mcpmanager.core.wire.HttpClientLimits;
import io.mcpmanager.core.wire.HttpClientPool;
import io.mcpmanager.core.wire.HttpPeer;
import io.mcpmanager.spi.ChannelException;
import io.mcpmanager.spi.OutboundMessage;
import io.mcpmanager.testkit.LeakFree;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@LeakFree
class SseMessageChannelTest {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final String RESULT = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}";
  private static final int MAX = 1000;

  private final SystemClock clock = new SystemClock();
  private final HttpClientPool client =
      new HttpClientPool(HttpClientLimits.DEFAULT, Destinations.ANY, System::nanoTime);
  private final HttpChannels channels = new HttpChannels(client, clock, MAX);
  private final Recorder recorder = new Recorder();
  private final AtomicReference<OutputStream> stream = new AtomicReference<>();
  private final CountDownLatch opened = new CountDownLatch(1);
  private McpPeer peer;
  private RemoteChannel channel;

  @BeforeEach
  void listen() throws IOException {
    peer = new McpPeer();
    use(RemoteTransport.SSE);
  }

  @AfterEach
  void close() {
    channel.close();
    client.close();
    peer.close();
    clock.close();
  }

  @Test
  void givenAddressOfTheStream_whenSent_thenItIsPostedThereAndTheAnswerComesOnTheStream()
      throws Exception {
    peer.on("GET", opening("/post?sessionId=a%20b")).on("POST", answering());

    channel.send(request("initialize"), LONG);
    channel.negotiated("2024-11-05");
    channel.send(request("ping"), LONG);

    await().until(() -> recorder.messages.size() == 2);
    assertThat(recorder.messages).containsOnly(RESULT);
    assertThat(peer.heads("POST"))
        .hasSize(2)
        .allMatch(head -> head.startsWith("post /post?sessionid=a%20b "))
        .allMatch(head -> head.contains("x-key: secret\r\n"));
    assertThat(peer.heads("GET"))
        .singleElement()
        .asString()
        .contains("accept: text/event-stream", "x-key: secret\r\n");
    assertThat(recorder.closed).isEmpty();
  }

  @Test
  void givenStreamThatEnds_whenNoticed_thenTheConnectionIsOver() throws Exception {
    peer.on("GET", wholeStream("event: endpoint\ndata: /post\n\n")).on("POST", status(202));

    assertThatThrownBy(() -> {
          while (true) {
            channel.send(request("ping"), LONG);
          }
        })
        .isInstanceOf(ChannelException.class);

    await().until(() -> !recorder.closed.isEmpty());
    assertThat(recorder.closed).containsExactly("the server has ended its event stream");
    assertThat(channel.ended()).isCompletedWithValue("the server has ended its event stream");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://evil.example/post", "//evil.example/post", "https://127.0.0.1/post"})
  void givenAddressOfAnotherOrigin_whenNamed_thenNothingIsSentThere(String address) {
    peer.on("GET", stream("event: endpoint\ndata: " + address + "\n\n"));

    assertThatThrownBy(() -> channel.send(request("initialize"), LONG))
        .isInstanceOf(ChannelException.class)
        .hasMessageContaining("another origin");
    await().until(() -> recorder.closed.size() == 1);
    assertThat(peer.heads("POST")).isEmpty();
  }

  @Test
  void givenAddressThatIsNone_whenNamed_thenTheErrorSaysSo() {
    peer.on("GET", stream("event: endpoint\ndata: ht tp:%%\n\n"));

    assertThatThrownBy(() -> channel.send(request("initialize"), LONG))
        .hasMessageContaining("no address");
  }

  @Test
  void givenNoStream_whenSent_thenTheErrorSaysWhatCame() {
    peer.on("GET", text("hello"));

    assertThatThrownBy(() -> channel.send(request("initialize"), LONG))
        .isInstanceOfSatisfying(ChannelException.class, e -> {
          assertThat(e.neverSent()).isTrue();
          assertThat(e).hasMessageContaining("text/html");
        });
  }

  @Test
  void givenStreamThatNamesNoAddress_whenTimeIsUp_thenSendingFails() {
    peer.on("GET", stream(": nothing\n\n"));

    assertThatThrownBy(() -> channel.send(request("initialize"), Duration.ofMillis(200)))
        .isInstanceOfSatisfying(
            McpManagerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TIMEOUT));
  }

  @Test
  void givenMessageOverTheBound_whenItComes_thenItIsSkipped() throws Exception {
    peer.on("GET", opening("/post")).on("POST", status(202));
    channel.send(request("initialize"), LONG);
    push("data: " + "x".repeat(MAX + 1) + "\n\n");

    await().until(() -> !recorder.oversized.isEmpty());
    assertThat(recorder.oversized.getFirst()).startsWith((MAX + 1) + " xxx");
  }

  @Test
  void givenMessageThatIsRefused_whenSent_thenTheErrorNamesTheStatus() {
    peer.on("GET", opening("/post")).on("POST", status(404));

    assertThatThrownBy(() -> channel.send(request("ping"), LONG)).hasMessageContaining("404");
  }

  @Test
  void givenOpenChannel_whenClosed_thenTheReceiverIsToldOnce() throws Exception {
    peer.on("GET", opening("/post")).on("POST", status(202));
    channel.send(request("initialize"), LONG);

    channel.close();
    channel.close();
    channel.awaitGoodbye(LONG);

    assertThat(recorder.closed).containsExactly("closed");
    assertThatThrownBy(() -> channel.send(request("ping"), LONG))
        .isInstanceOf(ChannelException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 405})
  void givenServerThatRefusesStreamableHttp_whenItHasAnEventStream_thenThatIsUsed(int status)
      throws Exception {
    use(RemoteTransport.STREAMABLE_HTTP);
    peer.on("GET", opening("/post")).on("POST", status(status), answering());

    channel.send(request("initialize"), LONG);
    channel.negotiated("2024-11-05");
    channel.send(request("ping"), LONG);

    await().until(() -> recorder.messages.size() == 2);
    assertThat(recorder.closed).isEmpty();
    assertThat(peer.heads("POST")).hasSize(3);
    assertThat(channel.maxMessageBytes()).isEqualTo(MAX);
    channel.close();
    assertThat(recorder.closed).containsExactly("closed");
    assertThat(channel.ended()).isCompletedWithValue("closed");
  }

  @Test
  void givenServerThatRefusesBoth_whenSent_thenTheFirstRefusalIsTold() {
    use(RemoteTransport.STREAMABLE_HTTP);
    peer.on("GET", status(404)).on("POST", status(404));

    assertThatThrownBy(() -> channel.send(request("initialize"), LONG))
        .hasMessageContaining("404")
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    assertThat(recorder.closed).isEmpty();
  }

  @Test
  void givenServerThatWantsCredentials_whenSent_thenNothingElseIsTried() {
    use(RemoteTransport.STREAMABLE_HTTP);
    peer.on("POST", status(401));

    assertThatThrownBy(() -> channel.send(request("initialize"), LONG)).hasMessageContaining("401");
    assertThat(peer.heads("GET")).isEmpty();
  }

  private void use(RemoteTransport transport) {
    channel = channels.to(new RemoteLaunch(peer.uri(), Map.of("X-Key", "secret"), transport));
    channel.open(recorder);
  }

  private HttpPeer.Answer opening(String address) {
    return (request, out, socket) -> {
      stream("event: endpoint\ndata: " + address + "\n\n").to(request, out, socket);
      stream.set(out);
      opened.countDown();
    };
  }

  private HttpPeer.Answer answering() {
    return (request, out, socket) -> {
      status(202).to(request, out, socket);
      push("event: message\ndata: " + RESULT + "\n\n");
    };
  }

  private void push(String event) throws Exception {
    opened.await();
    byte[] bytes = event.getBytes(UTF_8);
    OutputStream out = stream.get();
    out.write((Integer.toHexString(bytes.length) + "\r\n" + event + "\r\n").getBytes(UTF_8));
    out.flush();
  }

  private static OutboundMessage request(String method) {
    return new OutboundMessage(
        ("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\"}").getBytes(UTF_8),
        method,
        true);
  }
}
