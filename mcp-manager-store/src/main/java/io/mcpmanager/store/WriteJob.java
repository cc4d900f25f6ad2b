package io.mcpmanager.store;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.error.StoreException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One piece of work for the writer and its outcome.
 *
 * @param <T> what the work yields
 */
final class WriteJob<T> {

  private static final Duration UNTIL_TAKEN = Duration.ofSeconds(30);
  private static final Duration UNTIL_DONE = Duration.ofSeconds(60);

  private final boolean durable;
  private final Function<WriteConnection, T> work;
  private final Consumer<T> committed;
  private final AtomicBoolean decided = new AtomicBoolean();
  private final CompletableFuture<T> outcome = new CompletableFuture<>();
  private @Nullable T result;
  private @Nullable RuntimeException failure;

  WriteJob(boolean durable, Function<WriteConnection, T> work, Consumer<T> committed) {
    this.durable = durable;
    this.work = work;
    this.committed = committed;
  }

  boolean durable() {
    return durable;
  }

  /** Whether the writer may do it: not if whoever asked has given up. */
  boolean take() {
    return decided.compareAndSet(false, true);
  }

  /** Does the work. Throws only if the transaction as a whole can't go on. */
  void run(WriteConnection connection) throws SQLException {
    connection.beginJob();
    try {
      result = work.apply(connection);
    } catch (RuntimeException e) {
      connection.undoJob();
      failure = e instanceof McpManagerException ? e : Failures.of("writing to the database", e);
    }
    connection.endJob();
  }

  /** The transaction is on the disk. */
  void complete() {
    if (failure != null) {
      outcome.completeExceptionally(failure);
    } else {
      T done = result;
      committed.accept(done);
      outcome.complete(done);
    }
  }

  /** The transaction was rolled back. */
  void fail(StoreException cause) {
    outcome.completeExceptionally(failure == null ? cause : failure);
  }

  /** Waits for the outcome, also when interrupted: whoever asked must know whether it was written. */
  T await() {
    boolean interrupted = false;
    Duration patience = UNTIL_TAKEN;
    try {
      while (true) {
        try {
          return outcome.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (TimeoutException e) {
          if (take()) {
            throw new StoreException("the store did not get to the write in time", e);
          }
          if (patience.equals(UNTIL_DONE)) {
            throw new StoreException(
                ErrorCode.STORE_UNCERTAIN,
                "the disk has not answered for " + UNTIL_DONE.toSeconds()
                    + " s; the write may yet happen",
                e);
          }
          patience = UNTIL_DONE;
        } catch (ExecutionException e) {
          throw e.getCause() instanceof McpManagerException known
              ? known
              : new StoreException("writing to the database failed", e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  static StoreException closed() {
    return new StoreException("the store is closed", null);
  }
}
