package io.mcpmanager.examples.faults;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;

/**
 * What the manager is told about a server. The times are short, so that tests need not wait long for what never comes.
 *
 * @param restart a mode of the restart policy
 */
record Definition(
    String name,
    List<String> command,
    Duration startTimeout,
    Duration stopTimeout,
    Duration callTimeout,
    String restart) {

  static Definition of(String name, List<String> command) {
    return new Definition(
        name,
        command,
        Duration.ofSeconds(30),
        Duration.ofMillis(300),
        Duration.ofSeconds(3),
        "on-failure");
  }

  Definition withStartTimeout(Duration timeout) {
    return new Definition(name, command, timeout, stopTimeout, callTimeout, restart);
  }

  Definition withStopTimeout(Duration timeout) {
    return new Definition(name, command, startTimeout, timeout, callTimeout, restart);
  }

  Definition withCallTimeout(Duration timeout) {
    return new Definition(name, command, startTimeout, stopTimeout, timeout, restart);
  }

  Definition withRestart(String mode) {
    return new Definition(name, command, startTimeout, stopTimeout, callTimeout, mode);
  }

  ObjectNode toJson() {
    ObjectNode definition = Json.object().put("name", name);
    ObjectNode launch = definition.putObject("launch").put("kind", "process");
    launch.put("command", command.getFirst());
    ArrayNode arguments = launch.putArray("arguments");
    command.subList(1, command.size()).forEach(arguments::add);
    ObjectNode settings = definition
        .putObject("settings")
        .put("startTimeout", startTimeout.toString())
        .put("stopTimeout", stopTimeout.toString())
        .put("callTimeout", callTimeout.toString());
    settings
        .putObject("restart")
        .put("mode", restart)
        .put("firstDelay", "PT0.05S")
        .put("maxDelay", "PT0.5S");
    return definition;
  }
}
