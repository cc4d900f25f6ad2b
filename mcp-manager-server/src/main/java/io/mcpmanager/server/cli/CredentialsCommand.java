package io.mcpmanager.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
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

/** The user's own credentials. */
@Command(
    name = "mine",
    description =
        "Shows what servers want of you; with SERVER and NAME sets it, by prompt or standard input.")
final class CredentialsCommand implements Callable<Integer> {

  private static final String CREDENTIALS = "/api/v1/me/credentials";

  @Mixin
  private ClientOptions options = new ClientOptions();

  @Parameters(index = "0", arity = "0..1", paramLabel = "SERVER")
  private @Nullable String server;

  @Parameters(index = "1", arity = "0..1", paramLabel = "NAME")
  private @Nullable String name;

  @Option(names = "--delete", description = "Delete it.")
  private boolean delete;

  @Spec
  private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = Output.writer(spec);
    String wanted = server;
    String called = name;
    if (wanted == null || called == null) {
      try (ApiClient client = options.connect()) {
        show(client.get(CREDENTIALS).path("data"), out);
      }
      return 0;
    }
    String path = CREDENTIALS + "/" + ApiClient.encode(wanted) + "/" + ApiClient.encode(called);
    String body = delete
        ? ""
        : JsonNodeFactory.instance
            .objectNode()
            .put("value", SecretInput.read("Your " + called + " for " + wanted))
            .toString();
    try (ApiClient client = options.connect()) {
      JsonNode ignored = client.send(delete ? "DELETE" : "PUT", path, body);
      out.println(called + " for " + wanted + (delete ? " deleted" : " set"));
    }
    return 0;
  }

  private void show(JsonNode credentials, PrintWriter out) {
    if (options.json()) {
      Output.json(out, credentials);
      return;
    }
    var rows = new ArrayList<List<String>>();
    for (JsonNode credential : credentials) {
      rows.add(List.of(
          credential.path("serverName").asText(),
          credential.path("name").asText(),
          credential.path("updatedAt").asText("not set")));
    }
    Output.table(out, List.of("SERVER", "NAME", "SET"), rows);
  }
}
