package io.mcpmanager.server;

import io.mcpmanager.server.cli.RootCommand;

/** Entry point of the program. */
public final class Main {

  /** Runs one command and ends with its exit code: 0 success, 1 failure, 2 wrong usage. */
  public static void main(String[] arguments) {
    System.exit(RootCommand.create(Managers::serving, Managers::reading).execute(arguments));
  }

  private Main() {}
}
