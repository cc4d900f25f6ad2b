package io.mcpmanager.core.lifecycle;

import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.api.server.ServerCommand.Disable;
import io.mcpmanager.api.server.ServerCommand.Enable;
import io.mcpmanager.api.server.ServerCommand.EnterMaintenance;
import io.mcpmanager.api.server.ServerCommand.LeaveMaintenance;
import io.mcpmanager.api.server.ServerCommand.Reconfigure;
import io.mcpmanager.api.server.ServerCommand.Start;
import io.mcpmanager.api.server.ServerCommand.Stop;
import io.mcpmanager.api.server.ServerId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** How the last commands can be taken back, by correlation id. Thread-safe. */
final class UndoLog {

  /**
   * One command that can be taken back.
   *
   * @param inverse what takes it back
   */
  record Entry(ServerId server, String tenant, ServerCommand inverse) {}

  /** Of each tenant, so that none makes another forget. */
  private static final int CAPACITY = 1000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Map<String, Entry>> tenants = new HashMap<>();

  void put(String correlationId, Entry entry) {
    lock.lock();
    try {
      Map<String, Entry> entries =
          tenants.computeIfAbsent(entry.tenant(), ignored -> new LinkedHashMap<>());
      entries.remove(correlationId);
      entries.put(correlationId, entry);
      if (entries.size() > CAPACITY) {
        entries.remove(entries.keySet().iterator().next());
      }
    } finally {
      lock.unlock();
    }
  }

  /** Finds an entry of a tenant. */
  Optional<Entry> find(String tenant, String correlationId) {
    lock.lock();
    try {
      return Optional.ofNullable(tenants.getOrDefault(tenant, Map.of()).get(correlationId));
    } finally {
      lock.unlock();
    }
  }

  /** Takes an entry out, so that nothing is taken back twice; false if it is not there any more. */
  boolean take(String correlationId, Entry entry) {
    lock.lock();
    try {
      Map<String, Entry> entries = tenants.get(entry.tenant());
      return entries != null && entries.remove(correlationId, entry);
    } finally {
      lock.unlock();
    }
  }

  /** What takes a command back that is carried out in a situation; empty if nothing does or it changes nothing. */
  static Optional<ServerCommand> inverse(ServerCommand command, Situation before) {
    boolean enabled = before.definition().enabled();
    return switch (command) {
      case Start ignored ->
        switch (before.state()) {
          case STOPPED, ERROR -> Optional.of(new Stop());
          case MAINTENANCE -> Optional.of(new EnterMaintenance());
          case STARTING, RUNNING, STOPPING -> Optional.empty();
        };
      case Stop ignored ->
        switch (before.state()) {
          case STOPPED -> Optional.empty();
          case MAINTENANCE -> Optional.of(new EnterMaintenance());
          case STARTING, RUNNING, STOPPING, ERROR -> Optional.of(new Start());
        };
      case EnterMaintenance ignored ->
        switch (before.state()) {
          case MAINTENANCE -> Optional.empty();
          case RUNNING -> Optional.of(new Start());
          case STOPPED, STARTING, STOPPING, ERROR -> Optional.of(new LeaveMaintenance());
        };
      case LeaveMaintenance ignored ->
        switch (before.state()) {
          case MAINTENANCE -> Optional.of(new EnterMaintenance());
          case STOPPED, STARTING, RUNNING, STOPPING, ERROR -> Optional.empty();
        };
      case Enable ignored -> enabled ? Optional.empty() : Optional.of(new Disable());
      case Disable ignored -> enabled ? Optional.of(new Enable()) : Optional.empty();
      case Reconfigure change ->
        change.definition().equals(before.definition())
            ? Optional.empty()
            : Optional.of(new Reconfigure(before.definition(), before.kept().revision() + 1));
      case ServerCommand.Restart ignored -> Optional.empty();
      case ServerCommand.Delete ignored -> Optional.empty();
    };
  }
}
