package io.mcpmanager.server.rest;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.server.http.RequestRefusedException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the answers to requests that carry an Idempotency-Key, so that a repeated one gets the same answer and has
 * no second effect. What failed is not remembered.
 */
final class Idempotency {

  private static final long KEPT_NANOS = Duration.ofMinutes(10).toNanos();
  private static final int MAX_KEPT = 1000;
  private static final Duration MAX_WAIT = Duration.ofMinutes(5);

  /** What is done at most once. */
  @FunctionalInterface
  interface Action {
    Answer run() throws InterruptedException;
  }

  private record Kept(String fingerprint, long since, CompletableFuture<Answer> answer) {}

  private final LongSupplier nanoTime;
  // guards answers by tenant, so that none makes another's answers be forgotten; in order of time
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Map<String, Kept>> tenants = new HashMap<>();

  Idempotency(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Runs the action, or gives the answer it had before.
   *
   * @param tenant whose things the request is about
   * @param key who asks, and the key they gave
   * @param fingerprint of the request; the same key may not be used for another one
   */
  Answer once(String tenant, String key, String fingerprint, Action action)
      throws InterruptedException {
    var mine = new Kept(fingerprint, nanoTime.getAsLong(), new CompletableFuture<>());
    Kept first = remember(tenant, key, mine);
    if (first == null) {
      return run(tenant, key, mine, action);
    }
    if (!first.fingerprint().equals(fingerprint)) {
      throw new RequestRefusedException(
          422,
          ErrorCode.VALIDATION_FAILED,
          "this Idempotency-Key was used for another request in the last 10 minutes");
    }
    return await(first).with("Idempotency-Replayed", "true");
  }

  private Answer run(String tenant, String key, Kept mine, Action action)
      throws InterruptedException {
    try {
      Answer answer = action.run();
      mine.answer().complete(answer);
      return answer;
    } catch (InterruptedException | RuntimeException failed) {
      forget(tenant, key, mine);
      mine.answer().completeExceptionally(failed);
      throw failed;
    }
  }

  private static Answer await(Kept first) throws InterruptedException {
    try {
      return first.answer().get(MAX_WAIT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new McpManagerException(
          ErrorCode.SHUTTING_DOWN, "the first request with this key was interrupted", failed);
    } catch (TimeoutException late) {
      throw new McpManagerException(
          ErrorCode.TIMEOUT, "the first request with this key is still running", late);
    }
  }

  private @Nullable Kept remember(String tenant, String key, Kept mine) {
    lock.lock();
    try {
      Map<String, Kept> kept = tenants.computeIfAbsent(tenant, ignored -> new LinkedHashMap<>());
      kept.values().removeIf(old -> mine.since() - old.since() > KEPT_NANOS);
      if (kept.size() >= MAX_KEPT) {
        kept.remove(kept.keySet().iterator().next());
      }
      return kept.putIfAbsent(key, mine);
    } finally {
      lock.unlock();
    }
  }

  private void forget(String tenant, String key, Kept mine) {
    lock.lock();
    try {
      tenants.computeIfAbsent(tenant, ignored -> new LinkedHashMap<>()).remove(key, mine);
    } finally {
      lock.unlock();
    }
  }
}
