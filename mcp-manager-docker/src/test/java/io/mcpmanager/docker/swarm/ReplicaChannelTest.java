package io.mcpmanager.docker.swarm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.spi.ChannelException;
import io.mcpmanager.spi.MessageChannel.Receiver;
import io.mcpmanager.spi.OutboundMessage;
import io.mcpmanager.testkit.ManualClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ReplicaChannelTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final FakeContext manager = new FakeContext(new ManualClock());
  private final List<ServerSocket> sockets = new ArrayList<>();
  private final List<Replica> running = new CopyOnWriteArrayList<>();
  private final List<String> received = new CopyOnWriteArrayList<>();
  private final List<String> closed = new CopyOnWriteArrayList<>();
  private ReplicaChannel channel;

  @BeforeEach
  void threeReplicas() throws IOException {
    for (String task : List.of("a", "b", "c")) {
      var socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      sockets.add(socket);
      running.add(
          new Replica(task, URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/mcp")));
    }
    channel = new ReplicaChannel(manager, () -> List.copyOf(running), running.getFirst());
    channel.open(new Listener());
  }

  @AfterEach
  void close() throws IOException {
    for (ServerSocket socket : sockets) {
      socket.close();
    }
  }

  @Test
  void givenRevisionWithSessions_whenMessagesAreSent_thenAllReachTheSameReplica() throws Exception {
    channel.send(request("1"), TIMEOUT);
    channel.negotiated("2025-11-25");
    for (int i = 2; i <= 5; i++) {
      channel.send(request(Integer.toString(i)), TIMEOUT);
    }
    channel.send(notification("n"), TIMEOUT);

    assertThat(manager.made()).singleElement().satisfies(home -> {
      assertThat(home.address()).isEqualTo(running.getFirst().address());
      assertThat(home.sent()).containsExactly("1", "2", "3", "4", "5", "n");
      assertThat(home.revision()).isEqualTo("2025-11-25");
    });
    assertThat(received).containsExactly("1", "2", "3", "4", "5");
  }

  @Test
  void givenRevisionWithSessions_whenTheReplicaIsLost_thenTheChannelEnds() {
    channel.negotiated("2025-06-18");

    home().end("gone");

    assertThat(closed).containsExactly("gone");
  }

  @Test
  void givenRevisionWithoutSessions_whenRequestsAreUnderWay_thenEachGoesWhereFewestAre()
      throws Exception {
    channel.negotiated("2026-07-28");
    home().hold();
    var first = Thread.ofVirtual().start(() -> send("1"));
    await().until(() -> home().sent().size() == 1);

    channel.send(request("2"), TIMEOUT);
    FakeChannel second = manager.made().get(1);
    second.hold();
    var third = Thread.ofVirtual().start(() -> send("3"));
    await().until(() -> manager.made().stream().anyMatch(line -> line.sent().contains("3")));
    channel.send(request("4"), TIMEOUT);
    manager.made().forEach(FakeChannel::letGo);
    first.join();
    third.join();

    assertThat(home().sent()).containsExactly("1");
    assertThat(manager.made())
        .allSatisfy(line -> assertThat(line.revision()).isEqualTo("2026-07-28"));
    assertThat(received).containsExactlyInAnyOrder("1", "2", "3", "4");
  }

  @Test
  void givenRevisionWithoutSessions_whenAReplicaDoesNotTakeARequest_thenAnotherDoes()
      throws Exception {
    channel.negotiated("2026-07-28");
    home().refuse();

    channel.send(request("1"), TIMEOUT);

    assertThat(received).containsExactly("1");
    assertThat(home().isClosed()).isTrue();
    assertThat(closed).isEmpty();
  }

  @Test
  void givenReplicaThatTakesNoConnections_whenARequestIsSent_thenItIsPassedOver() throws Exception {
    channel.negotiated("2026-07-28");
    sockets.get(1).close();
    home().refuse();

    channel.send(request("1"), TIMEOUT);

    assertThat(manager.made()).hasSize(2);
    assertThat(manager.made().get(1).address()).isEqualTo(running.get(2).address());
  }

  @Test
  void givenNoReplicaAnyMore_whenARequestIsSent_thenItIsKnownNotToHaveArrived() {
    channel.negotiated("2026-07-28");
    running.clear();

    assertThatThrownBy(() -> channel.send(request("1"), TIMEOUT))
        .isInstanceOfSatisfying(
            ChannelException.class, failure -> assertThat(failure.neverSent()).isTrue());
  }

  @Test
  void givenRevisionWithoutSessions_whenAReplicaIsLost_thenTheChannelGoesOn() throws Exception {
    channel.negotiated("2026-07-28");

    home().end("gone");
    running.removeFirst();
    channel.send(request("1"), TIMEOUT);

    assertThat(closed).isEmpty();
    assertThat(received).containsExactly("1");
  }

  @Test
  void givenSeveralLines_whenClosed_thenAllAreAndTheEndIsToldOnce() throws Exception {
    channel.negotiated("2026-07-28");
    home().refuse();
    channel.send(request("1"), TIMEOUT);

    channel.close();
    channel.close();

    assertThat(manager.made()).allMatch(FakeChannel::isClosed);
    assertThat(closed).containsExactly("closed");
  }

  private FakeChannel home() {
    return manager.made().getFirst();
  }

  private void send(String text) {
    try {
      channel.send(request(text), TIMEOUT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static OutboundMessage request(String text) {
    return new OutboundMessage(text.getBytes(UTF_8), "tools/call", true);
  }

  private static OutboundMessage notification(String text) {
    return new OutboundMessage(text.getBytes(UTF_8), "notifications/cancelled", false);
  }

  private final class Listener implements Receiver {

    @Override
    public void onMessage(byte[] message) {
      received.add(new String(message, UTF_8));
    }

    @Override
    public void onOversized(byte[] head, byte[] tail, long length) {
      received.add("oversized");
    }

    @Override
    public void onClosed(String reason) {
      closed.add(reason);
    }
  }
}
