package io.mcpmanager.docker.swarm;

import io.mcpmanager.spi.ChannelException;
import io.mcpmanager.spi.MessageChannel;
import io.mcpmanager.spi.OutboundMessage;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Notes what is sent. */
final class FakeChannel implements MessageChannel {

  private final URI address;
  private final List<String> sent = new CopyOnWriteArrayList<>();
  private volatile @Nullable Receiver receiver;
  private volatile CountDownLatch gate = new CountDownLatch(0);
  private volatile boolean refuses;
  private volatile boolean closed;
  private volatile String revision = "";

  FakeChannel(URI address) {
    this.address = address;
  }

  URI address() {
    return address;
  }

  List<String> sent() {
    return sent;
  }

  String revision() {
    return revision;
  }

  boolean isClosed() {
    return closed;
  }

  /** Nobody listens any more. */
  void refuse() {
    refuses = true;
  }

  /** Messages take until {@link #letGo}. */
  void hold() {
    gate = new CountDownLatch(1);
  }

  void letGo() {
    gate.countDown();
  }

  /** The peer ends the connection. */
  void end(String reason) {
    Receiver told = receiver;
    if (told != null) {
      told.onClosed(reason);
    }
  }

  @Override
  public void open(Receiver newReceiver) {
    receiver = newReceiver;
  }

  @Override
  public void negotiated(String protocolRevision) {
    revision = protocolRevision;
  }

  @Override
  public void send(OutboundMessage message, Duration timeout) throws InterruptedException {
    if (refuses) {
      throw new ChannelException("refused", true, null);
    }
    sent.add(new String(message.body(), StandardCharsets.UTF_8));
    gate.await();
    Receiver told = receiver;
    if (told != null && message.expectsResponse()) {
      told.onMessage(message.body());
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
