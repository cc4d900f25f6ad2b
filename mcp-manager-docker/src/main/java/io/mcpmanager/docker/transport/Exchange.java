package io.mcpmanager.docker.transport;

import io.mcpmanager.spi.ManagerClock;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request and its answer: owns their connection, and ends it when their time is over. */
final class Exchange implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
  private static final ManagerClock.Timer NONE = () -> {};

  private final EngineConnection connection;
  private final Runnable ended;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicReference<ManagerClock.Timer> timer = new AtomicReference<>(NONE);
  private final AtomicReference<@Nullable Thread> feeder = new AtomicReference<>();
  private volatile boolean expired;

  /**
   * An exchange over a connection.
   *
   * @param ended is told once when it has ended
   */
  Exchange(EngineConnection connection, Runnable ended) {
    this.connection = connection;
    this.ended = ended;
  }

  /** Its connection. */
  EngineConnection connection() {
    return connection;
  }

  /** Ends it after a while, unless that is called off. */
  void expireAfter(Deadlines.Deadline deadline, ManagerClock clock) {
    timer.set(clock.schedule(deadline.limit(), () -> {
      expired = true;
      close();
    }));
    if (closed.get()) {
      neverExpire();
    }
  }

  /** Lets it take as long as it likes from now on. */
  void neverExpire() {
    timer.getAndSet(NONE).cancel();
  }

  /** Whether it was ended because its time was over. */
  boolean expired() {
    return expired;
  }

  /** A thread that waits for what to send, and has no more to do once this ends. */
  void fedBy(Thread thread) {
    feeder.set(thread);
    if (closed.get()) {
      thread.interrupt();
    }
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    neverExpire();
    try {
      connection.close();
    } catch (IOException e) {
      LOG.atDebug().setCause(e).log("a connection to the engine did not close cleanly");
    }
    Thread waiting = feeder.get();
    if (waiting != null) {
      waiting.interrupt();
    }
    ended.run();
  }
}
