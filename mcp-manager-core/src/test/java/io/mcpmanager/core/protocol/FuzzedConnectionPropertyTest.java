package io.mcpmanager.core.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.mcp.ProtocolRevision;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.spi.MessageChannel;
import io.mcpmanager.spi.OutboundMessage;
import io.mcpmanager.testkit.ManualClock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever a server sends, only the call it names can suffer. */
final class FuzzedConnectionPropertyTest {

  private static final int CALLS = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Property(tries = 200)
  void givenCallsInFlight_whenTheServerSendsAnything_thenCallsItDoesNotNameAreAnswered(
      @ForAll("garbage") List<byte[]> garbage, @ForAll Random random) throws Exception {
    var channel = new Scribbled();
    try (UpstreamConnection connection = UpstreamConnection.open(
        channel, new Deaf(), new ManualClock(), new ClientIdentity("me", "1"), 16, PATIENCE)) {
      List<CompletableFuture<Optional<Envelope>>> answers =
          IntStream.range(0, CALLS).mapToObj(i -> later(connection, i)).toList();
      assertThat(channel.sent.await(10, TimeUnit.SECONDS)).isTrue();
      List<byte[]> spoilt = garbage.stream().map(bytes -> spoilt(bytes, random)).toList();

      spoilt.forEach(channel::deliver);
      channel.ids.forEach((call, id) -> channel.deliver(
          ("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{\"call\":" + call + "}}")
              .getBytes(UTF_8)));

      for (int call = 0; call < CALLS; call++) {
        String id = channel.ids.get(call);
        boolean named = spoilt.stream().anyMatch(bytes -> new String(bytes, ISO_8859_1)
            .matches("(?s).*(?<![0-9])" + id + "(?![0-9]).*"));
        if (!named) {
          assertThat(result(answers.get(call))).isEqualTo("{\"call\":" + call + "}");
        } else {
          assertThat(answers.get(call)).satisfies(answer -> result(answer));
        }
      }
      assertThat(connection.closed()).isNotDone();
    }
  }

  @Provide
  Arbitrary<List<byte[]>> garbage() {
    return Arbitraries.of(
            "Server started on port",
            "",
            "[",
            "[[[[[[",
            "{}",
            "null",
            "[]",
            "{\"jsonrpc\":\"2.0\",\"id\":99,\"result\":{}}",
            "{\"jsonrpc\":\"2.0\",\"id\":\"3\",\"result\":{}}",
            "{\"jsonrpc\":\"2.0\",\"id\":3,\"result\":{\"spoilt\":true}}",
            "{\"jsonrpc\":\"2.0\",\"id\":3,\"result\":{},\"error\":{}}",
            "{\"jsonrpc\":\"2.0\",\"id\":4,\"id\":5,\"result\":{}}",
            "{\"jsonrpc\":\"2.0\",\"id\":1e400,\"result\":{}}",
            "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32700,\"message\":\"what?\"}}",
            "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":7}",
            "{\"jsonrpc\":\"2.0\",\"id\":77,\"method\":\"sampling/createMessage\",\"params\":{}}",
            "{\"jsonrpc\":\"2.0\",\"id\":\"\\ud800\",\"method\":\"ping\"}",
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progressToken\":99}}",
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":null}",
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":77}}",
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\"}",
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{\"level\":{}}}",
            "{\"jsonrpc\":\"2.0\",\"method\":\"\",\"params\":{}}",
            "[{\"jsonrpc\":\"2.0\",\"id\":99,\"result\":{}},7,{\"jsonrpc\":\"2.0\",\"method\":\"m\"}]",
            "\u00ff\u00fe",
            "{\"a\":".repeat(600))
        .map(text -> text.getBytes(ISO_8859_1))
        .list()
        .ofMaxSize(12);
  }

  /** Some messages stay as they are; of others a byte is another, or they are cut. */
  private static byte[] spoilt(byte[] message, Random random) {
    byte[] bytes = message.clone();
    if (bytes.length > 0 && random.nextInt(3) == 0) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes.length > 0 && random.nextInt(4) == 0
        ? Arrays.copyOf(bytes, random.nextInt(bytes.length))
        : bytes;
  }

  private static CompletableFuture<Optional<Envelope>> later(
      UpstreamConnection connection, int call) {
    Envelope message = Envelope.read(("{\"jsonrpc\":\"2.0\",\"id\":\"c\",\"method\":\"tools/call\","
            + "\"params\":{\"name\":\"call-" + call + "\"}}")
        .getBytes(UTF_8));
    var request = new UpstreamRequest(
        message,
        splice -> {},
        PATIENCE,
        null,
        new Cancellation(),
        ClientProfile.plain("", "", ProtocolRevision.V2025_11_25),
        null);
    var answer = new CompletableFuture<Optional<Envelope>>();
    Thread.ofVirtual().start(() -> {
      try {
        answer.complete(connection.request(request));
      } catch (InterruptedException | RuntimeException e) {
        answer.completeExceptionally(e);
      }
    });
    return answer;
  }

  /** The result, or that the call failed as calls do. */
  private static String result(CompletableFuture<Optional<Envelope>> answer) throws Exception {
    try {
      Envelope envelope = answer.get(10, TimeUnit.SECONDS).orElseThrow();
      return envelope
          .span(Member.RESULT)
          .map(span -> new String(span.copyFrom(envelope.bytes()), UTF_8))
          .orElse("error");
    } catch (ExecutionException e) {
      assertThat(e.getCause()).isInstanceOf(McpManagerException.class);
      return "failed";
    }
  }

  private static final class Deaf implements UpstreamListener {

    @Override
    public void onNotification(Envelope notification) {}

    @Override
    public void onIrregular(String what, long count) {
      assertThat(what).isNotBlank();
    }
  }

  /** A channel to a server that sends bytes of any kind, once it has initialized. */
  private static final class Scribbled implements MessageChannel {

    final Map<Integer, String> ids = new ConcurrentHashMap<>();
    final CountDownLatch sent = new CountDownLatch(CALLS);
    private volatile Receiver receiver;

    void deliver(byte[] message) {
      receiver.onMessage(message);
    }

    @Override
    public void open(Receiver newReceiver) {
      receiver = newReceiver;
    }

    @Override
    public void send(OutboundMessage message, Duration timeout) {
      Envelope read = Envelope.read(message.body());
      if (read.kind() != Envelope.Kind.REQUEST) {
        return;
      }
      String id = new String(read.id().orElseThrow().toJson(), UTF_8);
      if (read.method().equals("initialize")) {
        deliver(("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{\"protocolVersion\":"
                + "\"2025-11-25\",\"capabilities\":{},\"serverInfo\":{}}}")
            .getBytes(UTF_8));
      } else if (read.method().equals("tools/call")) {
        String name = read.text(Member.NAME).orElseThrow();
        ids.put(Integer.parseInt(name.substring("call-".length())), id);
        sent.countDown();
      }
    }

    @Override
    public void negotiated(String protocolRevision) {}

    @Override
    public void close() {}
  }
}
