package io.mcpmanager.server.diagnostics;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.diagnostics.Finding;
import io.mcpmanager.core.config.LoadedConfig;
import io.mcpmanager.core.diagnostics.DiskCheck;
import io.mcpmanager.spi.DiagnosticCheck;
import java.nio.file.Path;
import java.util.List;

/** The checks that the server adds to those of the library. */
public final class ServerChecks {

  /** Checks of what was configured. */
  public static List<DiagnosticCheck> of(LoadedConfig loaded, Path database) {
    return List.of(
        new PortCheck(loaded.config().http()),
        new ConfigurationCheck(loaded, database, System.getenv()),
        new DiskCheck("disk.data", "data folder", loaded.config().dataDirectory()));
  }

  /** Something that was found already. */
  public static DiagnosticCheck found(String id, List<Finding> findings) {
    List<Finding> all = List.copyOf(findings);
    return new DiagnosticCheck() {
      @Override
      public String id() {
        return id;
      }

      @Override
      public List<Finding> examine(CallContext context) {
        return all;
      }
    };
  }

  private ServerChecks() {}
}
