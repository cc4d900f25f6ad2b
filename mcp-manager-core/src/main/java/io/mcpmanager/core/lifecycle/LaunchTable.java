package io.mcpmanager.core.lifecycle;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.core.event.EventLog;
import io.mcpmanager.spi.IdSource;
import io.mcpmanager.spi.Instance;
import io.mcpmanager.spi.InstanceListener;
import io.mcpmanager.spi.LaunchMark;
import io.mcpmanager.spi.LaunchSpec;
import io.mcpmanager.spi.Leftover;
import io.mcpmanager.spi.Leftover.Outcome;
import io.mcpmanager.spi.ManagerClock;
import io.mcpmanager.spi.ProcessIdentity;
import io.mcpmanager.spi.RecoveringRuntime;
import io.mcpmanager.spi.ServerRuntime;
import io.mcpmanager.spi.store.InstanceRecord;
import io.mcpmanager.spi.store.Store;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes what is launched until it has ended, and clears away what an earlier life of the manager has left. No server is
 * launched before its leftovers are gone. Thread-safe.
 */
final class LaunchTable {

  private static final Logger LOG = LoggerFactory.getLogger(LaunchTable.class);
  private static final Duration RETRY = Duration.ofSeconds(10);
  private static final int MAX_NAMED = 100;

  private final Store store;
  private final List<RecoveringRuntime> runtimes;
  private final EventLog events;
  private final Roster roster;
  private final ManagerClock clock;
  private final IdSource ids;
  private final ExecutorService threads;

  /** Opened once leftovers have been looked for; there is nothing to wait for before the manager is started. */
  private volatile CountDownLatch looked = new CountDownLatch(0);

  /** One recovery at a time. */
  private final ReentrantLock recovering = new ReentrantLock();

  private final Set<String> ofThisLife = ConcurrentHashMap.newKeySet();

  /** Tokens of leftovers that could not be ended yet, and the servers concerned. */
  private final Map<String, Optional<ServerId>> remaining = new ConcurrentHashMap<>();

  /** Tokens of leftovers that go on. */
  private final Map<ServerId, String> adopted = new ConcurrentHashMap<>();

  LaunchTable(
      Store store,
      List<ServerRuntime> runtimes,
      EventLog events,
      Roster roster,
      ManagerClock clock,
      IdSource ids,
      ExecutorService threads) {
    this.store = store;
    this.runtimes = runtimes.stream()
        .filter(RecoveringRuntime.class::isInstance)
        .map(RecoveringRuntime.class::cast)
        .toList();
    this.events = events;
    this.roster = roster;
    this.clock = clock;
    this.ids = ids;
    this.threads = threads;
  }

  /**
   * The mark of a server's next launch, once nothing of an earlier life is left of the server.
   *
   * @throws McpManagerException with {@link ErrorCode#STOP_FAILED} if something still is
   */
  LaunchMark mark(ServerRuntime runtime, ServerId server) throws InterruptedException {
    if (runtime instanceof RecoveringRuntime) {
      awaitClear(runtime, server);
    }
    String token = adopted.remove(server);
    return new LaunchMark(store.id(), token == null ? ids.nextId() : token);
  }

  /**
   * Launches, once nothing of an earlier life is left of the server.
   *
   * @throws McpManagerException with {@link ErrorCode#STOP_FAILED} if something still is
   */
  Instance launch(ServerRuntime runtime, LaunchSpec spec, InstanceListener listener)
      throws InterruptedException {
    if (!(runtime instanceof RecoveringRuntime lasting)) {
      return runtime.launch(spec, listener);
    }
    awaitClear(runtime, spec.server());
    String token = spec.mark().token();
    var launching = new InstanceRecord(
        token, spec.server(), lasting.name(), clock.now().truncatedTo(ChronoUnit.MILLIS), null);
    ofThisLife.add(token);
    boolean launched = false;
    try {
      store.instances().put(launching);
      Instance instance = runtime.launch(spec, listener);
      launched = true;
      instance.process().ifPresent(process -> note(launching, process));
      var ignored = instance.exit().thenRunAsync(() -> forget(token), threads);
      return instance;
    } finally {
      if (!launched) {
        forget(token);
      }
    }
  }

  private void note(InstanceRecord launching, ProcessIdentity process) {
    try {
      store.instances().put(launching.withProcess(process));
    } catch (McpManagerException e) {
      // its mark still tells what it is
      LOG.atWarn()
          .addKeyValue("server", launching.server())
          .setCause(e)
          .log("the process of an instance could not be noted");
    }
  }

