package io.mcpmanager.server.http;

import io.mcpmanager.spi.ManagerClock;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts off clients that take nothing of what is written to them. Java's sockets know no time limit for writing; but a
 * virtual thread that is interrupted while it writes closes its socket, and with that lets go of what it held.
 */
public final class SlowClients implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SlowClients.class);
  private static final int PIECE = 64 * 1024;
  private static final int LOOKS_PER_TIMEOUT = 4;

  private final ManagerClock clock;
  private final Duration timeout;
  private final Set<Write> writes = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * Watches from now on.
   *
   * @param timeout longest time in which a client may take nothing
   */
  public SlowClients(ManagerClock clock, Duration timeout) {
    this.clock = clock;
    this.timeout = timeout;
    lookLater();
  }

  /** Something that writes. */
  @FunctionalInterface
  public interface Writing {

    void write() throws IOException;
  }

  /** Writes all bytes, however long that takes, as long as some are taken in time. */
  public void write(OutputStream out, byte[] bytes) throws IOException {
    write(out, bytes, bytes.length);
  }

  /** The same for as many of the bytes as {@code end} says. */
  public void write(OutputStream out, byte[] bytes, int end) throws IOException {
    byte[] next = new byte[Math.min(PIECE, end)];
    for (int start = 0; start < end; start += PIECE) {
      int length = Math.min(PIECE, end - start);
      // an array of its own: the web server (4.3.1) writes too much of one that is to be written
      // from an offset on or in part; it is through with it when it returns
      byte[] piece = length == next.length ? next : new byte[length];
      System.arraycopy(bytes, start, piece, 0, length);
      write(() -> out.write(piece));
    }
  }

  /**
   * Writes something that a client takes at once or not at all.
   *
   * @throws IOException if the client was cut off
   */
  public void write(Writing writing) throws IOException {
    var write = new Write(Thread.currentThread(), clock.nanoTime());
    writes.add(write);
    try {
      writing.write();
    } finally {
      writes.remove(write);
      if (write.end()) {
        LOG.debug("a client took nothing of what was written to it and was cut off");
      }
    }
  }

  /** The same for what throws unchecked exceptions only. */
  public void run(Runnable writing) {
    try {
      write(writing::run);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void lookLater() {
    if (!closed) {
      clock.schedule(timeout.dividedBy(LOOKS_PER_TIMEOUT), this::look);
    }
  }

  private void look() {
    long now = clock.nanoTime();
    for (Write write : writes) {
      if (now - write.since >= timeout.toNanos()) {
        write.cut();
      }
    }
    lookLater();
  }

  /** Ends the watch; who is being written to is left alone, for closing gives running requests time. */
  @Override
  public void close() {
    closed = true;
  }

  private static final class Write {

    private final Thread thread;
    private final long since;
    private final ReentrantLock lock = new ReentrantLock(); // guards the fields below
    private boolean ended;
    private boolean cut;

    Write(Thread thread, long since) {
      this.thread = thread;
      this.since = since;
    }

    void cut() {
      lock.lock();
      try {
        if (!ended && !cut) {
          cut = true;
          thread.interrupt();
        }
      } finally {
        lock.unlock();
      }
    }

    /** Whether it was cut; the thread is not interrupted any more. */
    boolean end() {
      lock.lock();
      try {
        ended = true;
        if (cut) {
          Thread.interrupted();
        }
        return cut;
      } finally {
        lock.unlock();
      }
    }
  }
}
