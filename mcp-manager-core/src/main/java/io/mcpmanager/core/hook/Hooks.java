package io.mcpmanager.core.hook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.JsonSyntaxException;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Span;
import io.mcpmanager.spi.GatewayInterceptor;
import io.mcpmanager.spi.GatewayMessage.Direction;
import io.mcpmanager.spi.GatewayMessage.Kind;
import io.mcpmanager.spi.Interest;
import io.mcpmanager.spi.ManagerClock;
import io.mcpmanager.spi.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All interceptors, in their order. A message that nobody wants costs the look whether anybody does. Thread-safe. */
public final class Hooks {

  private static final Logger LOG = LoggerFactory.getLogger(Hooks.class);

  private static final int KINDS = Kind.values().length;

  private record Hook(
      GatewayInterceptor interceptor, String name, Interest interest, AtomicLong failures) {}

  private final List<Hook> toServer;
  private final List<Hook> toClient;
  private final Hook[][] table;
  private final Watch watch;
  private final Lanes lanes = new Lanes();

  /**
   * These interceptors.
   *
   * @param interceptors in the order in which messages to servers pass them
   */
  public Hooks(List<GatewayInterceptor> interceptors, ManagerClock clock) {
    this.watch = new Watch(clock);
    toServer = interceptors.stream()
        .map(one -> new Hook(one, one.name(), one.interest(), new AtomicLong()))
        .toList();
    toClient = new ArrayList<>(toServer);
    Collections.reverse(toClient);
    table = new Hook[Direction.values().length * KINDS][];
    for (Direction direction : Direction.values()) {
      for (Kind kind : Kind.values()) {
        table[place(direction, kind)] = hooksFor(direction, kind);
      }
    }
  }

  /** Whether any interceptor wants such a message. */
  public boolean wants(Direction direction, Kind kind, String method) {
    for (Hook hook : table[place(direction, kind)]) {
      if (hook.interest.covers(direction, kind, method)) {
        return true;
      }
    }
    return false;
  }

  /** Whether any interceptor wants some message of this sort. */
  public boolean wants(Direction direction, Kind kind) {
    return table[place(direction, kind)].length > 0;
  }

  /**
   * Lets a message pass all interceptors that want it, on the present thread.
   *
   * @param limit the time that all of them have together
   * @return the message as it goes on
   * @throws RejectedException if it does not pass
   * @throws InterruptedException if the thread is interrupted by somebody else
   */
  public Envelope pass(About about, Envelope message, Duration limit) throws InterruptedException {
    return pass(PassingMessage.of(about, message), limit).envelope();
  }

  /**
   * The same for the payload of a message.
   *
   * @param payload an object, or empty if there is none
   * @param isError whether it is the error of an answer
   */
  public byte[] pass(About about, byte[] payload, boolean isError, Duration limit)
      throws InterruptedException {
    return pass(PassingMessage.of(about, payload, isError), limit).bytes();
  }

  /**
   * Does something for a client, without waiting, after everything else that was to be done for it.
   *
   * @param client number of its session
   * @return false if too much waits for the client already; then it is not done
   */
  public boolean later(String client, Runnable task) {
    return lanes.submit(client, task);
  }

  /** Waits until everything is done that {@link #later} was given for the client so far, at most so long. */
  public void flush(String client, Duration limit) throws InterruptedException {
    lanes.flush(client, limit);
  }

  private PassingMessage pass(PassingMessage message, Duration limit) throws InterruptedException {
    Watch.Shift shift = watch.begin(limit);
    PassingMessage passing = message;
    String name = "";
    try {
      for (Hook hook : table[place(message.direction(), message.kind())]) {
        if (hook.interest.covers(message.direction(), message.kind(), message.method())) {
          name = hook.name;
          passing = pass(hook, passing);
        }
      }
      if (watch.end(shift)) {
        throw late(name, limit);
      }
      return passing;
    } catch (InterruptedException e) {
      if (watch.end(shift)) {
        throw late(name, limit);
      }
      throw e;
    } finally {
      var ignored = watch.end(shift);
    }
  }

  private static PassingMessage pass(Hook hook, PassingMessage message)
      throws InterruptedException {
    Verdict verdict;
    try {
      verdict = hook.interceptor.intercept(message);
    } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
      throw failed(hook, e.getClass().getName(), e);
    }
    return switch (verdict) {
      case Verdict.Pass ignored -> message;
      case Verdict.Replace replace -> replaced(hook, message, replace);
      case Verdict.Reject reject -> throw new RejectedException(reject.code(), reject.message());
      case null -> throw failed(hook, "no verdict", null);
    };
  }

  private static PassingMessage replaced(
      Hook hook, PassingMessage message, Verdict.Replace replace) {
    byte[] payload = replace.payload().text().strip().getBytes(UTF_8);
    try {
      JsonText.check(payload);
      if (!JsonText.isObject(payload, new Span(0, payload.length))) {
        throw failed(hook, "a payload that is not an object", null);
      }
      return message.with(payload);
    } catch (JsonSyntaxException e) {
      throw failed(hook, "a payload that is not JSON", null);
    } catch (IllegalArgumentException e) {
      throw failed(hook, "a payload that can't be: " + e.getMessage(), null);
    }
  }

  /** What an interceptor throws may quote the message, so that its text is not logged. */
  private static RejectedException failed(Hook hook, String how, @Nullable Throwable why) {
    long count = hook.failures.incrementAndGet();
    if (Long.bitCount(count) == 1) {
      StackTraceElement[] trace = why == null ? new StackTraceElement[0] : why.getStackTrace();
      LOG.atWarn()
          .addKeyValue("interceptor", hook.name)
          .addKeyValue("failure", how)
          .addKeyValue("at", trace.length == 0 ? "" : trace[0].toString())
          .addKeyValue("count", count)
          .log("an interceptor failed, and the message it was to look at was refused");
    }
    return new RejectedException(
        ErrorCode.INTERNAL_ERROR,
        "the gateway's interceptor '" + hook.name + "' failed, so the message was refused");
  }

  private static RejectedException late(String name, Duration limit) {
    return new RejectedException(
        ErrorCode.TIMEOUT,
        "the gateway's interceptor '" + name + "' was not done within " + limit.toMillis() + " ms");
  }

  private Hook[] hooksFor(Direction direction, Kind kind) {
    List<Hook> all = direction == Direction.TO_SERVER ? toServer : toClient;
    return all.stream().filter(hook -> hook.interest.covers(direction, kind)).toArray(Hook[]::new);
  }

  // every message looks hooks up in an array
  @SuppressWarnings("EnumOrdinal")
  private static int place(Direction direction, Kind kind) {
    return direction.ordinal() * KINDS + kind.ordinal();
  }
}
