package io.mcpmanager.docker.engine;

import com.github.dockerjava.transport.DockerHttpClient.Request;
import io.mcpmanager.docker.transport.EngineAddress;
import io.mcpmanager.docker.transport.EngineException;
import io.mcpmanager.docker.transport.EngineException.Fault;
import io.mcpmanager.docker.transport.EngineFaults;
import io.mcpmanager.docker.transport.EngineResponse;
import io.mcpmanager.docker.transport.EngineTransport;
import io.mcpmanager.spi.ManagerClock;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps in touch with the engine. One thread goes round and round: find the engine, see what it is, listen to its events,
 * catch up on what was missed, pass on what is told, and begin again when that ends, after a pause that grows with each
 * failure in a row. A beat tells an engine that hangs from one that has nothing to say.
 */
final class EngineLink implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EngineLink.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
  private static final Duration BEAT = Duration.ofSeconds(10);
  private static final Duration CLOSING = Duration.ofSeconds(5);

  private final EngineFinder finder;
  private final EngineTransport transport;
  private final Watches watches;
  private final CatchUp catchUp;
  private final ManagerClock clock;
  private final Runnable available;
  private final CountDownLatch looked = new CountDownLatch(1);
  private final AtomicReference<@Nullable EventStream> events = new AtomicReference<>();
  private final Thread thread = Thread.ofVirtual().name("mcp-engine").unstarted(this::run);
  private volatile EngineState state = new EngineState.Unknown();
  private volatile boolean closed;

  /** A link that is not made before {@link #start}. */
  EngineLink(
      EngineFinder finder,
      EngineTransport transport,
      Watches watches,
      ManagerClock clock,
      Runnable available) {
    this.finder = finder;
    this.transport = transport;
    this.watches = watches;
    this.catchUp = new CatchUp(transport, watches);
    this.clock = clock;
    this.available = available;
  }

  void start() {
    thread.start();
  }

  EngineState state() {
    return state;
  }

  EngineAddress address() {
    return finder.find();
  }

  void awaitFirstLook(Duration atMost) throws InterruptedException {
    var ignored = looked.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void run() {
    Duration pause = FIRST_PAUSE;
    try {
      while (!closed) {
        long began = clock.nanoTime();
        follow();
        looked.countDown();
        // one that lasted was no failure
        if (clock.nanoTime() - began > LONGEST_PAUSE.toNanos()) {
          pause = FIRST_PAUSE;
        }
        pause(pause);
        pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
      }
    } catch (InterruptedException e) {
      // somebody closes this
      Thread.currentThread().interrupt();
    } finally {
      looked.countDown();
    }
  }

  /** Listens to the engine for as long as it goes well. */
  private void follow() {
    try {
      EngineAddress address = finder.find();
      transport.connectTo(address);
      EngineVersion version = EngineVersion.ask(transport, address);
      transport.speak(version.spoken());
      try (EventStream stream = open(address, version)) {
        catchUp(address);
        become(version, address);
        beat(stream);
        stream.read(watches::tell);
      }
    } catch (EngineException e) {
      lose(e);
    } catch (IOException | RuntimeException e) {
      lost(e);
    } finally {
      events.set(null);
    }
  }

  private EventStream open(EngineAddress address, EngineVersion version) throws IOException {
    try {
      EventStream stream = EventStream.open(transport, version);
      events.set(stream);
      if (closed) {
        stream.close();
      }
      return stream;
    } catch (IOException e) {
      throw new EngineException(
          Fault.BROKEN,
          "the container engine at " + address + " can't be followed: "
              + EngineFaults.orElse(e.getMessage(), "it tells no events"),
          "See in its log why.",
          e);
    }
  }

  private void catchUp(EngineAddress address) {
    try {
      catchUp.run();
    } catch (IOException e) {
      throw new EngineException(
          Fault.BROKEN,
          "the container engine at " + address + " does not say which containers it has: "
              + EngineFaults.orElse(e.getMessage(), "its answer can't be read"),
          "See in its log why.",
          e);
    }
  }

  private void become(EngineVersion version, EngineAddress address) {
    EngineState before = state;
    state = new EngineState.Present(version);
    if (!(before instanceof EngineState.Present)) {
      LOG.atInfo()
          .addKeyValue("engine", version.toString())
          .addKeyValue("address", address.toString())
          .log("the container engine is there");
      tellAvailable();
    }
    looked.countDown();
  }

  private void tellAvailable() {
    try {
      available.run();
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("whoever waited for the container engine failed");
    }
  }

  /** The stream broke; whether the engine is gone the next look will show. */
  private void lost(Exception broken) {
    if (!closed) {
      LOG.atDebug().setCause(broken).log("the stream of the engine's events ended");
    }
  }

  private void lose(EngineException why) {
    EngineState before = state;
    if (closed) {
      return;
    }
    state = new EngineState.Absent(why);
    if (before instanceof EngineState.Present) {
      LOG.atWarn().addKeyValue("reason", why.found()).log("the container engine is gone");
      watches.tellLost();
    } else if (before instanceof EngineState.Unknown) {
      LOG.atInfo().addKeyValue("reason", why.found()).log("there is no container engine to use");
    }
  }

  /** Ends the stream of an engine that no longer answers; else it would be waited for until it does. */
  private void beat(EventStream stream) {
    clock.schedule(BEAT, () -> {
      if (events.get() != stream || closed) {
        return;
      }
      if (answers()) {
        beat(stream);
      } else {
        stream.close();
      }
    });
  }

  private boolean answers() {
    Request ping = EngineTransport.request(Request.Method.GET, "/_ping");
    try (EngineResponse response = transport.execute(ping)) {
      // whatever it says, it is able to
      return response.getStatusCode() > 0;
    } catch (EngineException e) {
      return false;
    }
  }

  private void pause(Duration pause) throws InterruptedException {
    var over = new CountDownLatch(1);
    ManagerClock.Timer timer = clock.schedule(pause, over::countDown);
    try {
      over.await();
    } finally {
      timer.cancel();
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** Ends the thread, and waits for that. Idempotent. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    EventStream stream = events.get();
    if (stream != null) {
      stream.close();
    }
    try {
      if (thread.getState() != Thread.State.NEW && !thread.join(CLOSING)) {
        LOG.warn("the thread that follows the container engine has not ended");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
