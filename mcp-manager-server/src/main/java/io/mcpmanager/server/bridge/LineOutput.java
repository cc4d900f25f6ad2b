package io.mcpmanager.server.bridge;

import io.mcpmanager.api.gateway.MessageSink;
import io.mcpmanager.core.wire.LineWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes messages to a client, each on a line of its own. A platform thread does it: a pipe that nobody reads holds the
 * thread that writes to it. Thread-safe; who has a message for a client that is behind waits.
 */
public final class LineOutput implements MessageSink, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LineOutput.class);
  private static final int MOST_WAITING_BYTES = 16 * 1024 * 1024;
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  private final OutputStream out;
  private final Runnable onBroken;

  /** Guards everything below; nothing is written while it is held. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition changed = lock.newCondition();
  private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private boolean writing;
  private boolean closed;

  /**
   * Writes from now on.
   *
   * @param onBroken called once if the client does not take any more
   */
  public LineOutput(OutputStream out, Runnable onBroken) {
    this.out = out;
    this.onBroken = onBroken;
    Thread.ofPlatform().name("stdout").daemon().start(this::writeAll);
  }

  /** Takes a message; waits while much is waiting already. Once closed, drops it. */
  @Override
  public void accept(byte[] message) {
    byte[] line = LineWriter.line(message);
    lock.lock();
    try {
      // one that is longer than allowed goes alone
      while (!closed && waitingBytes > 0 && waitingBytes + line.length > MOST_WAITING_BYTES) {
        changed.awaitUninterruptibly();
      }
      if (!closed) {
        waiting.add(line);
        waitingBytes += line.length;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Writes what is waiting, as long as the client takes it, and nothing after that. Idempotent. */
  @Override
  public void close() {
    long nanos = LAST_WORDS.toNanos();
    lock.lock();
    try {
      while (!closed && nanos > 0 && (writing || !waiting.isEmpty())) {
        nanos = changed.awaitNanos(nanos);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      end();
      lock.unlock();
    }
  }

  private void writeAll() {
    try {
      for (byte[] line = next(); line != null; line = next()) {
        out.write(line);
        out.flush();
      }
    } catch (IOException e) {
      LOG.atDebug().setCause(e).log("the client takes nothing any more");
      lock.lock();
      try {
        end();
      } finally {
        lock.unlock();
      }
      onBroken.run();
    }
  }

  private byte @Nullable [] next() {
    lock.lock();
    try {
      writing = false;
      changed.signalAll();
      while (!closed && waiting.isEmpty()) {
        changed.awaitUninterruptibly();
      }
      byte[] line = waiting.poll();
      if (line != null) {
        writing = true;
        waitingBytes -= line.length;
      }
      return line;
    } finally {
      lock.unlock();
    }
  }

  private void end() {
    closed = true;
    writing = false;
    waiting.clear();
    changed.signalAll();
  }
}
