package io.mcpmanager.core.audit;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.error.StoreException;
import io.mcpmanager.spi.ManagerClock;
import io.mcpmanager.spi.store.EventRecord;
import io.mcpmanager.spi.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes the trails. What waits becomes one commit, so that many share one wait for the disk; whoever
 * asked waits until that is done.
 */
final class Appender implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Appender.class);
  private static final int WAITING = 4096;
  private static final int GROUP = 256;
  private static final Duration QUEUE_TIMEOUT = Duration.ofSeconds(10);
  // the store gives up before, and knows better what has become of it
  private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(200);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

  private record Job(Plan.Step step, CompletableFuture<Boolean> outcome) {}

  private final Store store;
  private final Seals seals;
  private final Heads heads;
  private final ManagerClock clock;
  private final Consumer<Map<String, Integer>> appended;
  private final Thread thread;

  /** Guards what follows; not held while writing. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition changed = lock.newCondition();
  private final Deque<Job> waiting = new ArrayDeque<>();
  private boolean closed;

  /**
   * Starts to work.
   *
   * @param appended is told by how many entries which trails have grown, on the thread that writes
   */
  Appender(
      Store store,
      Heads heads,
      Seals seals,
      ManagerClock clock,
      Consumer<Map<String, Integer>> appended) {
    this.store = store;
    this.heads = heads;
    this.seals = seals;
    this.clock = clock;
    this.appended = appended;
    this.thread = Thread.ofVirtual().name("mcp-audit").start(this::run);
  }

  /** Has a step taken and returns once it is durable, also when interrupted: whoever asked must know. */
  void submit(Plan.Step step) {
    var job = new Job(step, new CompletableFuture<>());
    boolean interrupted = enqueue(job);
    try {
      while (true) {
        try {
          boolean ignored = job.outcome().get(COMMIT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
          return;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof McpManagerException known
          ? known
          : new StoreException("writing the audit trail failed", e.getCause());
    } catch (TimeoutException e) {
      throw new StoreException(
          ErrorCode.STORE_UNCERTAIN, "the audit trail was not written in time; it may yet be", e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Whether this thread was interrupted meanwhile. */
  private boolean enqueue(Job job) {
    boolean interrupted = false;
    long nanos = QUEUE_TIMEOUT.toNanos();
    lock.lock();
    try {
      while (!closed && waiting.size() >= WAITING) {
        if (nanos <= 0) {
          throw new McpManagerException(
              ErrorCode.LIMIT_REACHED, "the audit trail is too busy: " + WAITING + " writes wait");
        }
        try {
          nanos = changed.awaitNanos(nanos);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (closed) {
        throw new McpManagerException(ErrorCode.SHUTTING_DOWN, "the audit trail is closed");
      }
      waiting.add(job);
      changed.signalAll();
      return interrupted;
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    List<Job> jobs = next();
    while (!jobs.isEmpty()) {
      try {
        write(jobs);
      } catch (RuntimeException | Error e) {
        // the thread must outlive whatever is wrong with one commit
        LOG.atError().setCause(e).log("the writer of the audit trail failed");
        jobs.forEach(job -> job.outcome().completeExceptionally(e));
      }
      jobs = next();
    }
  }

  /** Waits for something to do; empty if there will be nothing more. */
  private List<Job> next() {
    lock.lock();
    try {
      while (waiting.isEmpty() && !closed) {
        changed.awaitUninterruptibly();
      }
      var jobs = new ArrayList<Job>();
      while (jobs.size() < GROUP && !waiting.isEmpty()) {
        jobs.add(waiting.remove());
      }
      changed.signalAll();
      return jobs;
    } finally {
      lock.unlock();
    }
  }

  private void write(List<Job> jobs) {
    try {
      commit(jobs);
    } catch (McpManagerException e) {
      heads.forget();
      if (e.code() != ErrorCode.STALE_REVISION) {
        fail(jobs, e);
        return;
      }
      retry(jobs);
    }
  }

  /** A commit that was thought to have failed may have happened after all: then the trail is longer than was thought. */
  private void retry(List<Job> jobs) {
    List<Job> open = jobs.stream().filter(job -> !job.outcome().isDone()).toList();
    try {
      commit(open);
    } catch (McpManagerException e) {
      heads.forget();
      fail(open, e);
    }
  }

  private void commit(List<Job> jobs) {
    Instant now = clock.now().truncatedTo(ChronoUnit.MILLIS);
    var plan = new Plan(seals, heads, now);
    var taken = new ArrayList<Job>();
    for (Job job : jobs) {
      try {
        plan.take(job.step());
        taken.add(job);
      } catch (RuntimeException e) {
        job.outcome().completeExceptionally(e);
      }
    }
    if (!taken.isEmpty()) {
      List<EventRecord> ignored = store.commit(plan.changes());
      plan.committed();
      taken.forEach(job -> job.outcome().complete(true));
      appended.accept(plan.growth());
    }
  }

  private static void fail(List<Job> jobs, McpManagerException e) {
    jobs.forEach(job -> job.outcome().completeExceptionally(e));
  }

  /** Writes what still waits and ends the thread. Idempotent. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      if (!thread.join(CLOSE_TIMEOUT)) {
        LOG.warn("the writer of the audit trail did not end in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
