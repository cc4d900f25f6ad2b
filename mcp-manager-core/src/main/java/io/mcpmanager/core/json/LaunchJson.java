package io.mcpmanager.core.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.secret.SecretReference;
import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.Launch;
import io.mcpmanager.api.server.LaunchKind;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.RemoteLaunch;
import io.mcpmanager.api.server.RemoteTransport;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The {@code launch} of a definition; {@code kind} tells what else it has. */
final class LaunchJson {

  /** Stands in while problems are collected; never shown. */
  static final Launch UNREADABLE = ProcessLaunch.of("unreadable");

  private static final List<String> TRANSPORTS =
      Arrays.stream(RemoteTransport.values()).map(RemoteTransport::text).toList();

  /** The launch of a definition; usable only if no problem was added. */
  static Launch read(FieldReader definition, HiddenValues hidden) {
    if (!definition.has("launch")) {
      definition.ignore("launch");
      definition.report("launch", "must be given", Problem.Code.REQUIRED);
      return UNREADABLE;
    }
    FieldReader fields = definition.object("launch");
    if (fields == null) {
      return UNREADABLE;
    }
    String text = fields.requiredText("kind");
    LaunchKind kind = EnumText.parse(LaunchKind.class, text).orElse(null);
    if (kind == null) {
      if (!text.isEmpty()) {
        fields.notAllowed("kind", text, EnumText.all(LaunchKind.class));
      }
      return UNREADABLE;
    }
    Launch launch =
        switch (kind) {
          case PROCESS -> process(fields, hidden);
          case CONTAINER -> ContainerJson.read(fields, hidden);
          case REMOTE -> remote(fields, hidden);
        };
    fields.end();
    return launch;
  }

  private static ProcessLaunch process(FieldReader fields, HiddenValues hidden) {
    Map<String, String> stored =
        hidden.stored(ProcessLaunch.class).map(ProcessLaunch::environment).orElse(Map.of());
    return new ProcessLaunch(
        fields.requiredText("command"),
        fields.texts("arguments"),
        hidden.members(fields, "environment", stored),
        fields.text("workingDirectory"),
        fields.uri("endpoint"));
  }

  private static RemoteLaunch remote(FieldReader fields, HiddenValues hidden) {
    String text = fields.requiredText("url");
    URI url = text.isEmpty() ? null : fields.uri("url", text);
    Map<String, String> stored =
        hidden.stored(RemoteLaunch.class).map(RemoteLaunch::headers).orElse(Map.of());
    return new RemoteLaunch(
        url == null ? URI.create("") : url,
        hidden.members(fields, "headers", stored),
        transport(fields));
  }

  private static RemoteTransport transport(FieldReader fields) {
    String given = fields.text("transport", RemoteTransport.STREAMABLE_HTTP.text());
    return RemoteTransport.parse(given).orElseGet(() -> {
      fields.notAllowed("transport", given, TRANSPORTS);
      return RemoteTransport.STREAMABLE_HTTP;
    });
  }

  /** The launch as a document; {@code values} decides how what may be secret is shown. */
  static ObjectNode document(Launch launch, UnaryOperator<String> values) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("kind", launch.kind().text());
    switch (launch) {
      case ProcessLaunch process -> write(process, values, json);
      case ContainerLaunch container -> ContainerJson.write(container, values, json);
      case RemoteLaunch remote -> {
        json.put("url", SecretReference.readable(remote.url()));
        put(remote.headers(), values, json.putObject("headers"));
        json.put("transport", remote.transport().text());
      }
    }
    return json;
  }

  private static void write(ProcessLaunch process, UnaryOperator<String> values, ObjectNode json) {
    json.put("command", process.command());
    add(process.arguments(), json.putArray("arguments"));
    put(process.environment(), values, json.putObject("environment"));
    if (process.workingDirectory() != null) {
      json.put("workingDirectory", process.workingDirectory());
    }
    process.httpEndpoint().ifPresent(url -> json.put("endpoint", SecretReference.readable(url)));
  }

  static void add(Iterable<String> texts, ArrayNode array) {
    texts.forEach(array::add);
  }

  static void put(Map<String, String> members, UnaryOperator<String> values, ObjectNode object) {
    members.forEach((name, value) -> object.put(name, values.apply(value)));
  }

  private LaunchJson() {}
}
