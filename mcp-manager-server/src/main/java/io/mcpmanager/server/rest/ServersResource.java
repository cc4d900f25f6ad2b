package io.mcpmanager.server.rest;

import static io.mcpmanager.server.rest.ServerLookup.SERVER;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.api.Page;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.error.ValidationException;
import io.mcpmanager.api.health.HealthStatus;
import io.mcpmanager.api.server.CommandResult;
import io.mcpmanager.api.server.LaunchKind;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.api.server.ServerQuery;
import io.mcpmanager.api.server.ServerState;
import io.mcpmanager.api.server.Servers;
import io.mcpmanager.core.json.DefinitionJson;
import io.mcpmanager.core.json.ServerJson;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Servers: create, read, change, delete. */
final class ServersResource implements Resource {

  private static final String TAG = "servers";
  private static final Parameter<Set<ServerState>> STATE = Parameter.choices(
      "state", "States to keep.", EnumSet.allOf(ServerState.class), ServerState::text);
  private static final Parameter<Set<LaunchKind>> KIND = Parameter.choices(
      "kind", "Kinds of launch to keep.", EnumSet.allOf(LaunchKind.class), LaunchKind::text);
  private static final Parameter<Set<HealthStatus>> HEALTH = Parameter.choices(
      "health", "Health to keep.", EnumSet.allOf(HealthStatus.class), HealthStatus::text);
  private static final Parameter<Map<String, String>> LABEL =
      Parameter.pairs("label", "Labels a server must carry.");
  private static final Parameter<String> TEXT =
      Parameter.text("q", "Text in the name or the description.");
  private static final Parameter<ServerQuery.Sort> SORT = Parameter.choice(
      "sort",
      "Order of the list.",
      EnumSet.allOf(ServerQuery.Sort.class),
      sort -> sort.name().toLowerCase(Locale.ROOT),
      ServerQuery.Sort.NAME);
  private static final Parameter<Boolean> DESCENDING =
      Parameter.flag("descending", "Reverses the order.");
  private static final Parameter<Long> PAGE =
      Parameter.number("page", "Number of the page.", 1, 1_000_000, 1);
  private static final Parameter<Long> PAGE_SIZE =
      Parameter.number("pageSize", "Servers on a page.", 1, 100, 50);

  private static final Parameter<String> EDITED = Parameter.text(
      "server",
      "Name or id of a server that is to get this definition: its name is free, and *** keeps a stored value.");

  private final Servers servers;
  private final ServerLookup lookup;

  ServersResource(Servers servers) {
    this.servers = servers;
    this.lookup = new ServerLookup(servers);
  }

  @Override
  public List<Route> routes() {
    String all = Route.BASE + "/servers";
    String one = all + "/{server}";
    return List.of(
        Route.get(all, TAG, "Lists servers.")
            .with(STATE, KIND, HEALTH, LABEL, TEXT, SORT, DESCENDING, PAGE, PAGE_SIZE)
            .answers("Server[]")
            .by(this::list),
        Route.post(all, TAG, "Creates a server; it is not started.")
            .takes("ServerDefinition")
            .answers(201, "Server")
            .fails(ErrorCode.NAME_TAKEN)
            .by(this::create),
        Route.post(all + "/validate", TAG, "Says what would keep a definition from working.")
            .with(EDITED)
            .takes("ServerDefinition")
            .answers("Validation")
            .fails(ErrorCode.SERVER_NOT_FOUND)
            .by(this::validate),
        Route.post(
                all + "/import", TAG, "Creates, enables and starts servers that do not exist yet.")
            .takes("ImportDocument")
            .answers("ImportReport")
            .by(this::importDocument),
        Route.get(
                all + "/export", TAG, "All definitions, with the values of variables and headers.")
            .answersPlain("ExportDocument")
            .by(this::export),
        Route.get(one, TAG, "One server.")
            .with(SERVER, EntityTags.IF_NONE_MATCH)
            .answers("Server")
            .fails(ErrorCode.SERVER_NOT_FOUND)
            .by(this::read),
        Route.put(one, TAG, "Gives a server another definition; *** keeps a stored value.")
            .with(SERVER, EntityTags.IF_MATCH)
            .takes("ServerDefinition")
            .answers("Server")
            .fails(
                ErrorCode.SERVER_NOT_FOUND,
                ErrorCode.NAME_TAKEN,
                ErrorCode.STALE_REVISION,
                ErrorCode.ILLEGAL_TRANSITION)
            .by(this::change),
        Route.delete(one, TAG, "Stops a server and deletes it with its log.")
            .with(SERVER, EntityTags.IF_MATCH)
            .answers("CommandResult")
            .fails(ErrorCode.SERVER_NOT_FOUND, ErrorCode.STALE_REVISION, ErrorCode.STOP_FAILED)
            .by(this::delete),
        Route.post(one + "/copy", TAG, "Creates a server like another one under a new name.")
            .with(SERVER)
            .takes("NewName")
            .answers(201, "Server")
            .fails(ErrorCode.SERVER_NOT_FOUND, ErrorCode.NAME_TAKEN)
            .by(this::copy));
  }

