package io.mcpmanager.core.gateway;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.core.protocol.Cancellation;
import io.mcpmanager.core.protocol.ClientProfile;
import io.mcpmanager.core.protocol.InputAnswer;
import io.mcpmanager.core.protocol.InputHandler;
import io.mcpmanager.core.protocol.InputRequest;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Span;
import io.mcpmanager.spi.ManagerClock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A call at a server of a revision with sessions on behalf of a client without one. The server may ask the client while
 * it works; the client then gets the questions as an answer and comes again with what it has to say. Meanwhile the call
 * goes on in a thread of its own. Thread-safe.
 */
final class LongCall implements InputHandler {

  static final int MAX_QUESTIONS = 64;

  /** How long further questions are waited for when there is one. */
  static final Duration TOGETHER = Duration.ofMillis(50);

  /** What a request has come to so far. */
  sealed interface Step {

    /** The call has ended. */
    record Done(Reply reply) implements Step {}

    /** The client has to answer these first, by key. */
    record Asked(Map<String, InputRequest> questions) implements Step {}
  }

  private final ManagerClock clock;
  private final ClientProfile client;
  private final Cancellation cancellation;
  private final Relay relay;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition(); // of what follows, guarded by lock
  private final Map<String, InputRequest> open = new LinkedHashMap<>();
  private volatile @Nullable Function<Envelope, CallLog.Entry> rounds;
  private int asked;
  private boolean due;
  private ManagerClock.@Nullable Timer window;
  private @Nullable Reply reply;
  private @Nullable RuntimeException failure;
  private @Nullable Thread worker;
  private boolean abandoned;

  LongCall(ManagerClock clock, ClientProfile client, Cancellation cancellation, Relay relay) {
    this.clock = clock;
    this.client = client;
    this.cancellation = cancellation;
    this.relay = relay;
  }

  /** Where messages beside the answer go; who comes again takes it over. */
  Relay relay() {
    return relay;
  }

  void recordRounds(Function<Envelope, CallLog.Entry> begin) {
    rounds = begin;
  }

  /** The record of a further round, if there is to be one. */
  Optional<CallLog.Entry> nextRound(Envelope message) {
    return Optional.ofNullable(rounds).map(begin -> begin.apply(message));
  }

  /** Begins the call, or begins it again when it has failed. */
  void start(Callable<Reply> work) {
    lock.lock();
    try {
      reply = null;
      failure = null;
      worker = Thread.ofVirtual().name("mcp-long-call").start(() -> work(work));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void ask(InputRequest question) {
    if (!Capabilities.allow(client, question)) {
      question.answer(InputAnswer.unsupported(question.method()));
      return;
    }
    boolean taken = false;
    String key = "";
    lock.lock();
    try {
      if (!abandoned && reply == null && failure == null && open.size() < MAX_QUESTIONS) {
        taken = true;
        key = "q" + ++asked;
        open.put(key, question);
        if (window == null) {
          window = clock.schedule(TOGETHER, this::windowOver);
        }
      }
    } finally {
      lock.unlock();
    }
    if (!taken) {
      question.answer(
          new InputAnswer.Refused(Reply.INTERNAL_ERROR, "the client can't be asked any more"));
      return;
    }
    String asKey = key;
    question.onAnswer(answer -> forget(asKey));
    question.onWithdrawn(reason -> forget(asKey));
  }

  /**
   * Waits until the call has ended or the client has to be asked.
   *
   * @throws InterruptedException if interrupted; the call is cancelled
   * @throws McpManagerException if the call failed
   */
  Step await() throws InterruptedException {
    lock.lock();
    try {
      while (true) {
        if (failure != null) {
          throw failure;
        }
        if (reply != null) {
          return new Step.Done(reply);
        }
        if (due && !open.isEmpty()) {
          return new Step.Asked(new LinkedHashMap<>(open));
        }
        changed.await();
      }
    } catch (InterruptedException e) {
      abandon("the client went away");
      throw e;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Gives what the client has to say to the questions.
   *
   * @param responses an object of answers by key; what nobody asked for is left alone
   */
  void answer(byte[] bytes, Span responses) {
    Map<String, InputRequest> questions;
    lock.lock();
    try {
      questions = new LinkedHashMap<>(open);
    } finally {
      lock.unlock();
    }
    questions.forEach((key, question) -> JsonText.member(bytes, responses, key)
        .filter(span -> JsonText.isObject(bytes, span))
        .ifPresent(span -> question.answer(new InputAnswer.Result(span.copyFrom(bytes)))));
    lock.lock();
    try {
      // the server may go on to ask at once; what is open already waits with that
      due = false;
      if (window == null && !open.isEmpty()) {
        window = clock.schedule(TOGETHER, this::windowOver);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends the call, at the server too. Idempotent. */
  void abandon(String reason) {
    Map<String, InputRequest> questions;
    Thread running;
    lock.lock();
    try {
      abandoned = true;
      questions = new LinkedHashMap<>(open);
      running = worker;
    } finally {
      lock.unlock();
    }
    cancellation.cancel(reason);
    questions
        .values()
        .forEach(
            question -> question.answer(new InputAnswer.Refused(Reply.INTERNAL_ERROR, reason)));
    if (running != null) {
      running.interrupt();
    }
  }

  private void work(Callable<Reply> work) {
    Reply result = null;
    RuntimeException failed = null;
    try {
      result = work.call();
    } catch (InterruptedException e) {
      result = new Reply.None();
    } catch (RuntimeException e) {
      failed = e;
    } catch (Exception e) {
      failed = new McpManagerException(ErrorCode.INTERNAL_ERROR, "the call failed", e);
    }
    lock.lock();
    try {
      worker = null;
      reply = result;
      failure = failed;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void forget(String key) {
    lock.lock();
    try {
      open.remove(key);
    } finally {
      lock.unlock();
    }
  }

  private void windowOver() {
    lock.lock();
    try {
      window = null;
      due = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
