package io.mcpmanager.docker.stream;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Standard input of a container for many senders. A thread of its own writes to the connection: an interrupt of whoever
 * writes to a socket channel closes it, and one sender that gives up must not cut off all others. What waits is bounded;
 * a container that does not read holds its senders.
 */
public final class InputFeed extends OutputStream {

  private static final Logger LOG = LoggerFactory.getLogger(InputFeed.class);
  private static final int MAX_WAITING = 64 * 1024;
  private static final int SMALL = 4 * 1024;

  private final OutputStream input;
  private final ReentrantLock lock = new ReentrantLock(); // guards what follows
  private final Condition changed = lock.newCondition();
  private byte[] waiting = new byte[SMALL];
  private int filled;
  private boolean ended;
  private @Nullable IOException failure;

  /** A feed that is not running yet. */
  public InputFeed(OutputStream input) {
    this.input = input;
  }

  /** Starts its thread, which ends with the feed. */
  public void start(String name) {
    var ignored = Thread.ofVirtual().name(name).start(this::pump);
  }

  @Override
  public void write(int one) throws IOException {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    lock.lock();
    try {
      int from = offset;
      int left = length;
      while (left > 0) {
        while (filled == MAX_WAITING && !ended) {
          changed.awaitUninterruptibly();
        }
        if (ended) {
          throw new IOException("the container takes no more input", failure);
        }
        int count = Math.min(left, MAX_WAITING - filled);
        add(bytes, from, count);
        from += count;
        left -= count;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private void add(byte[] bytes, int from, int count) {
    if (filled + count > waiting.length) {
      int wanted = Math.max(2 * waiting.length, filled + count);
      waiting = Arrays.copyOf(waiting, Math.min(MAX_WAITING, wanted));
    }
    System.arraycopy(bytes, from, waiting, filled, count);
    filled += count;
  }

  /** Says that nothing follows what is waiting. Idempotent. */
  @Override
  public void close() {
    end(null);
  }

  private void end(@Nullable IOException why) {
    lock.lock();
    try {
      ended = true;
      if (failure == null) {
        failure = why;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void pump() {
    try {
      for (byte[] next = next(); next.length > 0; next = next()) {
        input.write(next, 0, next.length);
      }
      input.close();
    } catch (IOException e) {
      LOG.atDebug().setCause(e).log("the input of a container ended");
      end(e);
    }
  }

  /** What waits, as soon as something does; nothing once it has ended. */
  private byte[] next() {
    lock.lock();
    try {
      while (filled == 0 && !ended) {
        changed.awaitUninterruptibly();
      }
      byte[] next = Arrays.copyOf(waiting, filled);
      filled = 0;
      if (waiting.length > SMALL) {
        waiting = new byte[SMALL];
      }
      changed.signalAll();
      return next;
    } finally {
      lock.unlock();
    }
  }
}
