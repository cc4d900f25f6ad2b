package io.mcpmanager.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.api.bulk.BulkCommand;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import java.io.Console;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** One command for one or many servers of a running manager. */
@Command(
    footer = {
      "",
      "Exit code: 0 if all went well; 3 if it failed for some of many servers.",
      "Ctrl-C begins no further server; those begun go on to their end."
    })
final class BulkServersCommand implements Callable<Integer> {

  /** Of a run in which it failed for some servers. */
  static final int SOME_FAILED = 3;

  private static final String BULK = "/api/v1/bulk";
  private static final long FIRST_LOOK_MILLIS = 20;
  private static final long LAST_LOOK_MILLIS = 250;

  private final BulkCommand command;

  @Mixin
  private ClientOptions options = new ClientOptions();

  @Mixin
  private SelectionOptions selection = new SelectionOptions();

  @Option(
      names = "--parallel",
      paramLabel = "N",
      description = "Servers worked on at the same time, 1 to 64 (16).")
  private @Nullable Integer parallelism;

  @Option(names = "--yes", description = "Delete servers that are not named without asking.")
  private boolean yes;

  @Spec
  private @Nullable CommandSpec spec;

  private BulkServersCommand(BulkCommand command) {
    this.command = command;
  }

  /** Adds one command for each of what can be asked of servers. */
  static CommandLine addTo(CommandLine servers) {
    for (BulkCommand one : BulkCommand.values()) {
      var line = new CommandLine(new BulkServersCommand(one));
      line.getCommandSpec().usageMessage().description(description(one));
      servers.addSubcommand(one.text(), line);
    }
    return servers;
  }

  private static String description(BulkCommand command) {
    return switch (command) {
      case START -> "Starts servers and waits until they answer.";
      case STOP -> "Stops servers.";
      case RESTART -> "Restarts servers.";
      case ENABLE -> "Allows servers to be started.";
      case DISABLE -> "Stops servers and keeps them from being started.";
      case DELETE -> "Stops servers and deletes them with their logs.";
    };
  }

  @Override
  public Integer call() throws InterruptedException {
    selection.check(commandLine());
    try (ApiClient client = options.connect()) {
      String single = selection.single();
      return single == null ? many(client) : one(client, single);
    }
  }

  private int one(ApiClient client, String server) throws InterruptedException {
    String path = ServersCommand.path(server);
    try {
      JsonNode result = command == BulkCommand.DELETE
          ? client.send("DELETE", path, "").path("data")
          : client.send("POST", path + "/" + command.text(), "").path("data");
      if (options.json()) {
        Output.json(out(), result);
      } else {
        out().println(server + ": " + result.path("message").asText());
      }
      return 0;
    } catch (McpManagerException failed) {
      if (failed.code() == ErrorCode.CHANNEL_FAILED) {
        throw failed;
      }
      throw new McpManagerException(
          failed.code(), server + ": " + failed.getMessage(), null, failed);
    }
  }

  private int many(ApiClient client) throws InterruptedException {
    ObjectNode request = selection.request(command.text());
    if (parallelism != null) {
      request.put("parallelism", parallelism);
    }
    if (command == BulkCommand.DELETE && !selection.isList()) {
      int expected = client.get(selection.listPath()).path("meta").path("total").asInt();
      confirm(expected);
      request.put("expected", expected);
    }
    JsonNode begun = client.send("POST", BULK, request.toString()).path("data");
    JsonNode run = follow(client, BULK + "/" + begun.path("id").asText());
    if (options.json()) {
      Output.json(out(), run);
    } else {
      table(run);
    }
    return run.path("counts").path("failed").asInt() == 0 ? 0 : SOME_FAILED;
  }

  private void confirm(int servers) {
    if (yes) {
      return;
    }
    Console console = ProgressBar.isTerminal() ? System.console() : null;
    if (console == null) {
      throw new ParameterException(
          commandLine(), "Say --yes to delete " + servers + " servers that are not named.");
    }
    String answer = console.readLine("Delete %d servers and their logs? [y/N] ", servers);
    if (answer == null || !answer.strip().equalsIgnoreCase("y")) {
      throw new ParameterException(commandLine(), "Nothing was deleted.");
    }
  }

  /** Shows how far the run is until it is over; calls it off when this program is ended before. */
  private JsonNode follow(ApiClient client, String path) throws InterruptedException {
    var bar = new ProgressBar(err(), !options.json() && ProgressBar.isTerminal());
    Thread callOff =
        Thread.ofPlatform().name("mcp-bulk-cancel").unstarted(() -> callOff(client, path, bar));
    Runtime.getRuntime().addShutdownHook(callOff);
    try {
      var never = new CountDownLatch(1);
      long pause = FIRST_LOOK_MILLIS;
      JsonNode run = client.get(path + "?items=failed").path("data");
      while (run.path("finishedAt").isNull()) {
        bar.draw(run.path("counts"));
        var ignored = never.await(pause, TimeUnit.MILLISECONDS);
        pause = Math.min(LAST_LOOK_MILLIS, pause * 2);
        run = client.get(path + "?items=failed").path("data");
      }
      bar.clear();
      return client.get(path).path("data");
    } finally {
      forget(callOff);
    }
  }

  private static void forget(Thread callOff) {
    try {
      Runtime.getRuntime().removeShutdownHook(callOff);
    } catch (IllegalStateException endsAlready) {
      // then it does what it is for
    }
  }

  private void callOff(ApiClient client, String path, ProgressBar bar) {
    bar.clear();
    try {
      JsonNode counts = client.send("POST", path + "/cancel", "").path("data").path("counts");
      err()
          .println("mcp-manager: called off; " + counts.path("cancelled").asInt() + " of "
              + counts.path("total").asInt() + " servers were not begun, "
              + counts.path("running").asInt() + " go on to their end");
    } catch (McpManagerException gone) {
      err().println("mcp-manager: could not be called off: " + gone.getMessage());
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
    }
    err().flush();
  }

  private void table(JsonNode run) {
    var rows = new ArrayList<List<String>>();
    for (JsonNode item : run.path("items")) {
      JsonNode millis = item.path("result").path("executionMillis");
      rows.add(List.of(
          item.path("name").asText(),
          item.path("state").asText(),
          millis.isMissingNode() ? "" : millis.asText(),
          item.path("message").asText()));
    }
    if (!rows.isEmpty()) {
      Output.table(out(), List.of("NAME", "RESULT", "MILLIS", "MESSAGE"), rows);
      out().println();
    }
    out().println(summary(run.path("counts")));
    out().flush();
  }

  private static String summary(JsonNode counts) {
    if (counts.path("total").asInt() == 0) {
      return "No server matches.";
    }
    var parts = new ArrayList<String>();
    for (String state : List.of("succeeded", "skipped", "failed", "cancelled")) {
      int count = counts.path(state).asInt();
      if (count > 0) {
        parts.add(count + " " + state);
      }
    }
    return counts.path("total").asInt() + " servers: " + String.join(", ", parts);
  }

  private PrintWriter out() {
    return Output.writer(spec);
  }

  private PrintWriter err() {
    return commandLine().getErr();
  }

  private CommandLine commandLine() {
    return Objects.requireNonNull(spec, "spec").commandLine();
  }
}
