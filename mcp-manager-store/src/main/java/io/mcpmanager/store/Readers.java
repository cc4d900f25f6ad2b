package io.mcpmanager.store;

import io.mcpmanager.api.error.StoreException;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/**
 * Reads on a few platform threads of its own, each with a connection: a virtual thread inside SQLite would hold its
 * carrier for as long as the query takes.
 */
final class Readers implements AutoCloseable {

  private static final int THREADS = 4;
  private static final int WAITING = 1000;
  private static final long TIMEOUT_SECONDS = 30;

  private final Database database;
  private final Queue<Handle> idle = new ConcurrentLinkedQueue<>();
  private final ThreadPoolExecutor threads;

  Readers(Database database) {
    this.database = database;
    this.threads = new ThreadPoolExecutor(
        THREADS,
        THREADS,
        1,
        TimeUnit.MINUTES,
        new ArrayBlockingQueue<>(WAITING),
        Thread.ofPlatform().daemon().name("mcp-store-reader-", 0).factory());
    threads.allowCoreThreadTimeOut(true);
  }

  <T> T read(Function<Handle, T> query) {
    Future<T> result;
    try {
      result = threads.submit(() -> run(query));
    } catch (RejectedExecutionException e) {
      throw new StoreException(
          threads.isShutdown() ? "the store is closed" : "too many reads wait for the store", null);
    }
    try {
      return result.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw Failures.of("reading from the database", cause == null ? e : cause);
    } catch (TimeoutException e) {
      result.cancel(false);
      throw new StoreException("reading took longer than " + TIMEOUT_SECONDS + " s", e);
    } catch (InterruptedException e) {
      result.cancel(false);
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted while reading", e);
    }
  }

  private <T> T run(Function<Handle, T> query) {
    Handle handle = idle.poll();
    if (handle == null) {
      handle = database.openForReading();
    }
    boolean usable = false;
    try {
      T result = query.apply(handle);
      usable = true;
      return result;
    } finally {
      if (usable) {
        idle.add(handle);
      } else {
        handle.close();
      }
    }
  }

  @Override
  public void close() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
    for (Handle handle = idle.poll(); handle != null; handle = idle.poll()) {
      handle.close();
    }
  }
}
