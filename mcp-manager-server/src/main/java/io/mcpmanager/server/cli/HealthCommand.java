package io.mcpmanager.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The health of one server and its history. */
@Command(name = "health", description = "Shows how well a server is and was.")
final class HealthCommand implements Callable<Integer> {

  @Mixin
  private ClientOptions options = new ClientOptions();

  @Parameters(paramLabel = "SERVER")
  private String server = "";

  @Option(names = "--range", paramLabel = "RANGE", description = "1h, 24h, 7d or 30d (24h).")
  private String range = "24h";

  @Spec
  private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    String path = ServersCommand.path(server) + "/health";
    try (ApiClient client = options.connect()) {
      JsonNode history =
          client.get(path + "/history?range=" + ApiClient.encode(range)).path("data");
      PrintWriter out = Output.writer(spec);
      if (options.json()) {
        Output.json(out, history);
      } else {
        out.println(HealthText.of(client.get(path).path("data"), history));
        out.flush();
      }
    }
    return 0;
  }
}
