package io.mcpmanager.core.gateway;

import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.ServerState;
import io.mcpmanager.api.server.ServerStatus;
import io.mcpmanager.spi.ManagerClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lets clients wait for servers that are coming up or back, and for no others. Thread-safe. */
final class StartWatch {

  private final ManagerClock clock;
  private final Fleet fleet;
  private final Supplier<Directory> directory;
  private final Map<ServerId, CompletableFuture<Void>> changes = new ConcurrentHashMap<>();
  private volatile boolean closed;

  StartWatch(ManagerClock clock, Fleet fleet, Supplier<Directory> directory) {
    this.clock = clock;
    this.fleet = fleet;
    this.directory = directory;
  }

  /** What is waited for; looks, and says whether there is something to wait for. */
  @FunctionalInterface
  private interface Look {
    boolean goesOn();
  }

  /** Waits until the server is no longer starting, but at most so long. */
  void await(ServerId id, Duration atMost) throws InterruptedException {
    watch(id, atMost, () -> directory
        .get()
        .byId(id)
        .filter(server -> server.state() == ServerState.STARTING)
        .isPresent());
  }

  /**
   * Waits for a connection to a server.
   *
   * @param lost a connection that has ended and is not meant, or null
   * @throws McpManagerException as soon as it is clear that there will be none in time
   */
  Fleet.Live arrival(Server server, @Nullable LiveConnection lost, Duration atMost)
      throws InterruptedException {
    ServerId id = server.id();
    Instant deadline = clock.now().plus(atMost);
    watch(
        id,
        atMost,
        () -> live(id, lost).isEmpty()
            && directory
                .get()
                .byId(id)
                .filter(now -> isComing(now.status(), deadline))
                .isPresent());
    return live(id, lost)
        .orElseThrow(() -> Forwarder.notRunning(directory.get().byId(id).orElse(server)));
  }

  private Optional<Fleet.Live> live(ServerId id, @Nullable LiveConnection lost) {
    return fleet.live(id).filter(found -> !found.connection().equals(lost));
  }

  private static boolean isComing(ServerStatus status, Instant deadline) {
    return switch (status) {
      case ServerStatus.Starting ignored -> true;
      // it has come up or ended just now, and the gateway is about to hear of it
      case ServerStatus.Running ignored -> true;
      case ServerStatus.Stopping stopping -> stopping.next() == ServerStatus.AfterStop.START_AGAIN;
      case ServerStatus.InError error ->
        error.retryAt().filter(start -> start.isBefore(deadline)).isPresent();
      case ServerStatus.Stopped ignored -> false;
      case ServerStatus.Maintenance ignored -> false;
    };
  }

  private void watch(ServerId id, Duration atMost, Look look) throws InterruptedException {
    CompletableFuture<Void> over = new CompletableFuture<>();
    ManagerClock.Timer limit = clock.schedule(atMost, () -> over.complete(null));
    try {
      while (true) {
        // asked for before looking, so that nothing is missed in between
        CompletableFuture<Void> change =
            changes.computeIfAbsent(id, ignored -> new CompletableFuture<>());
        if (closed || over.isDone() || !look.goesOn()) {
          return;
        }
        var ignored = CompletableFuture.anyOf(change, over).get();
      }
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    } finally {
      limit.cancel();
    }
  }

  /** There is something new about a server. */
  void changed(ServerId id) {
    CompletableFuture<Void> waiting = changes.remove(id);
    if (waiting != null) {
      waiting.complete(null);
    }
  }

  void close() {
    closed = true;
    changes.keySet().forEach(this::changed);
  }
}