  private Answer list(Call call) {
    Page<Server> page = servers.list(
        call.context(),
        new ServerQuery(
            call.get(STATE),
            call.get(KIND),
            call.get(HEALTH),
            call.get(LABEL),
            call.get(TEXT),
            call.get(SORT),
            call.get(DESCENDING),
            Math.toIntExact(call.get(PAGE)),
            Math.toIntExact(call.get(PAGE_SIZE))));
    ObjectNode view = ServerJson.page(page);
    return Answer.ok(view.remove("items"), view);
  }

  private Answer create(Call call) {
    return created(servers.create(call.context(), DefinitionJson.read(call.body(), null)));
  }

  private Answer copy(Call call) {
    Server original = lookup.of(call);
    String name = JsonBodies.onlyText(call.body(), "name");
    return created(servers.copy(call.context(), original.id(), name));
  }

  private static Answer created(Server server) {
    ObjectNode view = ServerJson.server(server);
    return Answer.of(201, view)
        .with("Location", Route.BASE + "/servers/" + server.id())
        .with("ETag", EntityTags.of(server, view));
  }

  private Answer validate(Call call) {
    String edited = call.get(EDITED);
    Server server = edited.isEmpty() ? null : lookup.find(call.context(), edited);
    List<Problem> problems;
    try {
      problems = server == null
          ? servers.validate(call.context(), DefinitionJson.read(call.body(), null))
          : servers.validate(
              call.context(), server.id(), DefinitionJson.read(call.body(), server.definition()));
    } catch (ValidationException invalid) {
      if (invalid.code() != ErrorCode.VALIDATION_FAILED) {
        throw invalid;
      }
      problems = invalid.problems();
    }
    ObjectNode view = JsonNodeFactory.instance.objectNode();
    view.put("valid", problems.isEmpty());
    view.set("problems", ServerJson.problems(problems));
    return Answer.ok(view);
  }

  private Answer importDocument(Call call) {
    return Answer.ok(ServerJson.importReport(servers.importJson(call.context(), call.body())));
  }

  private Answer export(Call call) {
    return Answer.plain(JsonBodies.tree(servers.exportJson(call.context())))
        .with("Content-Disposition", "attachment; filename=\"mcp-servers.json\"");
  }

  private Answer read(Call call) {
    return shown(call, lookup.of(call));
  }

  private static Answer shown(Call call, Server server) {
    ObjectNode view = ServerJson.server(server);
    String tag = EntityTags.of(server, view);
    Answer answer = EntityTags.isKnown(call.get(EntityTags.IF_NONE_MATCH), tag)
        ? Answer.notModified()
        : Answer.ok(view);
    return answer.with("ETag", tag);
  }

  private Answer change(Call call) throws InterruptedException {
    Server server = lookup.of(call);
    long revision = EntityTags.revision(call, server);
    var definition = DefinitionJson.read(call.body(), server.definition());
    CommandResult result = servers.execute(
        call.context(), server.id(), new ServerCommand.Reconfigure(definition, revision));
    return result.success()
        ? shown(call, servers.get(call.context(), server.id()))
        : Outcome.of(result);
  }

  private Answer delete(Call call) throws InterruptedException {
    Server server = lookup.of(call);
    EntityTags.revision(call, server);
    return Outcome.of(servers.execute(call.context(), server.id(), new ServerCommand.Delete()));
  }
}