  private void forget(String token) {
    try {
      store.instances().remove(token);
    } catch (McpManagerException e) {
      // the next start finds that nothing is left of it
      LOG.atDebug().setCause(e).log("an instance that has ended is still noted");
    } finally {
      ofThisLife.remove(token);
    }
  }

  private void awaitClear(ServerRuntime runtime, ServerId server) throws InterruptedException {
    looked.await();
    if (remaining.containsValue(Optional.of(server))) {
      recover();
    }
    if (remaining.containsValue(Optional.of(server))) {
      // a runtime that can't work says better why
      runtime.checkReady();
      throw new McpManagerException(
          ErrorCode.STOP_FAILED,
          "what an earlier life of the manager left of this server could not be ended yet",
          server,
          null);
    }
  }

  /** Lets launches wait from now on until {@link #clear} has been done. */
  void hold() {
    if (!runtimes.isEmpty() && looked.getCount() == 0) {
      looked = new CountDownLatch(1);
    }
  }

  /** Looks for leftovers in the background, and again for as long as something remains. */
  void clear() {
    if (looked.getCount() > 0) {
      threads.execute(() -> {
        try {
          recover();
        } catch (InterruptedException closing) {
          Thread.currentThread().interrupt();
        } finally {
          looked.countDown();
        }
      });
    }
  }

  private void recover() throws InterruptedException {
    recovering.lockInterruptibly();
    try {
      List<InstanceRecord> noted = store.instances().all().stream()
          .filter(record -> !ofThisLife.contains(record.token()))
          .toList();
      List<Leftover> found = new ArrayList<>();
      for (RecoveringRuntime runtime : runtimes) {
        List<InstanceRecord> own = noted.stream()
            .filter(record -> record.runtime().equals(runtime.name()))
            .toList();
        found.addAll(runtime.recover(store.id(), own, this::isWanted));
      }
      Set<String> before = Set.copyOf(remaining.keySet());
      found.forEach(this::take);
      tell(found, before);
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("could not look for what an earlier life of the manager left");
    } finally {
      recovering.unlock();
    }
    if (!remaining.isEmpty()) {
      clock.schedule(RETRY, this::recoverAgain);
    }
  }

  private void recoverAgain() {
    try {
      if (!remaining.isEmpty() && !threads.isShutdown()) {
        recover();
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  private void take(Leftover leftover) {
    String token = leftover.token();
    ServerId server = leftover.server();
    if (leftover.outcome() == Outcome.ALIVE) {
      remaining.put(token, leftover.owner());
      return;
    }
    remaining.remove(token);
    if (leftover.outcome() == Outcome.ADOPTED) {
      adopted.put(Objects.requireNonNull(server, "adopted for a server"), token);
    } else {
      forget(token);
    }
  }

  /** One event for all that is new. */
  private void tell(List<Leftover> found, Set<String> before) {
    List<Leftover> news = found.stream()
        .filter(leftover -> leftover.outcome() != Outcome.GONE || before.contains(leftover.token()))
        .filter(
            leftover -> leftover.outcome() != Outcome.ALIVE || !before.contains(leftover.token()))
        .toList();
    if (news.isEmpty()) {
      return;
    }
    events.publish(
        CallContext.system("leftovers-" + ids.nextId()),
        null,
        null,
        new EventData.LeftoversFound(
            count(news, Outcome.ENDED) + count(news, Outcome.GONE),
            count(news, Outcome.ADOPTED),
            count(news, Outcome.ALIVE),
            news.stream().mapToInt(Leftover::processes).sum(),
            news.stream()
                .flatMap(leftover -> leftover.owner().stream())
                .map(this::nameOf)
                .distinct()
                .limit(MAX_NAMED)
                .toList()));
  }

  private static int count(List<Leftover> found, Outcome outcome) {
    return (int)
        found.stream().filter(leftover -> leftover.outcome() == outcome).count();
  }

  private boolean isWanted(ServerId server) {
    return roster
        .find(server)
        .map(ServerActor::situation)
        .filter(RestartRules::wantsToRun)
        .isPresent();
  }

  private String nameOf(ServerId server) {
    return roster
        .find(server)
        .map(actor -> actor.situation().definition().name())
        .orElse(server.value());
  }
}
