package io.mcpmanager.core.lifecycle;

import static io.mcpmanager.api.server.ServerState.ERROR;
import static io.mcpmanager.api.server.ServerState.MAINTENANCE;
import static io.mcpmanager.api.server.ServerState.RUNNING;
import static io.mcpmanager.api.server.ServerState.STARTING;
import static io.mcpmanager.api.server.ServerState.STOPPED;
import static io.mcpmanager.api.server.ServerState.STOPPING;
import static io.mcpmanager.core.lifecycle.Trigger.CANCEL;
import static io.mcpmanager.core.lifecycle.Trigger.EXITED;
import static io.mcpmanager.core.lifecycle.Trigger.FAILED;
import static io.mcpmanager.core.lifecycle.Trigger.READY;
import static io.mcpmanager.core.lifecycle.Trigger.SERVICE;
import static io.mcpmanager.core.lifecycle.Trigger.START;
import static io.mcpmanager.core.lifecycle.Trigger.STOP;

import io.mcpmanager.api.server.ServerState;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Every legal move of a server. A pair that is not listed is refused; nothing else decides that. */
final class Transitions {

  record Row(ServerState from, Trigger on, ServerState to) {}

  static final List<Row> ROWS = List.of(
      new Row(STOPPED, START, STARTING),
      new Row(STOPPED, SERVICE, MAINTENANCE),
      new Row(STARTING, READY, RUNNING),
      new Row(STARTING, FAILED, ERROR),
      new Row(STARTING, CANCEL, STOPPED),
      new Row(RUNNING, STOP, STOPPING),
      new Row(RUNNING, EXITED, ERROR),
      new Row(RUNNING, SERVICE, MAINTENANCE),
      new Row(STOPPING, EXITED, STOPPED),
      new Row(STOPPING, FAILED, ERROR),
      new Row(ERROR, START, STARTING),
      new Row(ERROR, STOP, STOPPED),
      new Row(ERROR, SERVICE, MAINTENANCE),
      new Row(MAINTENANCE, STOP, STOPPED),
      new Row(MAINTENANCE, START, STARTING));

  private record Key(ServerState from, Trigger on) {}

  // toUnmodifiableMap refuses a repeated key, so an ambiguous table fails as the class loads
  private static final Map<Key, ServerState> TABLE = ROWS.stream()
      .collect(Collectors.toUnmodifiableMap(row -> new Key(row.from(), row.on()), Row::to));

  static Optional<ServerState> next(ServerState from, Trigger on) {
    return Optional.ofNullable(TABLE.get(new Key(from, on)));
  }

  /** The states that can be reached from {@code from} in one move. */
  static Set<ServerState> reachableFrom(ServerState from) {
    Set<ServerState> reachable = EnumSet.noneOf(ServerState.class);
    for (Row row : ROWS) {
      if (row.from() == from) {
        reachable.add(row.to());
      }
    }
    return reachable;
  }

  private Transitions() {}
}
