package io.mcpmanager.server;

import io.mcpmanager.server.cli.RootCommand;
import picocli.CommandLine;

/** Entry point of the program. */
public final class Main {

  /** Runs one command and ends with its exit code: 0 success, 1 failure, 2 wrong usage. */
  public static void main(String[] arguments) {
    boolean stdio = arguments.length > 0 && arguments[0].equals("stdio");
    CommandLine commands = stdio
        ? RootCommand.createStdio()
        : RootCommand.create(Managers::serving, Managers::reading);
    System.exit(commands.execute(arguments));
  }

  private Main() {}
}
