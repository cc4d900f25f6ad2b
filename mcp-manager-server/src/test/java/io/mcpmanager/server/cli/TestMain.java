package io.mcpmanager.server.cli;

import io.mcpmanager.server.TestManager;

/** The program with a manager in memory. */
final class TestMain {

  public static void main(String[] arguments) {
    System.exit(RootCommand.create(config -> new TestManager()).execute(arguments));
  }

  private TestMain() {}
}
