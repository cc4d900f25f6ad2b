package io.mcpmanager.server.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.McpManager;
import io.mcpmanager.api.access.Action;
import io.mcpmanager.api.access.Area;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Permission;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.server.ServerQuery;
import io.mcpmanager.api.server.ServerState;
import io.mcpmanager.core.config.Origin;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How the manager itself is. */
final class SystemResource implements Resource {

  private static final String TAG = "system";

  private final McpManager manager;
  private final SystemInfo info;
  private final InstantSource clock;
  private final boolean open;

  SystemResource(McpManager manager, SystemInfo info, InstantSource clock, boolean open) {
    this.open = open;
    this.manager = manager;
    this.info = info;
    this.clock = clock;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("/health", TAG, "Whether the process is alive.")
            .forEverybody()
            .answers("Alive")
            .by(call -> Answer.ok(object().put("status", "up"))),
        Route.get(
                "/ready",
                TAG,
                "Whether the manager can work: its store can be read and written, and what its runtimes must have is there.")
            .answers("Alive")
            .fails(
                ErrorCode.STORE_FAILED,
                ErrorCode.STORE_FULL,
                ErrorCode.STORE_LOCKED,
                ErrorCode.RUNTIME_UNAVAILABLE,
                ErrorCode.SHUTTING_DOWN)
            .by(call -> {
              manager.checkReady();
              return Answer.ok(object().put("status", "ready"));
            }),
        Route.get(Route.BASE + "/system-info", TAG, "Version, uptime, memory, numbers of servers.")
            .answers("SystemInfo")
            .by(this::systemInfo),
        Route.get(
                Route.BASE + "/configuration",
                TAG,
                "Every key of the configuration, its value, and where that came from.")
            .answers("ConfigurationKey[]")
            .by(this::configuration));
  }

  private Answer systemInfo(Call call) {
    Runtime runtime = Runtime.getRuntime();
    ObjectNode json = object();
    json.put("version", info.version());
    if (administersHost(call.context())) {
      json.put("java", Runtime.version().toString());
      json.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
      json.put("processId", ProcessHandle.current().pid());
      json.put("processors", runtime.availableProcessors());
      json.put("memoryUsedBytes", runtime.totalMemory() - runtime.freeMemory());
      json.put("memoryMaxBytes", runtime.maxMemory());
      json.put("dataDirectory", info.dataDirectory());
    }
    json.put("startedAt", info.startedAt().toString());
    json.put("uptime", Duration.between(info.startedAt(), clock.instant()).toString());
    json.put("gatewayPath", "/mcp");
    json.put("open", open);
    addNumbers(call.context(), json);
    return Answer.ok(json);
  }

  private Answer configuration(Call call) {
    manager.hostTasks().check(call.context(), "configuration.read");
    ArrayNode keys = JsonNodeFactory.instance.arrayNode();
    for (Origin origin : info.configuration()) {
      keys.add(object()
          .put("key", origin.key())
          .put("value", origin.value())
          .put("origin", origin.kind().text())
          .put("source", origin.source())
          .put("variable", origin.variable())
          .put("default", origin.defaultValue())
          .put("expected", origin.expected())
          .put("help", origin.help())
          .put("needsRestart", true)); // all are read once, at the start
    }
    return Answer.ok(keys);
  }

  /** What of the numbers somebody may see; nobody is refused the rest for one of them. */
  private void addNumbers(CallContext context, ObjectNode json) {
    if (context.grants().allowsSome(Area.SERVERS, Action.READ)) {
      ObjectNode servers = json.putObject("servers");
      servers.put("total", count(context, Set.of()));
      for (ServerState state : EnumSet.allOf(ServerState.class)) {
        servers.put(state.text(), count(context, Set.of(state)));
      }
    }
    if (context.grants().allows(Area.PROXY, Action.READ, "")) {
      json.put("clients", manager.gateway().clients(context).size());
    }
    if (context.grants().allowsSome(Area.EVENTS, Action.READ)) {
      json.put("latestEvent", manager.events().latestSequence(context));
    }
  }

  private static boolean administersHost(CallContext context) {
    return context.grants().allows(Permission.ADMIN)
        && context.tenant().equals(CallContext.DEFAULT_TENANT);
  }

  private long count(CallContext context, Set<ServerState> states) {
    var query = new ServerQuery(
        states, Set.of(), Set.of(), Map.of(), "", ServerQuery.Sort.NAME, false, 1, 1);
    return manager.servers().list(context, query).total();
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
