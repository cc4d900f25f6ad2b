package io.mcpmanager.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.core.wire.SseEvent;
import io.mcpmanager.core.wire.SseReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The log of one server. */
@Command(
    name = "logs",
    description = "Shows the last lines of a server's log, or writes all of it.")
final class LogsCommand implements Callable<Integer> {

  private static final int LONGEST_EVENT = 8 << 20;
  private static final JsonMapper JSON = new JsonMapper();

  @Mixin
  private ClientOptions options = new ClientOptions();

  @Parameters(paramLabel = "SERVER")
  private String server = "";

  @Option(
      names = {"-f", "--follow"},
      description = "Go on with new lines until interrupted.")
  private boolean follow;

  @Option(
      names = {"-n", "--lines"},
      paramLabel = "N",
      description = "Lines to begin with (50).")
  private int lines = 50;

  @Option(names = "--level", paramLabel = "LEVEL", description = "Least level to show (debug).")
  private String level = "debug";

  @Option(
      names = "--export",
      description = "Write all lines that are kept, oldest first; as NDJSON with --json.")
  private boolean export;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "File to export to instead of standard output; it must be new.")
  private @Nullable Path file;

  @Spec
  private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    String path = ServersCommand.path(server) + "/logs";
    String filter = "?level=" + ApiClient.encode(level);
    try (ApiClient client = options.connect()) {
      if (export || file != null) {
        export(client, path + "/export" + filter);
      } else {
        long newest = showLast(client, path + filter);
        if (follow) {
          follow(client, path + "/stream" + filter + "&after=" + newest);
        }
      }
    }
    return 0;
  }

  private void export(ApiClient client, String path) throws InterruptedException {
    String whole = path + "&format=" + (options.json() ? "ndjson" : "text");
    try {
      if (file == null) {
        PrintWriter out = Output.writer(spec);
        client.read(whole, in -> new InputStreamReader(in, StandardCharsets.UTF_8).transferTo(out));
        out.flush();
      } else {
        try (OutputStream out = Output.create("--output", file)) {
          client.read(whole, in -> in.transferTo(out));
        }
      }
    } catch (IOException e) {
      throw new McpManagerException(
          ErrorCode.STORE_FAILED, "the log can't be written: " + e.getMessage(), e);
    }
  }

  private long showLast(ApiClient client, String path) throws InterruptedException {
    List<JsonNode> last = new ArrayList<>();
    client.get(path + "&limit=" + lines).path("data").forEach(last::add);
    Collections.reverse(last);
    last.forEach(this::print);
    Output.writer(spec).flush();
    return last.isEmpty() ? 0 : last.getLast().path("sequence").asLong();
  }

  private void follow(ApiClient client, String path) throws InterruptedException {
    try {
      client.read(path, this::follow);
    } catch (IOException e) {
      throw new McpManagerException(
          ErrorCode.CHANNEL_FAILED, "the connection to the manager broke", e);
    }
    throw new McpManagerException(
        ErrorCode.CHANNEL_FAILED, "the manager has ended the log; is it stopping?");
  }

  private void follow(InputStream in) throws IOException {
    var events = new SseReader(in, LONGEST_EVENT);
    for (Optional<SseEvent> event = events.next(); event.isPresent(); event = events.next()) {
      take(JSON.readTree(event.get().data()));
      Output.writer(spec).flush();
    }
  }

  private void take(JsonNode message) {
    switch (message.path("type").asText()) {
      case "log" -> print(message.path("line"));
      case "missed" ->
        Output.writer(spec)
            .println("… lines " + message.path("from").asLong() + " to "
                + message.path("to").asLong() + " came too fast to be shown");
      default -> {
        // a newer manager may say more than is understood here
      }
    }
  }

  private void print(JsonNode line) {
    Output.writer(spec)
        .println(
            options.json()
                ? line.toString()
                : line.path("time").asText() + " " + line.path("stream").asText() + " "
                    + line.path("level").asText() + "  " + line.path("text").asText());
  }
}
