package io.mcpmanager.server.cli;

import io.mcpmanager.McpManager;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.server.ServerQuery;
import io.mcpmanager.core.config.LoadedConfig;
import io.mcpmanager.core.config.ManagerConfig;
import io.mcpmanager.server.Assembly;
import io.mcpmanager.server.http.HttpServer;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the manager until it is told to end. */
@Command(name = "serve", description = "Runs the manager with its API, gateway and dashboard.")
final class ServeCommand implements Callable<Integer> {

  // Docker and systemd kill after 10 s and 90 s by default
  private static final long STOP_SECONDS = 30;
  private static final Duration PREPARING = Duration.ofSeconds(10);

  private final ManagerFactory factory;

  @Mixin
  private ConfigOptions options = new ConfigOptions();

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Port to listen at; 0 for any free one.")
  private @Nullable String port;

  @Option(names = "--data", paramLabel = "DIR", description = "Folder of the database.")
  private @Nullable String data;

  @Option(
      names = "--servers",
      paramLabel = "FILE",
      description = "JSON file of servers to create, enable and start unless they exist.")
  private @Nullable String serversFile;

  @Option(
      names = "--open",
      description = "Let everybody on this machine do everything, without signing in.")
  private boolean open;

  @Option(
      names = "--behind-proxy",
      description =
          "All requests come through a reverse proxy (http.trusted-proxies), which serves HTTPS.")
  private boolean behindProxy;

  @Spec
  private @Nullable CommandSpec spec;

  ServeCommand(ManagerFactory factory) {
    this.factory = factory;
  }

  @Override
  public Integer call() throws InterruptedException {
    LoadedConfig loaded = options.load(flags());
    ManagerConfig config = loaded.config();
    Logging.configure(config.logLevel());
    Assembly.check(config);
    ServersFile servers = ServersFile.of(config);
    // the web server's classes load on one core while the database opens on another
    Thread ahead =
        Thread.ofPlatform().name("prepare").daemon().start(() -> Assembly.prepare(config));
    McpManager manager = factory.create(loaded);
    HttpServer server;
    int count;
    try {
      manager.start();
      servers.addTo(manager);
      count = count(manager);
      boolean ignored = ahead.join(PREPARING);
      server = Assembly.serve(manager, loaded);
    } catch (RuntimeException failed) {
      manager.close();
      throw failed;
    }
    stopOnSignal(server, manager);
    greet(
        config,
        server.port(),
        count,
        config.entrance().open() ? Optional.empty() : manager.authentication().firstSignIn());
    // nothing more to do here: a signal ends the program
    new CountDownLatch(1).await();
    return 0;
  }

  private Map<String, String> flags() {
    var flags = new HashMap<String, String>();
    put(flags, "http.port", port);
    put(flags, "data.directory", data);
    put(flags, "servers.file", serversFile);
    put(flags, "auth.open", open ? "true" : null);
    put(flags, "http.behind-proxy", behindProxy ? "true" : null);
    return flags;
  }

  private static void put(Map<String, String> flags, String key, @Nullable String value) {
    if (value != null) {
      flags.put(key, value);
    }
  }

  private static int count(McpManager manager) {
    return Math.toIntExact(manager
        .servers()
        .list(CallContext.system("serve"), ServerQuery.ALL.withPage(1, 1))
        .total());
  }

  /** Stops in order when the program is told to end, within a deadline. */
  private static void stopOnSignal(HttpServer server, McpManager manager) {
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> {
      Thread work = Thread.ofVirtual().name("stopping").start(() -> {
        server.close();
        manager.close();
      });
      try {
        work.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
      } catch (InterruptedException impatient) {
        Thread.currentThread().interrupt();
      }
    }));
  }

  private void greet(
      ManagerConfig config, int actualPort, int count, Optional<String> firstSignIn) {
    String base = ClientOptions.address(config, actualPort).toString();
    PrintWriter out = Output.writer(spec);
    out.println("MCP Manager is running.");
    out.println("  Dashboard    " + base + "/");
    out.println("  MCP gateway  " + base + "/mcp");
    out.println("  also over    WebSocket at /mcp/ws, HTTP+SSE at /mcp/sse, mcp-manager stdio");
    out.println("  Data         " + config.dataDirectory());
    out.println("  Servers      " + count);
    firstSignIn.ifPresent(token -> {
      out.println();
      out.println("Nobody can sign in yet. This link makes you the administrator; it works once:");
      out.println("  " + base + "/sign-in/link#" + token);
      out.println();
    });
    if (config.entrance().open()) {
      out.println("Everybody on this machine may do everything (--open).");
    }
    out.println("Stop it with Ctrl+C.");
    out.flush();
  }
}
