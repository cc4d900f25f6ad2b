package io.mcpmanager.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** How a running manager is. */
@Command(name = "status", description = "Says how a running manager is.")
final class StatusCommand implements Callable<Integer> {

  @Mixin
  private ClientOptions options = new ClientOptions();

  @Spec
  private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    try (ApiClient client = options.connect()) {
      JsonNode info = client.get("/api/v1/system-info").path("data");
      if (options.json()) {
        Output.json(Output.writer(spec), info);
        return 0;
      }
      var rows = new ArrayList<List<String>>();
      rows.add(List.of("version", info.path("version").asText()));
      rows.add(List.of("started", info.path("startedAt").asText()));
      rows.add(List.of("data", info.path("dataDirectory").asText()));
      info.path("servers")
          .properties()
          .forEach(count ->
              rows.add(List.of("servers " + count.getKey(), count.getValue().asText())));
      rows.add(List.of("gateway clients", info.path("clients").asText()));
      Output.table(Output.writer(spec), List.of("WHAT", "VALUE"), rows);
    }
    return 0;
  }
}
