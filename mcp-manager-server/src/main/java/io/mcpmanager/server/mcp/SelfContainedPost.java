package io.mcpmanager.server.mcp;

import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;
import io.mcpmanager.api.gateway.ExchangeAnswer;
import io.mcpmanager.api.gateway.MessageSink;
import io.mcpmanager.server.http.Departures;
import io.mcpmanager.server.http.SlowClients;
import io.mcpmanager.spi.ManagerClock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One self-contained message and the answer to it. An answer that comes quickly and alone is plain JSON. As soon as a
 * related message comes first, or the answer takes long, the response becomes an event stream. Nothing is kept for a
 * client that goes away: that is how it cancels, so whoever works on its request is interrupted.
 */
final class SelfContainedPost {

  /** What is served. */
  @FunctionalInterface
  interface Service {
    ExchangeAnswer serve(MessageSink related) throws InterruptedException;
  }

  private static final Logger log = LoggerFactory.getLogger(SelfContainedPost.class);
  private static final Duration WATCHED_AFTER = Duration.ofMillis(250);

  private final ServerResponse response;
  private final MessageMemory.Share share;
  private final SlowClients slowClients;
  private final PlainAnswer plain;
  private final McpLimits limits;
  private final Optional<Departures.Departure> departure;
  private final boolean listens;
  private final Thread serving = Thread.currentThread();

  /** Guards what follows. */
  private final ReentrantLock lock = new ReentrantLock();

  private boolean served;
  private boolean watched;
  private boolean interrupted;
  private @Nullable EventQueue queue;
  private @Nullable Thread writer;

  /**
   * An exchange on the thread that makes it.
   *
   * @param plain answers if nothing has to be streamed
   * @param departure how it is noticed that the client goes away before it is answered
   * @param listens whether no message may be missing from the stream
   */
  SelfContainedPost(
      ServerResponse response,
      MessageMemory.Share share,
      SlowClients slowClients,
      PlainAnswer plain,
      McpLimits limits,
      Optional<Departures.Departure> departure,
      boolean listens) {
    this.response = response;
    this.share = share;
    this.slowClients = slowClients;
    this.plain = plain;
    this.limits = limits;
    this.departure = departure;
    this.listens = listens;
  }

  void run(Service service, ManagerClock clock) throws InterruptedException {
    Optional<ExchangeAnswer> answer = Optional.empty();
    EventQueue streamed;
    // one timer, as most requests are answered before it rings
    ManagerClock.Timer timer = clock.schedule(WATCHED_AFTER, () -> takesLong(clock));
    try {
      answer = Optional.of(service.serve(this::related));
    } catch (InterruptedException e) {
      if (!wasInterruptedHere()) {
        throw e;
      }
    } finally {
      timer.cancel();
      streamed = finish();
    }
    if (streamed != null) {
      streamed.end(answer.flatMap(ExchangeAnswer::answer).map(share::fitting));
      awaitWriter();
    } else if (answer.isPresent()) {
      send(answer.get());
    }
  }

  /** Ends the exchange: a subscription with its result, a request with nothing. */
  void end() {
    lock.lock();
    try {
      if (!served && !interrupted) {
        interrupted = true;
        serving.interrupt();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The client may have gone by now. */
  private void takesLong(ManagerClock clock) {
    lock.lock();
    try {
      if (served || queue != null) {
        return;
      }
      watch();
    } finally {
      lock.unlock();
    }
    clock.schedule(limits.quickAnswer().minus(WATCHED_AFTER), this::stream);
  }

  /** Has it noticed that the client goes away; called with the lock held, before anything of the response is sent. */
  private void watch() {
    if (!watched && departure.isPresent()) {
      watched = true;
      response.header(HeaderValues.CONNECTION_CLOSE);
      departure.get().watch(this::end);
    }
  }

  private void send(ExchangeAnswer answer) {
    response.status(
        switch (answer.kind()) {
          case DONE -> Status.OK_200;
          case REFUSED -> Status.BAD_REQUEST_400;
          case UNKNOWN_METHOD -> Status.NOT_FOUND_404;
          case NONE -> Status.ACCEPTED_202;
        });
    plain.send(answer.answer().map(share::fitting));
  }

  private void related(byte[] message) {
    EventQueue target = stream();
    if (target != null && !target.add(message) && listens) {
      log.debug("a client reads too slowly what it listens for; its stream is ended");
      target.cut();
      end();
    }
  }

  private @Nullable EventQueue stream() {
    lock.lock();
    try {
      if (queue == null && !served) {
        watch();
        var fresh = new EventQueue(limits, listens);
        queue = fresh;
        writer = Thread.ofVirtual().name("mcp-stream").start(() -> write(fresh));
      }
      return queue;
    } finally {
      lock.unlock();
    }
  }

  private void write(EventQueue events) {
    try {
      boolean left = !new StreamResponse(response, slowClients, limits).write(events);
      if (left) {
        end();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.atWarn().setCause(e).log("event stream ended by a fault");
      end();
    }
  }

  private @Nullable EventQueue finish() {
    lock.lock();
    try {
      served = true;
      if (interrupted) {
        Thread.interrupted();
      }
      return queue;
    } finally {
      lock.unlock();
    }
  }

  private boolean wasInterruptedHere() {
    lock.lock();
    try {
      return interrupted;
    } finally {
      lock.unlock();
    }
  }

  private void awaitWriter() throws InterruptedException {
    Thread running = writer;
    if (running == null) {
      return;
    }
    try {
      running.join();
    } catch (InterruptedException e) {
      running.interrupt();
      throw e;
    }
  }
}
