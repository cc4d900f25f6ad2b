package io.mcpmanager.server;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.server.cli.RootCommand;

/** Entry point of the program. */
public final class Main {

  /** Runs one command and ends with its exit code: 0 success, 1 failure, 2 wrong usage. */
  public static void main(String[] arguments) {
    int exit = RootCommand.create(config -> {
          throw new McpManagerException(
              ErrorCode.RUNTIME_UNAVAILABLE, "this build has no manager to run yet");
        })
        .execute(arguments);
    System.exit(exit);
  }

  private Main() {}
}
