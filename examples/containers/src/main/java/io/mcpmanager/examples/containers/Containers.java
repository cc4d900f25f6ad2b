package io.mcpmanager.examples.containers;

import io.mcpmanager.McpManager;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.ServerCommand.Start;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.docker.DockerRuntime;
import java.io.IOException;

/** Runs an image, calls a tool of the MCP server in it, and shows what its container takes, with each line of input. */
public final class Containers {

  public static void main(String[] commandLine) throws IOException, InterruptedException {
    var docker = DockerRuntime.builder().build();
    try (var manager = McpManager.builder().runtime(docker).build().start()) {
      var me = CallContext.system("example");
      var launch = ContainerLaunch.of(commandLine[0]);
      var server = manager.servers().create(me, ServerDefinition.of("boxed", launch));
      System.out.println(manager.servers().execute(me, server.id(), new Start()).message());
      try (var client = manager.gateway().connect()) {
        System.out.println(
            client.call("boxed__" + commandLine[1], commandLine[2]).text());
      }
      do {
        var instance = manager.servers().get(me, server.id()).liveInstance().orElseThrow();
        System.out.println(instance.asContainer().orElseThrow().name());
        instance.resources().ifPresent(System.out::println);
      } while (System.in.read() >= 0);
    }
  }
}
