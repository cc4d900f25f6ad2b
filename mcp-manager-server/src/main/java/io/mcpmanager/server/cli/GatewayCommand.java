package io.mcpmanager.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** How a server appears behind the gateway. */
@Command(
    name = "gateway",
    description =
        "Shows where clients find a server and how the gateway treats it; changes what is given.")
final class GatewayCommand implements Callable<Integer> {

  @Mixin
  private ClientOptions options = new ClientOptions();

  @Parameters(paramLabel = "SERVER")
  private String server = "";

  @Option(
      names = "--isolation",
      paramLabel = "WHO",
      description = "Who gets an instance of its own: auto (clients that may be asked), shared "
          + "(nobody) or session (every client).")
  private @Nullable String isolation;

  @Option(
      names = "--max-isolated",
      paramLabel = "N",
      description = "Most instances of their own at a time.")
  private @Nullable Integer maxIsolated;

  @Option(
      names = "--max-result-bytes",
      paramLabel = "N",
      description = "Longest result that clients get; 0 for no limit but the manager's.")
  private @Nullable Integer maxResultBytes;

  @Option(
      names = "--validate-arguments",
      arity = "1",
      paramLabel = "true|false",
      description = "Whether arguments are checked against the tool's schema before a call.")
  private @Nullable Boolean validateArguments;

  @Option(
      names = "--protocol",
      paramLabel = "ERA",
      description = "How it is spoken to: auto (the newest it knows), legacy or modern.")
  private @Nullable String protocol;

  @Option(
      names = "--repeat-idempotent",
      arity = "1",
      paramLabel = "true|false",
      description = "Whether calls of harmless tools are sent once more if it ended over them.")
  private @Nullable Boolean repeatIdempotent;

  @Option(
      names = "--exposed",
      arity = "1",
      paramLabel = "true|false",
      description = "Whether it is part of the endpoint that merges all servers.")
  private @Nullable Boolean exposed;

  @Spec
  private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    try (ApiClient client = options.connect()) {
      String path = ServersCommand.path(server);
      JsonNode definition = client.get(path).path("data").path("definition");
      if (change((ObjectNode) definition.path("settings").path("gateway"))) {
        definition =
            client.send("PUT", path, definition.toString()).path("data").path("definition");
      }
      JsonNode gateway = definition.path("settings").path("gateway");
      JsonNode endpoints = client.get(path + "/endpoints").path("data");
      PrintWriter out = Output.writer(spec);
      if (options.json()) {
        ObjectNode answer = gateway.deepCopy();
        Output.json(out, answer.set("endpoints", endpoints));
      } else {
        Output.table(out, List.of("WHAT", "VALUE"), rows(gateway, endpoints, client));
      }
    }
    return 0;
  }

  /** Puts what was given into the settings; says whether anything was. */
  private boolean change(ObjectNode gateway) {
    ObjectNode before = gateway.deepCopy();
    if (isolation != null) {
      gateway.put("isolation", isolation);
    }
    if (maxIsolated != null) {
      gateway.put("maxIsolated", maxIsolated);
    }
    if (maxResultBytes != null) {
      gateway.put("maxResultBytes", maxResultBytes);
    }
    if (validateArguments != null) {
      gateway.put("validateArguments", validateArguments);
    }
    if (protocol != null) {
      gateway.put("protocol", protocol);
    }
    if (repeatIdempotent != null) {
      gateway.put("repeatIdempotent", repeatIdempotent);
    }
    if (exposed != null) {
      gateway.put("exposed", exposed);
    }
    return !gateway.equals(before);
  }

  private static List<List<String>> rows(JsonNode gateway, JsonNode endpoints, ApiClient client) {
    var rows = new ArrayList<List<String>>();
    for (JsonNode endpoint : endpoints) {
      var words = new ArrayList<String>();
      endpoint.path("command").forEach(word -> words.add(word.asText()));
      rows.add(List.of(
          endpoint.path("transport").asText(),
          endpoint.path("path").isTextual()
              ? client.address(
                  endpoint.path("transport").asText().equals("websocket"),
                  endpoint.path("path").asText())
              : String.join(" ", words)));
    }
    gateway
        .properties()
        .forEach(
            setting -> rows.add(List.of(setting.getKey(), setting.getValue().asText())));
    return rows;
  }
}
