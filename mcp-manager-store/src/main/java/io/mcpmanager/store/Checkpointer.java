package io.mcpmanager.store;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves what was written from the write-ahead log into the database, in the background, so that commits do not wait for
 * it. While it works, commits go on. Only if the log has grown long nevertheless does the writer do the rest itself.
 */
final class Checkpointer implements AutoCloseable {

  /** Pages of the log at which the writer helps. */
  static final int LONG_LOG_PAGES = 16_000;

  private static final Logger LOG = LoggerFactory.getLogger(Checkpointer.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(60);

  private final Database database;
  private final Semaphore work = new Semaphore(0);
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  Checkpointer(Database database) {
    this.database = database;
    this.thread = Thread.ofPlatform().daemon().name("mcp-store-checkpoint").start(this::run);
  }

  /** Says that something was written. Cheap. */
  void written() {
    if (work.availablePermits() == 0) {
      work.release();
    }
  }

  private void run() {
    try {
      work.acquire();
      // what is written soon after goes along
      while (!closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
        work.drainPermits();
        checkpoint();
        work.acquire();
      }
    } catch (InterruptedException closing) {
      LOG.debug("checkpoints end");
    }
  }

  private void checkpoint() {
    try (Handle handle = database.openForWriting()) {
      handle.execute("pragma wal_checkpoint(passive)");
    } catch (RuntimeException e) {
      // the writer meets the same trouble and says so
      LOG.atDebug().setCause(e).log("a checkpoint failed");
    }
  }

  @Override
  public void close() {
    closing.countDown();
    thread.interrupt();
    try {
      if (!thread.join(CLOSE_TIMEOUT)) {
        LOG.warn("a checkpoint did not end in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
