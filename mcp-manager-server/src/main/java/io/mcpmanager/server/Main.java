package io.mcpmanager.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.server.cli.RootCommand;
import java.io.PrintWriter;
import picocli.CommandLine;

/** Entry point of the program. */
public final class Main {

  /** Runs one command and ends with its exit code: 0 success, 1 failure, 2 wrong usage. */
  public static void main(String[] arguments) {
    System.exit(commands(arguments).execute(arguments));
  }

  private static CommandLine commands(String[] arguments) {
    if (arguments.length == 0 || !arguments[0].equals("stdio")) {
      return RootCommand.create(Managers::serving, Managers::reading);
    }
    CommandLine stdio = RootCommand.createStdio(Managers::serving);
    stdio.setOut(new PrintWriter(System.out, true, UTF_8));
    // there, only messages of the protocol are allowed from now on
    System.setOut(System.err);
    return stdio;
  }

  private Main() {}
}
