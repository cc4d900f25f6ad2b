package io.mcpmanager.core.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.Launch;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.RemoteLaunch;
import io.mcpmanager.api.server.RemoteTransport;
import io.mcpmanager.api.server.ServerDefinition;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads one server the way AI clients write it: {@code command, args, env, cwd} or {@code type, url, headers}. A command
 * that makes a container becomes that container.
 */
final class ClientServerReader {

  private static final String STDIO = "stdio";
  private static final String HTTP = "http";
  private static final String SSE = "sse";
  private static final String CONTAINER_NOTE =
      "became a container of the manager: with a network, and safe defaults for what its docker run does not say";
  private static final List<String> TYPES =
      List.of(STDIO, HTTP, "streamable-http", "streamableHttp", SSE);

  private final Function<String, @Nullable String> environment;
  private final EnvironmentReferences references;
  private final boolean containers;
  private final Map<String, String> notes;

  /**
   * Takes variables from {@code environment}.
   *
   * @param containers whether {@code docker run} becomes a container
   * @param notes gets what is taken in another way than it is written, by the server's name
   */
  ClientServerReader(
      Function<String, @Nullable String> environment,
      boolean containers,
      Map<String, String> notes) {
    this.environment = environment;
    this.references = new EnvironmentReferences(environment);
    this.containers = containers;
    this.notes = notes;
  }

  ServerDefinition read(String name, JsonNode node, String path, List<Problem> problems) {
    var found = new ArrayList<Problem>();
    FieldReader fields = FieldReader.of(node, path, found);
    if (fields == null) {
      problems.addAll(found);
      return ServerDefinition.of(name, ProcessLaunch.of("unreadable"));
    }
    Launch launch = launch(fields);
    if (launch instanceof ProcessLaunch process && found.isEmpty()) {
      launch = containerOf(name, process);
    }
    var definition = ServerDefinition.of(name, launch)
        .withDescription(fields.text("description", ""))
        .withEnabled(!fields.flag("disabled", false));
    // a timeout is in seconds for some clients and in milliseconds for others: our default is safer
    // than a guess
    List.of("autoApprove", "alwaysAllow", "timeout").forEach(fields::ignore);
    fields.end();
    List<Problem> wrong =
        definition.problems().stream().map(ClientServerReader::asGiven).toList();
    DefinitionJson.addNew(found, wrong, path);
    problems.addAll(found);
    return definition;
  }

  private Launch launch(FieldReader fields) {
    String type = type(fields);
    boolean remote = !type.equals(STDIO);
    Launch launch = remote ? remote(fields, type) : process(fields);
    List<String> foreign =
        remote ? List.of("command", "args", "env", "cwd") : List.of("url", "headers");
    for (String field : foreign) {
      fields.ignore(field);
      if (fields.has(field)) {
        fields.report(
            field,
            remote ? "belongs to a server with a command" : "belongs to a server with a url",
            Problem.Code.NOT_ALLOWED);
      }
    }
    return launch;
  }

  private static String type(FieldReader fields) {
    String type = fields.text("type");
    if (type == null) {
      return fields.has("url") && !fields.has("command") ? HTTP : STDIO;
    }
    if (!TYPES.contains(type)) {
      fields.notAllowed("type", type, TYPES);
      return fields.has("url") ? HTTP : STDIO;
    }
    return type.equals(STDIO) || type.equals(SSE) ? type : HTTP;
  }

  private ProcessLaunch process(FieldReader fields) {
    String command = fields.text("command", "");
    if (!fields.has("command")) {
      fields.report(
          "command",
          fields.has("type") ? "must be given" : "command or url must be given",
          Problem.Code.REQUIRED);
    }
    List<String> arguments = new ArrayList<>();
    for (String argument : fields.texts("args")) {
      arguments.add(expand(fields, "args[" + arguments.size() + "]", argument));
    }
    String folder = fields.text("cwd");
    return new ProcessLaunch(
        expand(fields, "command", command),
        arguments,
        expandAll(fields, "env"),
        folder == null ? null : expand(fields, "cwd", folder),
        null);
  }

  /** The container that a {@code docker run} makes; the process itself if it is none, or none of ours. */
  private Launch containerOf(String name, ProcessLaunch process) {
    if (!DockerRun.is(process.command(), process.arguments())) {
      return process;
    }
    if (!containers) {
      notes.put(name, "stays a process: this manager runs no containers");
      return process;
    }
    try {
      ContainerLaunch container =
          DockerRun.read(process.arguments(), process.environment(), environment);
      notes.put(name, CONTAINER_NOTE);
      return container;
    } catch (NotUnderstoodException e) {
      notes.put(name, "stays a process; not understood of its docker run: " + e.getMessage());
      return process;
    }
  }

  private RemoteLaunch remote(FieldReader fields, String type) {
    String text = expand(fields, "url", fields.requiredText("url"));
    URI url = text.isEmpty() ? null : fields.uri("url", text);
    return new RemoteLaunch(
        url == null ? URI.create("") : url,
        expandAll(fields, "headers"),
        type.equals(SSE) ? RemoteTransport.SSE : RemoteTransport.STREAMABLE_HTTP);
  }

  private Map<String, String> expandAll(FieldReader fields, String name) {
    var expanded = new LinkedHashMap<String, String>();
    fields
        .textMembers(name)
        .forEach(
            (key, value) -> expanded.put(key, expand(fields, FieldReader.path(name, key), value)));
    return expanded;
  }

  private String expand(FieldReader fields, String field, String text) {
    return references.expand(fields.path(field), text, fields.problems());
  }

  /** A problem with a definition's field, seen as a problem with the field of the client's document. */
  private static Problem asGiven(Problem problem) {
    String field = problem
        .field()
        .replaceFirst("^name$", "")
        .replaceFirst("^launch\\.", "")
        .replaceFirst("^arguments\\b", "args")
        .replaceFirst("^environment\\b", "env")
        .replaceFirst("^workingDirectory$", "cwd");
    return new Problem(field, problem.message(), problem.code());
  }
}
