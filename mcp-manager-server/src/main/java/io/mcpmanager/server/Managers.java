package io.mcpmanager.server;

import io.mcpmanager.ManagerLimits;
import io.mcpmanager.McpManager;
import io.mcpmanager.McpManagerBuilder;
import io.mcpmanager.Outbound;
import io.mcpmanager.api.diagnostics.Finding;
import io.mcpmanager.api.error.StoreException;
import io.mcpmanager.core.config.LoadedConfig;
import io.mcpmanager.core.config.ManagerConfig;
import io.mcpmanager.server.diagnostics.ServerChecks;
import io.mcpmanager.store.SqliteStore;
import java.nio.file.Path;
import java.util.List;

/** Builds the managers that the commands use. */
public final class Managers {

  private static final String PACKAGES = "packages";

  /** A manager over the configured data folder, to be started. */
  static McpManager serving(LoadedConfig loaded) {
    return toServe(loaded).build();
  }

  /** The same, for programs that add something to it. */
  public static McpManagerBuilder toServe(LoadedConfig loaded) {
    return common(loaded)
        .store(SqliteStore.open(database(loaded)))
        .packages(loaded.config().dataDirectory().resolve(PACKAGES))
        .auditAnchors(new DataFolder(loaded.config().dataDirectory()).auditAnchors())
        .eventRetention(loaded.config().eventRetention())
        .limits(limits(loaded.config().gateway()))
        .outbound(outbound(loaded.config().network()));
  }

  /** A manager that is never started, over a store that nothing can be written to. */
  static McpManager reading(LoadedConfig loaded) {
    McpManagerBuilder builder = common(loaded);
    // a manager that starts right now creates it empty
    if (database(loaded).toFile().length() == 0) {
      return builder
          .diagnosticCheck(ServerChecks.found(
              "store",
              List.of(Finding.ok(
                  "store.file", "there is no database yet; the first start creates it"))))
          .build();
    }
    try {
      return builder.store(SqliteStore.openForReading(database(loaded))).build();
    } catch (StoreException broken) {
      Finding finding = Finding.problem(
          "store.file",
          String.valueOf(broken.getMessage()),
          "Nothing starts with this file. Put a backup in its place, or choose another folder with --data.");
      return builder
          .diagnosticCheck(ServerChecks.found("store", List.of(finding)))
          .build();
    }
  }

  private static McpManagerBuilder common(LoadedConfig loaded) {
    McpManagerBuilder builder =
        McpManager.builder().keySource(ManagerKey.of(loaded.config(), System.getenv()));
    ServerChecks.of(loaded, database(loaded)).forEach(builder::diagnosticCheck);
    ManagerConfig.Docker docker = loaded.config().docker();
    if (docker.use() != ManagerConfig.Docker.Use.FALSE) {
      builder.runtime(new DeferredDocker(docker, EngineTraces.here()));
    }
    return builder;
  }

  private static ManagerLimits limits(ManagerConfig.Gateway gateway) {
    return new ManagerLimits(
        gateway.maxMessageBytes(),
        gateway.maxSessions(),
        gateway.sessionIdle(),
        gateway.maxSessionCalls(),
        gateway.maxParkedCalls());
  }

  private static Outbound outbound(ManagerConfig.Network network) {
    return new Outbound(network.privateAddresses(), network.allowedHosts());
  }

  private static Path database(LoadedConfig loaded) {
    return new DataFolder(loaded.config().dataDirectory()).database();
  }

  private Managers() {}
}
