package io.mcpmanager.core.bulk;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.bulk.BulkCommand;
import io.mcpmanager.api.bulk.BulkItem;
import io.mcpmanager.api.bulk.BulkItemState;
import io.mcpmanager.api.bulk.BulkRequest;
import io.mcpmanager.api.bulk.BulkRun;
import io.mcpmanager.api.bulk.BulkRuns;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.error.ValidationException;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.Servers;
import io.mcpmanager.spi.IdSource;
import io.mcpmanager.spi.ManagerClock;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works off commands over many servers: one thread conducts each run, and a bounded number of workers gives servers
 * their turn. What is done to a server is an ordinary command on it, so that nothing is left half done when this ends.
 */
public final class BulkRunner implements BulkRuns, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(BulkRunner.class);
  private static final Duration THREADS_END = Duration.ofSeconds(5);

  private final Servers servers;
  private final Selector selector;
  private final RunPublisher events;
  private final ManagerClock clock;
  private final IdSource ids;
  private final RunRegister runs = new RunRegister();
  private final ExecutorService conductors =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("mcp-bulk-", 0).factory());

  /** Holds no thread before the first run begins. */
  @Inject
  public BulkRunner(Servers servers, RunPublisher events, ManagerClock clock, IdSource ids) {
    this.servers = servers;
    this.selector = new Selector(servers);
    this.events = events;
    this.clock = clock;
    this.ids = ids;
  }

  @Override
  public BulkRun begin(CallContext context, BulkRequest request) {
    List<Problem> problems = request.problems();
    if (!problems.isEmpty()) {
      throw new ValidationException(problems);
    }
    Run run = run(context, request.command(), null, selector.items(context, request));
    launch(run, new Deed.Command(servers, request.command()), request.parallelism());
    return run.snapshot();
  }

  @Override
  public BulkRun undo(CallContext context, String id) {
    Run former = require(context, id);
    Map<ServerId, String> correlationIds = former.takeUndo();
    try {
      List<BulkItem> items = former.snapshot().items().stream()
          .filter(item -> item.server() != null && correlationIds.containsKey(item.server()))
          .map(item ->
              new BulkItem(item.server(), item.name(), BulkItemState.WAITING, null, "", null))
          .toList();
      Run run = run(context, former.command(), former.id(), items);
      launch(run, new Deed.Undo(servers, correlationIds), BulkRequest.DEFAULT_PARALLELISM);
      return run.snapshot();
    } catch (McpManagerException notBegun) {
      former.giveUndoBack();
      throw notBegun;
    }
  }

  private Run run(
      CallContext context, BulkCommand command, @Nullable String undoes, List<BulkItem> items) {
    return new Run(ids.nextId(), context, command, undoes, items, clock.now());
  }

  private void launch(Run run, Deed deed, int parallelism) {
    runs.add(run, clock.now());
    var progress = new Progress(run, events, clock);
    try {
      progress.begun();
      conductors.execute(() -> conduct(run, deed, parallelism, progress));
    } catch (RuntimeException notBegun) {
      runs.remove(run);
      throw notBegun instanceof McpManagerException
          ? notBegun
          : new McpManagerException(
              ErrorCode.SHUTTING_DOWN, "the manager is stopping and takes no more commands");
    }
  }

  /** Ends when the last server begun has had its turn, or soon after an interruption. */
  private void conduct(Run run, Deed deed, int parallelism, Progress progress) {
    String name = "mcp-bulk-" + run.id() + "-";
    try (ExecutorService workers =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name(name, 0).factory())) {
      int needed = Math.min(parallelism, run.counts().waiting());
      for (int i = 0; i < needed; i++) {
        workers.execute(() -> work(run, deed, progress));
      }
    }
    // the end is still written down when the manager's end interrupts
    boolean interrupted = Thread.interrupted();
    run.end(clock.now());
    progress.ended();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void work(Run run, Deed deed, Progress progress) {
    for (OptionalInt turn = run.begin(); turn.isPresent(); turn = run.begin()) {
      carryOut(run, turn.getAsInt(), deed);
      progress.moved();
    }
  }

  private static void carryOut(Run run, int index, Deed deed) {
    ServerId server = run.server(index);
    try {
      run.settle(index, deed.to(run.contextOf(index), server));
    } catch (InterruptedException e) {
      run.callOff("the manager is stopping");
      run.fail(index, ErrorCode.SHUTTING_DOWN, "the manager stopped before its end was known");
      Thread.currentThread().interrupt();
    } catch (McpManagerException refused) {
      run.fail(index, refused.code(), String.valueOf(refused.getMessage()));
    } catch (RuntimeException fault) {
      LOG.atError()
          .addKeyValue("run", run.id())
          .addKeyValue("server", server)
          .setCause(fault)
          .log("a server's turn in a run failed unexpectedly");
      run.fail(index, ErrorCode.INTERNAL_ERROR, "the command failed unexpectedly");
    }
  }

  @Override
  public Optional<BulkRun> find(CallContext context, String id) {
    return runs.find(context, id, clock.now()).map(Run::snapshot);
  }

  @Override
  public BulkRun get(CallContext context, String id) {
    return require(context, id).snapshot();
  }

  @Override
  public List<BulkRun> list(CallContext context) {
    return runs.list(context, clock.now()).stream().map(Run::snapshot).toList();
  }

  @Override
  public BulkRun cancel(CallContext context, String id) {
    Run run = require(context, id);
    run.callOff("the run was cancelled before its turn");
    return run.snapshot();
  }

  @Override
  public BulkRun await(CallContext context, String id, Duration atMost)
      throws InterruptedException {
    Run run = require(context, id);
    run.awaitEnd(atMost);
    return run.snapshot();
  }

  private Run require(CallContext context, String id) {
    return runs.find(context, id, clock.now())
        .orElseThrow(() -> new McpManagerException(
            ErrorCode.BULK_RUN_NOT_FOUND,
            "no command over many servers has this id, or it has been forgotten"));
  }

  /**
   * Gives no further server its turn and stops waiting for those that have theirs: their commands are settled by the
   * servers' own end. To be closed before the servers and the events. Idempotent.
   */
  @Override
  public void close() {
    runs.close().forEach(run -> run.callOff("the manager is stopping"));
    conductors.shutdownNow();
    try {
      if (!conductors.awaitTermination(THREADS_END.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("a command over many servers did not end in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
