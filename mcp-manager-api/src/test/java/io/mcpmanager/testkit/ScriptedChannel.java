package io.mcpmanager.testkit;

import io.mcpmanager.spi.ChannelException;
import io.mcpmanager.spi.MessageChannel;
import io.mcpmanager.spi.OutboundMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A channel whose other end is the test: it sees what the manager sends and plays the server. Answers of
 * {@link #answerWith} arrive on the sending thread before {@code send} returns, as they do over HTTP. Thread-safe.
 */
public final class ScriptedChannel implements MessageChannel {

  private final AtomicReference<@Nullable Receiver> receiver = new AtomicReference<>();
  private final AtomicReference<@Nullable String> revision = new AtomicReference<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final List<String> sent = new CopyOnWriteArrayList<>();
  private final LinkedBlockingQueue<String> unread = new LinkedBlockingQueue<>();
  private volatile Duration stalled = Duration.ZERO;
  private volatile Function<String, Optional<String>> answers = message -> Optional.empty();

  /** Sets what the server answers to each message; empty for nothing. */
  public ScriptedChannel answerWith(Function<String, Optional<String>> newAnswers) {
    answers = newAnswers;
    return this;
  }

  /** Sends a message from the server to the manager. */
  public void deliver(String message) {
    Receiver target = receiver.get();
    if (target == null) {
      throw new IllegalStateException("the manager has not opened this channel yet");
    }
    if (!closed.get()) {
      target.onMessage(message.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Tells the manager of a message from the server that was too long. */
  public void deliverOversized(String head, String tail, long length) {
    Receiver target = receiver.get();
    if (target != null && !closed.get()) {
      target.onOversized(
          head.getBytes(StandardCharsets.UTF_8), tail.getBytes(StandardCharsets.UTF_8), length);
    }
  }

  /** Tells the manager that it may have missed messages. */
  public void gap() {
    Receiver target = receiver.get();
    if (target != null && !closed.get()) {
      target.onGap();
    }
  }

  /** Breaks the connection as the server's side would. */
  public void breakOff(String reason) {
    if (closed.compareAndSet(false, true)) {
      Receiver target = receiver.get();
      if (target != null) {
        target.onClosed(reason);
      }
    }
  }

  /** Says that the server has kept what was sent waiting for so long. */
  public void stall(Duration time) {
    stalled = time;
  }

  /** Everything the manager has sent so far. */
  public List<String> sent() {
    return List.copyOf(sent);
  }

  /**
   * The next message the manager sent, in order.
   *
   * @throws AssertionError if none comes within the time
   */
  public String awaitSent(Duration atMost) throws InterruptedException {
    String message = unread.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
    if (message == null) {
      throw new AssertionError("nothing was sent within " + atMost);
    }
    return message;
  }

  /** The revision the manager said was agreed on, if it has. */
  public Optional<String> negotiatedRevision() {
    return Optional.ofNullable(revision.get());
  }

  /** Whether either side has closed the channel. */
  public boolean isClosed() {
    return closed.get();
  }

  @Override
  public void open(Receiver newReceiver) {
    if (!receiver.compareAndSet(null, newReceiver)) {
      throw new IllegalStateException("open is called once");
    }
    if (closed.get()) {
      newReceiver.onClosed("closed before it was opened");
    }
  }

  @Override
  public void send(OutboundMessage message, Duration timeout) {
    if (closed.get()) {
      throw new ChannelException("the channel is closed", true, null);
    }
    String text = new String(message.body(), StandardCharsets.UTF_8);
    sent.add(text);
    unread.add(text);
    answers.apply(text).ifPresent(this::deliver);
  }

  @Override
  public Duration stalled() {
    return stalled;
  }

  @Override
  public void negotiated(String protocolRevision) {
    revision.set(protocolRevision);
  }

  @Override
  public void close() {
    breakOff("closed by the manager");
  }
}
