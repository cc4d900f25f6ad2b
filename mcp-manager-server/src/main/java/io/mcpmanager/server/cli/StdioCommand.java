package io.mcpmanager.server.cli;

import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.error.ValidationException;
import io.mcpmanager.core.config.ManagerConfig;
import io.mcpmanager.server.bridge.HttpConversation;
import io.mcpmanager.server.bridge.StdioServer;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** An MCP server for clients that start their servers themselves. */
@Command(
    name = "stdio",
    description =
        "Serves one MCP client over standard input and output, in front of a running manager.")
final class StdioCommand implements Callable<Integer> {

  private final InputStream in;
  private final OutputStream out;

  @Mixin
  private ConfigOptions options = new ConfigOptions();

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "The manager's address; by default this machine and the configured port.")
  private @Nullable URI url;

  @Option(
      names = "--server",
      paramLabel = "NAME",
      description = "Only this server, as it is; by default all exposed servers as one.")
  private @Nullable String server;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      description = "How long a message waits for a manager that does not answer yet (20).")
  private int wait = 20;

  StdioCommand(InputStream in, OutputStream out) {
    this.in = in;
    this.out = out;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (wait < 0 || wait > 3600) {
      throw refused("--wait", "must be 0 to 3600 seconds, was " + wait);
    }
    ManagerConfig config = options.load(Map.of()).config();
    Logging.configure(config.logLevel());
    URI endpoint = endpoint(config);
    new StdioServer(in, out)
        .run(client -> new HttpConversation(endpoint, Duration.ofSeconds(wait), client));
    return 0;
  }

  private URI endpoint(ManagerConfig config) {
    URI base = url != null ? url : ClientOptions.address(config);
    if (base.getHost() == null || !List.of("http", "https").contains(base.getScheme())) {
      throw refused("--url", "must be an address such as http://127.0.0.1:3000");
    }
    return base.resolve(server == null ? "/mcp" : "/mcp/servers/" + ApiClient.encode(server));
  }

  private static ValidationException refused(String field, String message) {
    return new ValidationException(
        List.of(new Problem(field, message, Problem.Code.INVALID_FORMAT)));
  }
}
