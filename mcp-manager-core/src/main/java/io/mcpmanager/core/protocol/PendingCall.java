package io.mcpmanager.core.protocol;

import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.core.wire.Span;
import io.mcpmanager.spi.MessageChannel;
import io.mcpmanager.spi.OutboundMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A request that waits for its answer, on the thread of whoever asked. */
final class PendingCall {

  /** Who asks. */
  enum Origin {
    CLIENT,
    MANAGER
  }

  private final Origin origin;
  private final long id;
  private final String method;
  private final long began;
  private volatile long deadline;
  private final @Nullable Consumer<Envelope> onProgress;
  private final @Nullable InputHandler inputs;
  private volatile @Nullable Consumer<Envelope> onLog;
  private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
  private final ReentrantLock lock = new ReentrantLock(); // guards sender to deadline
  private @Nullable Thread sender;
  private boolean interrupted;
  private volatile boolean sent;
  private volatile boolean answered;
  private double progress = Double.NEGATIVE_INFINITY;
  private int asking;
  private long askingSince;

  /**
   * A call that has not been sent.
   *
   * @param began when it was made, in the clock's nanoseconds
   * @param deadline when it must have ended, in the clock's nanoseconds
   * @param inputs the way to ask the client, or null if there is none
   */
  PendingCall(
      Origin origin,
      long id,
      String method,
      long began,
      long deadline,
      @Nullable Consumer<Envelope> onProgress,
      @Nullable InputHandler inputs) {
    this.origin = origin;
    this.id = id;
    this.method = method;
    this.began = began;
    this.deadline = deadline;
    this.onProgress = onProgress;
    this.inputs = inputs;
  }

  long id() {
    return id;
  }

  String method() {
    return method;
  }

  boolean isOfClient() {
    return origin == Origin.CLIENT;
  }

  long began() {
    return began;
  }

  /** When it must have ended, in the clock's nanoseconds; later if the client is being asked something. */
  long deadline() {
    return deadline;
  }

  /** The way to ask the client. */
  Optional<InputHandler> inputs() {
    return Optional.ofNullable(inputs);
  }

  /** The client is being asked, which takes none of the server's time. */
  void askingBegan(long now) {
    lock.lock();
    try {
      if (asking++ == 0) {
        askingSince = now;
      }
    } finally {
      lock.unlock();
    }
  }

  /** The client has answered one of its questions. Returns whether time goes on, with a new deadline. */
  boolean askingEnded(long now) {
    lock.lock();
    try {
      if (--asking > 0) {
        return false;
      }
      long later = deadline + (now - askingSince);
      deadline = later;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Whether the client is being asked. */
  boolean isAsking() {
    lock.lock();
    try {
      return asking > 0;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Ends the call; the first outcome counts. A sender that is held up, as HTTP may hold it, is let go. Returns whether this
   * was the first.
   */
  boolean end(Outcome how) {
    boolean answers = how instanceof Outcome.Answered;
    if (answers) {
      answered = true;
    }
    boolean first = outcome.complete(how);
    if (!first || answers) {
      return first;
    }
    lock.lock();
    try {
      if (sender != null && !sender.equals(Thread.currentThread())) {
        interrupted = true;
        sender.interrupt();
      }
    } finally {
      lock.unlock();
    }
    return true;
  }

  /** Sets who takes log messages that belong to the call. */
  void logTo(@Nullable Consumer<Envelope> taker) {
    onLog = taker;
  }

  /** Hands a log message on if somebody wants it. */
  void log(Envelope notification) {
    Consumer<Envelope> taker = onLog;
    if (taker != null && !outcome.isDone()) {
      taker.accept(notification);
    }
  }

  /** Sends the request unless the call has ended; over HTTP this may bring the answer too. */
  void send(MessageChannel channel, OutboundMessage message, Duration timeout)
      throws InterruptedException {
    lock.lock();
    try {
      if (outcome.isDone()) {
        return;
      }
      sender = Thread.currentThread();
      sent = true;
    } finally {
      lock.unlock();
    }
    try {
      channel.send(message, timeout);
    } catch (InterruptedException e) {
      if (!letGo()) {
        throw e;
      }
      return;
    } catch (RuntimeException e) {
      if (!letGo()) {
        throw e;
      }
      return;
    }
    letGo();
  }

  Outcome await() throws InterruptedException {
    try {
      return outcome.get();
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Whether the thread is sending it now, so that what arrives on that thread is the answer to it. */
  boolean isSentBy(Thread thread) {
    lock.lock();
    try {
      return thread.equals(sender);
    } finally {
      lock.unlock();
    }
  }

  /** Whether the server may know of it. */
  boolean wasSent() {
    return sent;
  }

  /** Whether the server may still be working on it although nobody waits for the answer. */
  boolean isAbandoned() {
    return sent && !answered;
  }

  Optional<Outcome> ended() {
    return Optional.ofNullable(outcome.getNow(null));
  }

  /** Hands progress on if it is some, and is not late. */
  void report(Envelope notification) {
    if (onProgress == null || outcome.isDone()) {
      return;
    }
    double reported = progressOf(notification);
    lock.lock();
    try {
      if (!(reported > progress)) {
        return;
      }
      progress = reported;
    } finally {
      lock.unlock();
    }
    onProgress.accept(notification);
  }

  /** How far a progress notification says it is. */
  static double progressOf(Envelope notification) {
    return notification
        .span(Member.PROGRESS)
        .map(span -> number(notification.bytes(), span))
        .orElse(Double.NaN);
  }

  /** Whether the sender was interrupted on behalf of this call, not by somebody else; clears the mark. */
  private boolean letGo() {
    lock.lock();
    try {
      sender = null;
      if (interrupted) {
        Thread.interrupted();
      }
      return interrupted;
    } finally {
      lock.unlock();
    }
  }

  private static double number(byte[] bytes, Span span) {
    try {
      return Double.parseDouble(
          new String(bytes, span.start(), span.length(), StandardCharsets.US_ASCII));
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
