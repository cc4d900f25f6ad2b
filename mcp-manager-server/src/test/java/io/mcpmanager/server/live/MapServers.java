package io.mcpmanager.server.live;

import io.mcpmanager.api.Page;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.error.ServerNotFoundException;
import io.mcpmanager.api.health.HealthReport;
import io.mcpmanager.api.server.CommandCheck;
import io.mcpmanager.api.server.CommandResult;
import io.mcpmanager.api.server.DesiredState;
import io.mcpmanager.api.server.ImportReport;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.ServerQuery;
import io.mcpmanager.api.server.ServerSettings;
import io.mcpmanager.api.server.ServerStatus;
import io.mcpmanager.api.server.Servers;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** Servers that a test puts there. */
final class MapServers implements Servers {

  private final Map<String, Server> servers = new ConcurrentSkipListMap<>();

  void put(String id, ServerStatus status) {
    var definition = new ServerDefinition(
        id, "", Map.of(), ProcessLaunch.of("true"), ServerSettings.DEFAULT, true);
    servers.put(
        id,
        new Server(
            ServerId.of(id),
            CallContext.DEFAULT_TENANT,
            definition,
            1,
            Instant.EPOCH,
            Instant.EPOCH,
            DesiredState.STOPPED,
            status,
            0,
            HealthReport.UNKNOWN,
            null));
  }

  void remove(String id) {
    servers.remove(id);
  }

  @Override
  public Optional<Server> find(CallContext context, ServerId id) {
    return Optional.ofNullable(servers.get(id.value()));
  }

  @Override
  public Optional<Server> findByName(CallContext context, String name) {
    return Optional.ofNullable(servers.get(name));
  }

  @Override
  public Server get(CallContext context, ServerId id) {
    return find(context, id).orElseThrow(() -> new ServerNotFoundException(id.value()));
  }

  @Override
  public Page<Server> list(CallContext context, ServerQuery query) {
    List<Server> page = servers.values().stream()
        .skip((query.page() - 1L) * query.pageSize())
        .limit(query.pageSize())
        .toList();
    return new Page<>(page, query.page(), query.pageSize(), servers.size());
  }

  @Override
  public Server create(CallContext context, ServerDefinition definition) {
    throw new AssertionError("not used here");
  }

  @Override
  public Server copy(CallContext context, ServerId id, String newName) {
    throw new AssertionError("not used here");
  }

  @Override
  public List<Problem> validate(CallContext context, ServerId id, ServerDefinition definition) {
    throw new AssertionError("not used here");
  }

  @Override
  public List<Problem> validate(CallContext context, ServerDefinition definition) {
    throw new AssertionError("not used here");
  }

  @Override
  public CommandResult execute(CallContext context, ServerId id, ServerCommand command) {
    throw new AssertionError("not used here");
  }

  @Override
  public CommandCheck check(CallContext context, ServerId id, ServerCommand command) {
    throw new AssertionError("not used here");
  }

  @Override
  public CommandResult undo(CallContext context, String correlationId) {
    throw new AssertionError("not used here");
  }

  @Override
  public ImportReport importJson(CallContext context, String json) {
    throw new AssertionError("not used here");
  }

  @Override
  public String exportJson(CallContext context) {
    throw new AssertionError("not used here");
  }
}
