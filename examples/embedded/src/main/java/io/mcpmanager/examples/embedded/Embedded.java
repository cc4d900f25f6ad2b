package io.mcpmanager.examples.embedded;

import io.mcpmanager.McpManager;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.ServerCommand.Start;
import io.mcpmanager.api.server.ServerDefinition;
import java.util.List;

/** Runs the MCP server whose command line is given and calls its tool {@code add}. */
public final class Embedded {

  public static void main(String[] commandLine) throws InterruptedException {
    try (var manager = McpManager.builder().build().start()) {
      var me = CallContext.system("example");
      var launch = ProcessLaunch.of(List.of(commandLine));
      var server = manager.servers().create(me, ServerDefinition.of("demo", launch));
      System.out.println(manager.servers().execute(me, server.id(), new Start()).message());
      try (var client = manager.gateway().connect()) {
        client.tools().forEach(tool -> System.out.println(tool.name()));
        System.out.println(client.call("demo__add", "{\"a\": 2, \"b\": 3}").text());
      }
    }
  }
}
