package io.mcpmanager.server.cli;

import static io.mcpmanager.server.cli.ApiClient.encode;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tools behind the gateway of a running manager. */
@Command(name = "tools", description = "Lists and calls tools through the gateway.")
final class ToolsCommand {

  @Spec
  private @Nullable CommandSpec spec;

  @Command(name = "list", description = "Lists the tools of all servers that answer now.")
  int list(
      @Mixin ClientOptions options,
      @Option(names = "--server", paramLabel = "NAME", defaultValue = "") String server,
      @Option(names = "--find", paramLabel = "TEXT", defaultValue = "") String text)
      throws InterruptedException {
    try (ApiClient client = options.connect()) {
      JsonNode tools = client
          .get("/api/v1/tools?server=" + encode(server) + "&q=" + encode(text))
          .path("data");
      if (options.json()) {
        Output.json(Output.writer(spec), tools);
      } else {
        var rows = new ArrayList<List<String>>();
        tools.forEach(tool -> rows.add(List.of(
            tool.path("name").asText(),
            tool.path("server").asText(),
            firstLine(tool.path("description").asText("")))));
        Output.table(Output.writer(spec), List.of("NAME", "SERVER", "DESCRIPTION"), rows);
      }
    }
    return 0;
  }

  @Command(
      name = "calls",
      description = "Shows what was carried to servers lately, the newest first.")
  int calls(
      @Mixin ClientOptions options,
      @Option(names = "--server", paramLabel = "NAME", defaultValue = "") String server,
      @Option(names = "--limit", paramLabel = "N", defaultValue = "20") int limit)
      throws InterruptedException {
    try (ApiClient client = options.connect()) {
      JsonNode calls = client
          .get("/api/v1/gateway/calls?server=" + encode(server) + "&limit=" + limit)
          .path("data");
      if (options.json()) {
        Output.json(Output.writer(spec), calls);
      } else {
        var rows = new ArrayList<List<String>>();
        calls.forEach(call -> rows.add(List.of(
            call.path("at").asText(),
            call.path("client").asText(),
            call.path("server").asText(),
            call.path("method").asText(),
            call.path("target").asText(),
            call.path("outcome").asText(),
            call.path("durationMicros").asLong() / 1000 + " ms")));
        Output.table(
            Output.writer(spec),
            List.of("AT", "CLIENT", "SERVER", "METHOD", "TARGET", "OUTCOME", "TOOK"),
            rows);
      }
    }
    return 0;
  }

  private static String firstLine(String text) {
    String line = text.lines().findFirst().orElse("");
    return line.length() > 80 ? line.substring(0, 79) + "…" : line;
  }

  @Command(name = "call", description = "Calls a tool; ends with 1 if the tool says it failed.")
  int call(
      @Mixin ClientOptions options,
      @Parameters(paramLabel = "TOOL") String tool,
      @Parameters(paramLabel = "JSON", arity = "0..1", defaultValue = "{}") String arguments)
      throws InterruptedException {
    try (ApiClient client = options.connect()) {
      JsonNode result = client
          .send("POST", "/api/v1/tools/" + encode(tool) + "/call", arguments)
          .path("data");
      if (options.json()) {
        Output.json(Output.writer(spec), result);
      } else {
        result.path("content").forEach(this::print);
      }
      return result.path("isError").asBoolean() ? 1 : 0;
    }
  }

  private void print(JsonNode content) {
    if (content.path("type").asText().equals("text")) {
      Output.writer(spec).println(content.path("text").asText());
    } else {
      Output.json(Output.writer(spec), content);
    }
  }
}
