package io.mcpmanager.server.cli;

import static io.mcpmanager.server.cli.ApiClient.encode;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Which servers a command is for: some by id or name, those of a filter, or all. */
final class SelectionOptions {

  @Parameters(paramLabel = "SERVER", arity = "0..*", description = "Ids or names.")
  private @Nullable List<String> servers;

  @Option(names = "--all", description = "All servers.")
  private boolean all;

  @Option(
      names = "--state",
      paramLabel = "STATE",
      split = ",",
      description = "The servers in these states.")
  private @Nullable List<String> states;

  @Option(
      names = "--label",
      paramLabel = "NAME=VALUE",
      split = ",",
      description = "The servers with these labels.")
  private @Nullable Map<String, String> labels;

  /** Refuses a command line that names no servers, or names them in two ways. */
  void check(CommandLine command) {
    boolean filter = states != null || labels != null;
    int ways = (servers == null ? 0 : 1) + (all ? 1 : 0) + (filter ? 1 : 0);
    if (ways != 1) {
      throw new ParameterException(
          command,
          ways == 0
              ? "Name servers, or say --all, --state or --label."
              : "Name servers, or say --all, or --state and --label; only one of these.");
    }
  }

  /** The one server that is named, if it is the only one. */
  @Nullable
  String single() {
    return servers != null && servers.size() == 1 ? servers.getFirst() : null;
  }

  boolean isList() {
    return servers != null;
  }

  /** The path under which the manager lists the servers meant; for a filter or all. */
  String listPath() {
    String path = ServersCommand.SERVERS + "?pageSize=1";
    if (states != null) {
      path += "&state=" + encode(String.join(",", states));
    }
    if (labels != null) {
      path += "&label="
          + encode(labels.entrySet().stream()
              .map(label -> label.getKey() + "=" + label.getValue())
              .collect(Collectors.joining(",")));
    }
    return path;
  }

  /** A request of the manager for these servers. */
  ObjectNode request(String command) {
    ObjectNode request = JsonNodeFactory.instance.objectNode().put("command", command);
    if (servers != null) {
      servers.forEach(request.putArray("servers")::add);
    } else if (all) {
      request.put("all", true);
    } else {
      ObjectNode filter = request.putObject("filter");
      if (states != null) {
        states.forEach(filter.putArray("states")::add);
      }
      if (labels != null) {
        labels.forEach(filter.putObject("labels")::put);
      }
    }
    return request;
  }
}
