package io.mcpmanager.server;

import io.mcpmanager.ManagerLimits;
import io.mcpmanager.McpManager;
import io.mcpmanager.core.config.ManagerConfig;
import io.mcpmanager.server.cli.RootCommand;
import io.mcpmanager.store.SqliteStore;

/** Entry point of the program. */
public final class Main {

  private static final String DATABASE = "mcp-manager.db";

  /** Runs one command and ends with its exit code: 0 success, 1 failure, 2 wrong usage. */
  public static void main(String[] arguments) {
    System.exit(RootCommand.create(Main::manager).execute(arguments));
  }

  private static McpManager manager(ManagerConfig config) {
    return McpManager.builder()
        .store(SqliteStore.open(config.dataDirectory().resolve(DATABASE)))
        .eventRetention(config.eventRetention())
        .limits(limits(config.gateway()))
        .build();
  }

  private static ManagerLimits limits(ManagerConfig.Gateway gateway) {
    return new ManagerLimits(
        gateway.maxMessageBytes(),
        gateway.maxSessions(),
        gateway.sessionIdle(),
        gateway.maxSessionCalls());
  }

  private Main() {}
}
