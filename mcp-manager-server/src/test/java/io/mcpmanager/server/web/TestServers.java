package io.mcpmanager.server.web;

import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.ServerDefinition;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Definitions of servers that tests run. */
final class TestServers {

  private TestServers() {}

  /** One that runs {@link SmallServer}. */
  static ServerDefinition small(String name, String... arguments) {
    String classes =
        SmallServer.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    List<String> command = new ArrayList<>(
        List.of("-XX:TieredStopAtLevel=1", "-cp", classes, SmallServer.class.getName()));
    command.addAll(List.of(arguments));
    return ServerDefinition.of(name, ProcessLaunch.of(java(), command.toArray(String[]::new)));
  }

  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
