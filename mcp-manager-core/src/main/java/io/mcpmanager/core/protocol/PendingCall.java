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
  private final long deadline;
  private final @Nullable Consumer<Envelope> onProgress;
  private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
  private final ReentrantLock lock = new ReentrantLock(); // guards sender, interrupted and progress
  private @Nullable Thread sender;
  private boolean interrupted;
  private volatile boolean sent;
  private volatile boolean answered;
  private double progress = Double.NEGATIVE_INFINITY;

  /**
   * A call that has not been sent.
   *
   * @param began when it was made, in the clock's nanoseconds
   * @param deadline when it must have ended, in the clock's nanoseconds
   */
  PendingCall(
      Origin origin,
      long id,
      String method,
      long began,
      long deadline,
      @Nullable Consumer<Envelope> onProgress) {
    this.origin = origin;
    this.id = id;
    this.method = method;
    this.began = began;
    this.deadline = deadline;
    this.onProgress = onProgress;
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

  /** When it must have ended, in the clock's nanoseconds. */
  long deadline() {
    return deadline;
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

  /** Sends the request unless the call has ended; over HTTP this may bring the answer too. */
  void send(MessageChannel channel, byte[] body, Duration timeout) throws InterruptedException {
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
      channel.send(new OutboundMessage(body, method, true), timeout);
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
    double reported = notification
        .span(Member.PROGRESS)
        .map(span -> number(notification.bytes(), span))
        .orElse(Double.NaN);
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
