package io.mcpmanager.core.lifecycle;

import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.server.Drift;
import io.mcpmanager.api.server.InstanceInfo;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.core.lifecycle.DriftCase.Step;
import io.mcpmanager.spi.ManagerClock;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at all servers again and again: whether what is observed is what is desired, and whether those that run still
 * answer. A look reads what the servers' threads have published and asks the operating system; it waits for nobody. Made
 * beside the supervisor and closed before it.
 */
public final class Reconciler implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);
  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final Duration PING_LIMIT = Duration.ofSeconds(5);
  private static final Duration THREADS_END = Duration.ofSeconds(5);

  private final Supervisor supervisor;
  private final ManagerClock clock;
  private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
      Thread.ofVirtual().name("mcp-reconciler-", 0).factory());
  private final Set<ServerId> probed = ConcurrentHashMap.newKeySet();
  /** One pass at a time. */
  private final ReentrantLock looking = new ReentrantLock();

  // guarded by looking
  private final Map<ServerId, DriftCase> cases = new HashMap<>();
  private volatile ManagerClock.Timer next = () -> {};
  private volatile boolean closed;

  /** A reconciler that does nothing before {@link #start}. */
  @Inject
  public Reconciler(Supervisor supervisor, ManagerClock clock) {
    this.supervisor = supervisor;
    this.clock = clock;
  }

  /** Begins to look. */
  public void start() {
    plan();
  }

  /** Looks now, at everything that could not be put right before as well: something has changed outside. */
  public void lookSoon() {
    threads.execute(this::tryAgain);
  }

  /** Looks no more. Idempotent. */
  @Override
  public void close() {
    closed = true;
    next.cancel();
    threads.shutdownNow();
    try {
      boolean ignored = threads.awaitTermination(THREADS_END.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tryAgain() {
    looking.lock();
    try {
      next.cancel();
      cases.clear();
      pass();
    } finally {
      looking.unlock();
    }
  }

  private void plan() {
    next = clock.schedule(INTERVAL, this::pass);
    if (closed) {
      next.cancel();
    }
  }

  private void pass() {
    looking.lock();
    try {
      if (closed) {
        return;
      }
      Instant now = clock.now();
      for (ServerActor actor : supervisor.actors()) {
        compare(actor, now);
        actor.live().ifPresent(live -> watch(actor, live));
      }
      cases.keySet().removeIf(id -> supervisor.snapshot(id).isEmpty());
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("looking for differences failed unexpectedly");
    } finally {
      if (!closed) {
        next.cancel();
        plan();
      }
      looking.unlock();
    }
  }

  private void compare(ServerActor actor, Instant now) {
    DriftRules.Observation seen = actor.observe();
    @Nullable Drift drift = DriftRules.find(seen, now).orElse(null);
    Step step = DriftCase.next(cases.get(actor.id()), drift, now);
    DriftCase kept = step.kept();
    if (kept == null) {
      cases.remove(actor.id());
      return;
    }
    cases.put(actor.id(), kept);
    if (step.acts() && drift != null) {
      actor.signal(new Signal.Drifted(
          seen.situation().generation(), drift, kept.attempts(), kept.due(), actor.errorLines()));
    }
  }

  /** Has a server that owes answers asked whether it answers anything at all. */
  private void watch(ServerActor actor, Live live) {
    InstanceInfo instance = actor.snapshot().instance();
    boolean wedged = instance != null && instance.wedged().isPresent();
    if ((wedged || traffic(actor, live).overdue() > 0) && probed.add(actor.id())) {
      threads.execute(() -> {
        try {
          probe(actor, live, wedged);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        } finally {
          probed.remove(actor.id());
        }
      });
    }
  }

  private static void probe(ServerActor actor, Live live, boolean wedged)
      throws InterruptedException {
    boolean answers = answers(live.connection());
    Traffic after = traffic(actor, live);
    if (wedged && answers) {
      actor.signal(new Signal.Answering(live.generation()));
    } else if (!wedged && after.overdue() > 0) {
      actor.signal(new Signal.Wedged(live.generation(), after, actor.errorLines()));
    }
  }

  private static boolean answers(Connection connection) throws InterruptedException {
    try {
      Duration ignored = connection.ping(PING_LIMIT);
      return true;
    } catch (McpManagerException e) {
      return false;
    }
  }

  private static Traffic traffic(ServerActor actor, Live live) {
    return live.connection().traffic(actor.situation().definition().settings().callTimeout());
  }
}
