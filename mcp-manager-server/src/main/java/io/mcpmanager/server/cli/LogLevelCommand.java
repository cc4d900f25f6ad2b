package io.mcpmanager.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Levels of a running manager's own log. */
@Command(
    name = "log-level",
    description = "Shows or changes how much a running manager writes to its own log.")
final class LogLevelCommand implements Callable<Integer> {

  private static final String LEVELS = "/api/v1/diagnostics/log-levels";

  @Mixin
  private ClientOptions options = new ClientOptions();

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "LOGGER",
      description = "Name of a logger or a package, such as io.mcpmanager; none shows them.")
  private @Nullable String logger;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "LEVEL",
      description = "debug, info, warning, error, off, or default to take a change back.")
  private @Nullable String level;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      converter = TimeConverter.class,
      description = "Take the change back after this time, such as 10m.")
  private @Nullable Duration time;

  @Spec
  private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    if (logger != null && level == null) {
      throw new ParameterException(
          Objects.requireNonNull(spec, "spec").commandLine(), "Give LOGGER and LEVEL.");
    }
    try (ApiClient client = options.connect()) {
      if (logger != null) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("logger", logger).put("level", level);
        if (time != null) {
          body.put("for", time.toString());
        }
        show(List.of(client.send("PUT", LEVELS, body.toString()).path("data")));
      } else {
        var all = new ArrayList<JsonNode>();
        client.get(LEVELS).path("data").forEach(all::add);
        show(all);
      }
    }
    return 0;
  }

  private void show(List<JsonNode> levels) {
    if (options.json()) {
      Output.json(Output.writer(spec), JsonNodeFactory.instance.arrayNode().addAll(levels));
      return;
    }
    var rows = new ArrayList<List<String>>();
    for (JsonNode setting : levels) {
      String name = setting.path("logger").asText();
      rows.add(List.of(
          name.isEmpty() ? "(all others)" : name,
          setting.path("level").asText(),
          setting.path("changed").asBoolean() ? "yes" : "",
          setting.path("until").asText("")));
    }
    Output.table(Output.writer(spec), List.of("LOGGER", "LEVEL", "CHANGED", "UNTIL"), rows);
  }
}
