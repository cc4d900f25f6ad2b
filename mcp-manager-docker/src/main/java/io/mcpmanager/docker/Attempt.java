package io.mcpmanager.docker;

import io.mcpmanager.api.error.LaunchException;
import io.mcpmanager.api.error.McpManagerException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Something that has to be seen to its end on a thread of its own, even if whoever asked for it is interrupted; then what
 * comes of it is disposed of.
 */
final class Attempt<T> implements Runnable {

  private static final long CLEARING_SECONDS = 2;

  private final Callable<T> deed;
  private final Consumer<T> disposal;
  private final CompletableFuture<T> outcome = new CompletableFuture<>();
  /** Set by whoever is first: the one that has the outcome, or the one that gives up. */
  private final AtomicBoolean decided = new AtomicBoolean();

  private final CompletableFuture<Boolean> over = new CompletableFuture<>();

  Attempt(Callable<T> deed, Consumer<T> disposal) {
    this.deed = deed;
    this.disposal = disposal;
  }

  @Override
  public void run() {
    try {
      T made = deed.call();
      if (decided.compareAndSet(false, true)) {
        outcome.complete(made);
      } else {
        disposal.accept(made);
      }
    } catch (Exception e) {
      outcome.completeExceptionally(e);
    } finally {
      over.complete(true);
    }
  }

  /** Waits for what comes of it. */
  T get() throws InterruptedException {
    try {
      return outcome.get();
    } catch (InterruptedException e) {
      if (!decided.compareAndSet(false, true)) {
        // too late to give up
        disposal.accept(outcome.join());
      }
      awaitOver();
      throw e;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof McpManagerException known) {
        throw known;
      }
      throw new LaunchException("the launch failed unexpectedly", e.getCause());
    }
  }

  /** Usually this takes a moment, and then nothing is left when the caller goes on. */
  private void awaitOver() {
    try {
      over.get(CLEARING_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException | ExecutionException slow) {
      return;
    }
  }
}
