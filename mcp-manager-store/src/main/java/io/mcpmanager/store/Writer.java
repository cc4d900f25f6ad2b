package io.mcpmanager.store;

import io.mcpmanager.api.error.StoreException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes. What waits in its queue becomes one transaction, so that many share one sync of the disk;
 * each job has a savepoint of its own, so that one that fails leaves the others alone.
 */
final class Writer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
  private static final int WAITING = 5000;
  private static final int GROUP = 500;
  private static final long PROBE_SECONDS = 1;
  private static final Duration QUEUE_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(60);

  private final Database database;
  private final FileIdentity files;
  private final BlockingQueue<WriteJob<?>> queue = new ArrayBlockingQueue<>(WAITING);
  private final Thread thread;
  // only the writing thread uses the connection
  private @Nullable WriteConnection connection;
  private final Checkpointer checkpointer;
  private final WriteTrouble trouble = new WriteTrouble();
  private volatile boolean closed;

  Writer(Database database) {
    this.database = database;
    this.files = FileIdentity.of(database.file());
    this.checkpointer = new Checkpointer(database);
    this.thread = Thread.ofPlatform().daemon().name("mcp-store-writer").start(this::run);
  }

  /** Does work that is on the disk once this returns; {@code committed} is told in the order of commits before. */
  <T> T commit(Function<WriteConnection, T> work, Consumer<T> committed) {
    return submit(new WriteJob<>(true, work, committed));
  }

  /** Does work that survives the end of the process, but perhaps not that of the machine. */
  <T> T relaxed(Function<Handle, T> work) {
    return submit(new WriteJob<>(false, connection -> work.apply(connection.sql()), result -> {}));
  }

  /** Inserts rows that survive the end of the process, but perhaps not that of the machine. */
  <R> void relaxedRows(RowFormat<R> format, List<R> rows) {
    int ignored = submit(new WriteJob<>(
        false,
        connection -> {
          connection.insertRows(format, rows);
          return rows.size();
        },
        result -> {}));
  }

  /**
   * Returns if writing works, as far as is known.
   *
   * @throws StoreException why not
   */
  void check() {
    StoreException present = trouble.present();
    if (present != null) {
      throw new StoreException(present.code(), String.valueOf(present.getMessage()), present);
    }
  }

  private <T> T submit(WriteJob<T> job) {
    if (closed) {
      throw WriteJob.closed();
    }
    boolean interrupted = false;
    try {
      long deadline = System.nanoTime() + QUEUE_TIMEOUT.toNanos();
      boolean queued = false;
      while (!queued) {
        try {
          queued = queue.offer(job, deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
          if (!queued) {
            throw new StoreException("the store is too busy: " + WAITING + " writes wait", null);
          }
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (!thread.isAlive() && queue.remove(job)) {
        throw WriteJob.closed();
      }
      return job.await();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void run() {
    var jobs = new ArrayList<WriteJob<?>>(GROUP);
    while (!closed || !queue.isEmpty()) {
      try {
        WriteJob<?> first =
            trouble.present() == null ? queue.take() : queue.poll(PROBE_SECONDS, TimeUnit.SECONDS);
        if (first == null) {
          probe();
        } else {
          jobs.add(first);
          queue.drainTo(jobs, GROUP - 1);
          write(jobs);
        }
      } catch (InterruptedException closing) {
        LOG.debug("the writer was woken to look whether it should end");
      } catch (RuntimeException | Error e) {
        LOG.atError().setCause(e).log("the writer of the store failed");
        jobs.forEach(job -> job.fail(Failures.of("writing to the database", e)));
      }
      jobs.clear();
    }
    disconnect();
    var late = new ArrayList<WriteJob<?>>();
    queue.drainTo(late);
    late.forEach(job -> job.fail(WriteJob.closed()));
  }

  /** Sees whether trouble is over when nobody else tries. */
  private void probe() {
    var probe = new WriteJob<>(
        true,
        connection -> {
          connection.probe();
          return true;
        },
        result -> {});
    transaction(List.of(probe), true);
  }

  /**
   * What has to be on the disk goes first: a flood of log lines must not hold it up. Nobody has two jobs waiting at a
   * time, so nobody's order is changed.
   */
  private void write(List<WriteJob<?>> jobs) {
    transaction(jobs.stream().filter(WriteJob::durable).toList(), true);
    transaction(jobs.stream().filter(job -> !job.durable()).toList(), false);
  }

  private void transaction(List<WriteJob<?>> jobs, boolean durable) {
    List<WriteJob<?>> taken = jobs.stream().filter(WriteJob::take).toList();
    if (taken.isEmpty()) {
      return;
    }
    StoreException failure = attempt(taken, durable);
    if (failure == null) {
      trouble.succeeded();
      checkpointer.written();
      taken.forEach(WriteJob::complete);
    } else {
      trouble.failed(failure);
      taken.forEach(job -> job.fail(failure));
    }
  }

  private @Nullable StoreException attempt(List<WriteJob<?>> jobs, boolean durable) {
    WriteConnection present;
    try {
      present = connect();
      present.checkFiles();
    } catch (RuntimeException e) {
      return Failures.of("opening the database", e);
    }
    try {
      present.begin(durable);
      for (WriteJob<?> job : jobs) {
        job.run(present);
      }
      present.commit();
      return null;
    } catch (SQLException | RuntimeException e) {
      rollBack();
      return Failures.of("writing to the database", e);
    }
  }

  private WriteConnection connect() {
    if (connection == null) {
      files.checkDatabase();
      connection = new WriteConnection(database);
    }
    return connection;
  }

  /** After a failure the connection's state is in doubt: the next transaction gets a new one. */
  private void rollBack() {
    if (connection != null) {
      try {
        // SQLite ends the transaction itself after some errors, so this may fail without harm
        connection.rollback();
      } catch (SQLException | RuntimeException e) {
        LOG.atDebug().setMessage("there was nothing to roll back").log();
      }
      disconnect();
    }
  }

  private void disconnect() {
    if (connection != null) {
      try {
        connection.close();
      } catch (RuntimeException e) {
        LOG.atWarn()
            .addKeyValue("error", e.getClass().getSimpleName())
            .log("closing the database failed");
      }
      connection = null;
    }
  }

  /** Writes what still waits and ends the thread. Idempotent. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      if (!thread.join(CLOSE_TIMEOUT)) {
        LOG.warn("the writer of the store did not end in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    checkpointer.close();
  }
}
