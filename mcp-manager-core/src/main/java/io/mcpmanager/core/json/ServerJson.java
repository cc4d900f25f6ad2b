package io.mcpmanager.core.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.api.Page;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.health.HealthReport;
import io.mcpmanager.api.log.LogLine;
import io.mcpmanager.api.secret.SecretReference;
import io.mcpmanager.api.server.CommandCheck;
import io.mcpmanager.api.server.CommandResult;
import io.mcpmanager.api.server.ContainerInfo;
import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.ImportReport;
import io.mcpmanager.api.server.InstalledPackage;
import io.mcpmanager.api.server.InstanceInfo;
import io.mcpmanager.api.server.ResourceUsage;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.api.server.ServerStatus;
import java.util.List;
import java.util.function.Function;

/**
 * What is known of servers as REST, WebSocket and the dashboard show it. Secret values are hidden;
 * see {@link DefinitionJson#HIDDEN}.
 */
public final class ServerJson {

  /** A server with its definition, state, health and instance. */
  public static ObjectNode server(Server server) {
    ObjectNode json = object();
    json.put("id", server.id().value());
    json.put("name", server.name());
    json.put("tenant", server.tenant());
    json.put("revision", server.revision());
    json.put("createdAt", server.createdAt().toString());
    json.put("updatedAt", server.updatedAt().toString());
    json.put("desired", EnumText.of(server.desired()));
    json.put("state", server.state().text());
    json.set("status", status(server.status()));
    json.put("restarts", server.restarts());
    json.set("health", health(server.health()));
    server.liveInstance().ifPresent(instance -> json.set("instance", instance(instance)));
    if (server.definition().launch() instanceof ContainerLaunch container) {
      LaunchJson.add(container.loosened(), json.putArray("loosened"));
    }
    json.set("definition", definition(server.definition()));
    return json;
  }

  /** A definition with its secret values hidden; what only refers to a secret is shown. */
  public static ObjectNode definition(ServerDefinition definition) {
    return DefinitionJson.document(
        definition, value -> SecretReference.isOnly(value) ? value : DefinitionJson.HIDDEN);
  }

  private static ObjectNode status(ServerStatus status) {
    ObjectNode json = object();
    json.put("state", status.state().text());
    json.put("since", status.since().toString());
    switch (status) {
      case ServerStatus.Stopped ignored -> {}
      case ServerStatus.Maintenance ignored -> {}
      case ServerStatus.Starting starting ->
        json.put("generation", starting.generation()).put("phase", EnumText.of(starting.phase()));
      case ServerStatus.Running running -> json.put("generation", running.generation());
      case ServerStatus.Stopping stopping ->
        json.put("generation", stopping.generation()).put("next", EnumText.of(stopping.next()));
      case ServerStatus.InError error -> {
        json.set("failure", EventJson.failure(error.failure()));
        json.put("nextStart", EventJson.text(error.nextStart()));
      }
    }
    return json;
  }

  private static ObjectNode instance(InstanceInfo instance) {
    ObjectNode json = object()
        .put("generation", instance.generation())
        .put("startedAt", instance.startedAt().toString())
        .put("processId", instance.processId())
        .put("protocolRevision", instance.protocolRevision())
        .put("serverName", instance.serverName())
        .put("serverVersion", instance.serverVersion())
        .put("wedgedSince", EventJson.text(instance.wedgedSince()))
        .put("isolated", instance.isolated());
    InstalledPackage installed = instance.installed();
    json.set("installed", installed == null ? null : EventJson.installed(installed));
    instance.resources().ifPresent(usage -> json.set("usage", usage(usage)));
    instance.asContainer().ifPresent(container -> json.set("container", container(container)));
    return json;
  }

  private static ObjectNode container(ContainerInfo container) {
    ObjectNode json = object()
        .put("id", container.id())
        .put("name", container.name())
        .put("image", container.image())
        .put("imageId", container.imageId())
        .put("digest", container.digest())
        .put("adopted", container.adopted());
    LaunchJson.add(container.notEnforced(), json.putArray("notEnforced"));
    return json;
  }

  private static ObjectNode usage(ResourceUsage usage) {
    ObjectNode json = object()
        .put("sampledAt", usage.sampledAt().toString())
        .put("cpuTime", EventJson.text(usage.cpuTime()))
        .put("cpuPercent", usage.cpuPercent())
        .put("residentBytes", usage.residentBytes())
        .put("processes", usage.processes())
        .put("threads", usage.threads())
        .put("openFiles", usage.openFiles());
    usage.moved().ifPresent(traffic -> json.putObject("traffic")
        .put("receivedBytes", traffic.receivedBytes())
        .put("sentBytes", traffic.sentBytes())
        .put("readBytes", traffic.readBytes())
        .put("writtenBytes", traffic.writtenBytes()));
    return json;
  }

  /** A health report. */
  public static ObjectNode health(HealthReport health) {
    return object()
        .put("status", health.status().text())
        .put("checkedAt", EventJson.text(health.checkedAt()))
        .put("responseTime", EventJson.text(health.responseTime()))
        .put("consecutiveFailures", health.consecutiveFailures())
        .put("error", health.error());
  }

  /** What came of a command. */
  public static ObjectNode commandResult(CommandResult result) {
    ObjectNode json = object();
    json.put("success", result.success());
    json.put("server", result.server().value());
    json.put("serverName", result.serverName());
    json.put("command", result.command());
    json.put("message", result.message());
    json.put("error", result.errorCode().map(Enum::name).orElse(null));
    json.set("errorDetails", problems(result.errorDetails()));
    json.put("executionMillis", result.executionMillis());
    json.put("timestamp", result.timestamp().toString());
    json.put("correlationId", result.correlationId());
    json.put("undoable", result.undoable());
    return json;
  }

  /** Whether a command can run. */
  public static ObjectNode commandCheck(CommandCheck check) {
    return object()
        .put("possible", check.possible())
        .put("error", check.errorCode().map(Enum::name).orElse(null))
        .put("reason", check.reason());
  }

  /** What an import did. */
  public static ObjectNode importReport(ImportReport report) {
    ObjectNode json = object();
    json.set("created", array(report.created(), ServerJson::server));
    LaunchJson.add(report.skipped(), json.putArray("skipped"));
    LaunchJson.add(report.notes(), json.putArray("notes"));
    return json;
  }

  /** One page of servers. */
  public static ObjectNode page(Page<Server> page) {
    ObjectNode json = object();
    json.set("items", array(page.items(), ServerJson::server));
    return json.put("page", page.page())
        .put("pageSize", page.pageSize())
        .put("total", page.total())
        .put("pages", page.pages());
  }

  /** Everything that is wrong with an input. */
  public static ArrayNode problems(List<Problem> problems) {
    return array(problems, problem -> object()
        .put("field", problem.field())
        .put("message", problem.message())
        .put("code", problem.code().name()));
  }

  /** A line of a server's log. */
  public static ObjectNode logLine(LogLine line) {
    return object()
        .put("sequence", line.sequence())
        .put("server", line.server().value())
        .put("time", line.time().toString())
        .put("stream", line.stream().text())
        .put("level", line.level().text())
        .put("text", line.text());
  }

  private static <T> ArrayNode array(List<T> items, Function<T, ObjectNode> view) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode(items.size());
    items.forEach(item -> array.add(view.apply(item)));
    return array;
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private ServerJson() {}
}
