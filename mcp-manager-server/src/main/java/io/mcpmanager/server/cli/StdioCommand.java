package io.mcpmanager.server.cli;

import io.mcpmanager.McpManager;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.error.ValidationException;
import io.mcpmanager.api.gateway.Scope;
import io.mcpmanager.core.config.LoadedConfig;
import io.mcpmanager.core.config.ManagerConfig;
import io.mcpmanager.server.bridge.EmbeddedConversation;
import io.mcpmanager.server.bridge.HttpConversation;
import io.mcpmanager.server.bridge.StdioServer;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** An MCP server for clients that start their servers themselves. */
@Command(
    name = "stdio",
    description =
        "Serves one MCP client over standard input and output, in front of the running manager.")
final class StdioCommand implements Callable<Integer> {

  private static final long STOP_SECONDS = 5;

  private final ManagerFactory factory;
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

  @Option(
      names = "--embedded",
      description =
          "Run a manager of its own, for this client alone, instead of using one that runs.")
  private boolean embedded;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder of the embedded manager's database.")
  private @Nullable String data;

  @Option(
      names = "--servers",
      paramLabel = "FILE",
      description =
          "JSON file of servers the embedded manager creates and starts unless they exist.")
  private @Nullable String serversFile;

  /** A command that builds embedded managers by a factory and speaks over a pair of streams. */
  StdioCommand(ManagerFactory factory, InputStream in, OutputStream out) {
    this.factory = factory;
    this.in = in;
    this.out = out;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (wait < 0 || wait > 3600) {
      throw refused("--wait", "must be 0 to 3600 seconds, was " + wait);
    }
    if (!embedded && (data != null || serversFile != null)) {
      throw refused("--data, --servers", "belong to --embedded");
    }
    LoadedConfig loaded = options.load(flags());
    Logging.configure(loaded.config().logLevel());
    var server = new StdioServer(in, out);
    var over = new CountDownLatch(1);
    endOnSignal(server, over);
    try {
      if (embedded) {
        runEmbedded(server, loaded);
      } else {
        URI endpoint = endpoint(loaded.config());
        var credential =
            new OwnCredential(endpoint, loaded.config().dataDirectory(), System.getenv());
        server.run(
            client -> new HttpConversation(endpoint, credential, Duration.ofSeconds(wait), client));
      }
    } finally {
      over.countDown();
    }
    return 0;
  }

  private void runEmbedded(StdioServer stdio, LoadedConfig loaded) throws InterruptedException {
    ServersFile servers = ServersFile.of(loaded.config());
    try (McpManager manager = factory.create(loaded)) {
      manager.start();
      servers.addTo(manager);
      Scope scope = server == null ? Scope.all() : Scope.server(server);
      stdio.run(client ->
          new EmbeddedConversation(manager.gateway(), CallContext.system("stdio"), scope, client));
    }
  }

  /** A client that is tired of waiting ends the program by a signal. */
  private static void endOnSignal(StdioServer server, CountDownLatch over) {
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> {
      server.end();
      try {
        boolean ignored = over.await(STOP_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException impatient) {
        Thread.currentThread().interrupt();
      }
    }));
  }

  private Map<String, String> flags() {
    var flags = new HashMap<String, String>();
    if (data != null) {
      flags.put("data.directory", data);
    }
    if (serversFile != null) {
      flags.put("servers.file", serversFile);
    }
    return flags;
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
