package io.mcpmanager.core.gateway;

import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.ServerState;
import io.mcpmanager.spi.ManagerClock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;

/** Lets clients wait for servers that are coming up. */
final class StartWatch {

  private final ManagerClock clock;
  private final Directory directory;
  private final Map<ServerId, CompletableFuture<Void>> starting = new ConcurrentHashMap<>();

  StartWatch(ManagerClock clock, Directory directory) {
    this.clock = clock;
    this.directory = directory;
  }

  /** Waits until the server is no longer starting, but at most so long. */
  void await(ServerId id, Duration atMost) throws InterruptedException {
    CompletableFuture<Void> mine =
        starting.computeIfAbsent(id, key -> new CompletableFuture<>()).copy();
    // it may have come up before there was anything to complete
    Optional<Server> now = directory.byId(id);
    if (now.isEmpty() || now.get().state() != ServerState.STARTING) {
      return;
    }
    ManagerClock.Timer limit = clock.schedule(atMost, () -> mine.complete(null));
    try {
      mine.get();
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    } finally {
      limit.cancel();
    }
  }

  /** There is a new state of a server. */
  void changed(Server server) {
    if (server.state() != ServerState.STARTING) {
      ended(server.id());
    }
  }

  void ended(ServerId id) {
    CompletableFuture<Void> waiting = starting.remove(id);
    if (waiting != null) {
      waiting.complete(null);
    }
  }

  void close() {
    starting.keySet().forEach(this::ended);
  }
}
