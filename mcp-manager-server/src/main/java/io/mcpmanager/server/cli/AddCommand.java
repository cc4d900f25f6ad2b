package io.mcpmanager.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Adds a server. */
@Command(
    name = "add",
    description =
        "Adds a server and starts it: a command with its arguments, a container with --image, or --remote URL.")
final class AddCommand implements Callable<Integer> {

  @Mixin
  private ClientOptions options = new ClientOptions();

  @Option(names = "--remote", paramLabel = "URL", description = "MCP endpoint of a server.")
  private @Nullable URI remote;

  @Mixin
  private ContainerOptions container = new ContainerOptions();

  @Option(
      names = "--env",
      paramLabel = "NAME=VALUE",
      description = "Variable of the process or container.")
  private Map<String, String> environment = Map.of();

  @Option(names = "--header", paramLabel = "NAME=VALUE", description = "Header to send.")
  private Map<String, String> headers = Map.of();

  @Option(
      names = "--transport",
      paramLabel = "TRANSPORT",
      description = "How a server at a URL is spoken to: streamable-http (default) or sse.")
  private String transport = "streamable-http";

  @Option(
      names = "--cwd",
      paramLabel = "DIR",
      description = "Folder of the process, or folder in the container.")
  private @Nullable Path folder;

  @Option(names = "--description", paramLabel = "TEXT", description = "What it is for.")
  private String description = "";

  @Option(names = "--no-start", description = "Do not start it.")
  private boolean noStart;

  @Parameters(index = "0", paramLabel = "NAME", description = "Its unique name.")
  private String name = "";

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "COMMAND",
      description = "Command and arguments; with --image, the container's arguments.")
  private List<String> command = List.of();

  @Spec
  private @Nullable CommandSpec spec;

  /** The options of a server's own command need no {@code --} before them. */
  static CommandLine create() {
    return new CommandLine(new AddCommand()).setUnmatchedOptionsArePositionalParams(true);
  }

  @Override
  public Integer call() throws InterruptedException {
    ObjectNode definition = checkedDefinition();
    try (ApiClient client = options.connect()) {
      JsonNode result =
          client.send("POST", ServersCommand.SERVERS, definition.toString()).path("data");
      String sentence = "added";
      if (!noStart) {
        result = client.send("POST", ServersCommand.path(name) + "/start", "").path("data");
        sentence = "added; " + result.path("message").asText();
      }
      PrintWriter out = Output.writer(spec);
      if (options.json()) {
        Output.json(out, result);
      } else {
        out.println(name + ": " + sentence);
      }
    }
    return 0;
  }

  private ObjectNode checkedDefinition() {
    if (container.incomplete()) {
      throw wrong(
          "This says something of a container: name its --image, or put -- before the command.");
    }
    boolean one = container.given() ? remote == null : (remote == null) != command.isEmpty();
    if (!one) {
      throw wrong("Give either a command, --image IMAGE or --remote URL.");
    }
    try {
      return definition();
    } catch (IllegalArgumentException malformed) {
      throw wrong(String.valueOf(malformed.getMessage()));
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(Objects.requireNonNull(spec, "spec").commandLine(), message);
  }

  private ObjectNode definition() {
    ObjectNode definition = JsonNodeFactory.instance.objectNode();
    definition.put("name", name).put("description", description);
    definition.set(
        "launch", container.given() ? container() : remote != null ? remote(remote) : process());
    return definition;
  }

  private ObjectNode process() {
    ObjectNode launch = JsonNodeFactory.instance.objectNode();
    launch.put("kind", "process").put("command", command.getFirst());
    command.stream().skip(1).forEach(launch.putArray("arguments")::add);
    environment.forEach(launch.putObject("environment")::put);
    if (folder != null) {
      launch.put("workingDirectory", folder.toAbsolutePath().toString());
    }
    return launch;
  }

  private ObjectNode container() {
    ObjectNode launch = container.launch(command);
    environment.forEach(launch.putObject("environment")::put);
    if (folder != null) {
      launch.put("workingDirectory", folder.toString());
    }
    return launch;
  }

  private ObjectNode remote(URI url) {
    ObjectNode launch = JsonNodeFactory.instance.objectNode();
    launch.put("kind", "remote").put("url", url.toString());
    headers.forEach(launch.putObject("headers")::put);
    launch.put("transport", transport);
    return launch;
  }
}
