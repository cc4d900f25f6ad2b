package io.mcpmanager.core.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpmanager.api.error.Problem;
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

/** Reads one server the way AI clients write it: {@code command, args, env, cwd} or {@code type, url, headers}. */
final class ClientServerReader {

  private static final String STDIO = "stdio";
  private static final String HTTP = "http";
  private static final String SSE = "sse";
  private static final List<String> TYPES =
      List.of(STDIO, HTTP, "streamable-http", "streamableHttp", SSE);

  private final EnvironmentReferences references;

  ClientServerReader(EnvironmentReferences references) {
    this.references = references;
  }

  ServerDefinition read(String name, JsonNode node, String path, List<Problem> problems) {
    var found = new ArrayList<Problem>();
    FieldReader fields = FieldReader.of(node, path, found);
    if (fields == null) {
      problems.addAll(found);
      return ServerDefinition.of(name, ProcessLaunch.of("unreadable"));
    }
    Launch launch = launch(fields);
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
