package io.mcpmanager.core.lifecycle;

import io.mcpmanager.api.access.Principal;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.log.LogStream;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.spi.ExitStatus;
import io.mcpmanager.spi.Installation;
import io.mcpmanager.spi.Instance;
import io.mcpmanager.spi.LaunchSpec;
import io.mcpmanager.spi.ServerRuntime;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Further instances of a server during one life of it, launched one after the other and like any other: with a mark of
 * their own, noted until they have ended. None outlives that life. Thread-safe.
 */
final class Siblings {

  private static final Logger LOG = LoggerFactory.getLogger(Siblings.class);

  private final StoredServer kept;
  private final Collaborators shop;
  private final Set<Member> members = ConcurrentHashMap.newKeySet();

  /** One launch at a time. */
  private final ReentrantLock launching = new ReentrantLock();

  private volatile boolean over;

  Siblings(StoredServer kept, Collaborators shop) {
    this.kept = kept;
    this.shop = shop;
  }

  /** How many there are. */
  int count() {
    return members.size();
  }

  /**
   * Launches one more.
   *
   * @param caller whom it serves
   * @throws McpManagerException if it can't be launched, or not in time
   */
  Sibling launch(Principal caller) throws InterruptedException {
    Duration limit = kept.definition().settings().startTimeout();
    if (!launching.tryLock(limit.toNanos(), TimeUnit.NANOSECONDS)) {
      throw late(limit);
    }
    try {
      var member = new Member(caller);
      members.add(member);
      boolean launched = false;
      try {
        member.launch(limit);
        launched = true;
        return member;
      } finally {
        if (!launched) {
          member.close();
        }
      }
    } finally {
      launching.unlock();
    }
  }

  /** Ends all of them without waiting for that; no other is launched from now on. */
  void end() {
    over = true;
    members.forEach(Member::close);
  }

  /** Waits, after {@link #end()}, until all have ended. */
  void awaitEnd(Duration atMost) throws InterruptedException {
    var all = members.stream().map(member -> member.ended).toArray(CompletableFuture[]::new);
    try {
      CompletableFuture.allOf(all).get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      LOG.atWarn().addKeyValue("server", kept.id()).log("further instances did not end in time");
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private McpManagerException late(Duration limit) {
    return new McpManagerException(
        ErrorCode.TIMEOUT, "one more instance was not launched within " + limit);
  }

  private static McpManagerException lifeOver() {
    return new McpManagerException(
        ErrorCode.SERVER_NOT_RUNNING, "the server stops, so it is not launched once more");
  }

  /** One of them; in the set until nothing is left of it. */
  private final class Member implements Sibling {

    private final Principal caller;
    private final ErrorLines errorLines = new ErrorLines();
    private final ReentrantLock lock = new ReentrantLock(); // guards what follows
    private @Nullable Instance instance;
    private @Nullable Future<?> attempt;
    private boolean running;
    private boolean closed;
    private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();

    Member(Principal caller) {
      this.caller = caller;
    }

    void launch(Duration limit) throws InterruptedException {
      Future<?> begun;
      lock.lock();
      try {
        if (closed || over) {
          ended();
          throw lifeOver();
        }
        begun = shop.threads().submit(() -> {
          run();
          return null;
        });
        attempt = begun;
      } finally {
        lock.unlock();
      }
      try {
        begun.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        throw late(limit);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof McpManagerException failure) {
          throw failure;
        }
        if (over) {
          throw lifeOver();
        }
        throw new McpManagerException(
            ErrorCode.INTERNAL_ERROR, "one more instance could not be launched", e);
      } catch (CancellationException e) {
        throw lifeOver();
      }
    }

    private void run() throws InterruptedException {
      lock.lock();
      try {
        if (closed) {
          return;
        }
        running = true;
      } finally {
        lock.unlock();
      }
      try {
        ServerRuntime runtime = shop.runtimes().stream()
            .filter(candidate -> candidate.supports(kept.definition().launch()))
            .findFirst()
            .orElseThrow(Siblings::lifeOver);
        var wanted = new LaunchSpec(
            kept.id(),
            kept.definition().name(),
            kept.generation(),
            shop.launches().mark(runtime, kept.id()),
            shop.references()
                .resolve(kept.tenant(), kept.id(), caller, kept.definition().launch()),
            kept.definition().settings().startTimeout(),
            kept.definition().settings().log().maxLineBytes());
        LaunchSpec spec = runtime
            .install(wanted, this::takeLine)
            .map(Installation::launch)
            .map(wanted::withLaunch)
            .orElse(wanted);
        launched(shop.launches().launch(runtime, spec, this::takeLine));
      } finally {
        lock.lock();
        try {
          if (instance == null) {
            ended();
          }
        } finally {
          lock.unlock();
        }
      }
    }

    private void launched(Instance fresh) {
      boolean unwanted;
      lock.lock();
      try {
        instance = fresh;
        unwanted = closed;
      } finally {
        lock.unlock();
      }
      var ignored = fresh.exit().thenRun(this::ended);
      if (unwanted) {
        stop(fresh);
      }
    }

    private void ended() {
      members.remove(this);
      ended.complete(null);
    }

    private void takeLine(LogStream stream, String line) {
      String told = shop.references().redact(kept.tenant(), line);
      if (stream == LogStream.STDERR) {
        errorLines.add(told);
      }
      shop.log().append(kept.id(), stream, told);
    }

    @Override
    public void close() {
      Instance alive;
      lock.lock();
      try {
        if (closed) {
          return;
        }
        closed = true;
        alive = instance;
        if (alive == null && attempt != null) {
          attempt.cancel(true);
        }
        if (!running) {
          ended();
        }
      } finally {
        lock.unlock();
      }
      if (alive != null) {
        stop(alive);
      }
    }

    private void stop(Instance alive) {
      try {
        shop.threads().execute(() -> stopNow(alive));
      } catch (RejectedExecutionException e) {
        // the manager closes, and its runtimes end what is left
        ended();
      }
    }

    private void stopNow(Instance alive) {
      try {
        alive.stop(kept.definition().settings().stopTimeout());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (McpManagerException e) {
        LOG.atWarn()
            .addKeyValue("server", kept.id())
            .setCause(e)
            .log("one of several instances of a server could not be ended");
      } finally {
        ended();
      }
    }

    @Override
    public ServerId id() {
      return kept.id();
    }

    @Override
    public ServerDefinition definition() {
      return kept.definition();
    }

    @Override
    public long generation() {
      return kept.generation();
    }

    @Override
    public Instance instance() {
      lock.lock();
      try {
        return Objects.requireNonNull(instance, "not launched");
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void listing() {
      // what the server offers is read from the one that answers for it
    }

    @Override
    public LastWords lastWords() {
      ExitStatus exit = InstanceLife.ownExit(instance());
      return new LastWords(exit, errorLines.copy());
    }

    @Override
    public Sibling launchSibling(Principal client) throws InterruptedException {
      return Siblings.this.launch(client);
    }
  }
}
