package io.mcpmanager.examples.faults;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.testkit.engine.TestEngine;
import java.io.IOException;
import java.util.List;
import java.util.UUID;

/** Servers that are containers, as the API takes them; all of one test carry a label of their own. */
final class Boxed {

  private static final String LABEL = "mcp-manager-test-run";

  private final TestEngine engine = TestEngine.standard();
  private final String image;
  private final String run = UUID.randomUUID().toString();

  Boxed(String image) {
    this.image = image;
  }

  /** A server that speaks on its standard input and output. */
  ObjectNode onStdio(String name, String... arguments) {
    ObjectNode definition = Json.object().put("name", name);
    ObjectNode launch = definition.putObject("launch").put("kind", "container");
    launch.put("image", image).putObject("labels").put(LABEL, run);
    List.of(arguments).forEach(launch.putArray("arguments")::add);
    definition
        .putObject("settings")
        .put("startTimeout", "PT30S")
        .put("stopTimeout", "PT1S")
        .put("callTimeout", "PT30S")
        .putObject("restart")
        .put("mode", "on-failure")
        .put("firstDelay", "PT0.05S")
        .put("maxDelay", "PT0.5S");
    return definition;
  }

  /** A server in a network, which is reached over HTTP. */
  ObjectNode onHttp(String name, String mark) {
    ObjectNode definition = onStdio(name, "http", "8080", mark);
    ObjectNode launch = (ObjectNode) definition.path("launch");
    launch.putObject("network").put("mode", "default");
    launch.putObject("endpoint").put("port", 8080).put("path", "/cgi-bin/mcp");
    return definition;
  }

  /** Ids of all their containers, running or not. */
  List<String> containers() throws IOException {
    return engine.containers(LABEL + "=" + run);
  }

  /** Ends by force what is left. */
  void end() throws IOException {
    engine.remove(containers());
  }

  TestEngine engine() {
    return engine;
  }
}
