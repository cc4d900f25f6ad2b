package io.mcpmanager.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
import picocli.CommandLine.Spec;

/** The log of everything that changed. */
@Command(
    name = "events",
    description = "Shows or exports what happened.",
    subcommands = {EventsCommand.ListCommand.class, EventsCommand.ExportCommand.class})
final class EventsCommand implements Runnable {

  private static final String PATH = "/api/v1/events";

  @Spec
  private @Nullable CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        Objects.requireNonNull(spec, "spec").commandLine(), "Name a command.");
  }

  /** Which events are meant. */
  static final class Filter {

    @Option(names = "--server", paramLabel = "SERVER", description = "Only of this server.")
    private @Nullable String server;

    @Option(
        names = "--type",
        paramLabel = "TYPE",
        description = "Only of these kinds.",
        split = ",")
    private List<String> types = new ArrayList<>();

    @Option(
        names = "--category",
        paramLabel = "CATEGORY",
        description = "Only of these categories.",
        split = ",")
    private List<String> categories = new ArrayList<>();

    @Option(
        names = "--severity",
        paramLabel = "SEVERITY",
        description = "Least severity (info, warning, error).")
    private @Nullable String severity;

    @Option(
        names = "--from",
        paramLabel = "TIME",
        description = "Earliest time, such as 2026-01-31T12:00:00Z.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "TIME", description = "Latest time, exclusive.")
    private @Nullable String to;

    @Option(
        names = "--text",
        paramLabel = "TEXT",
        description = "Text in the message or the server's name.")
    private @Nullable String text;

    private String query() {
      var query = new StringBuilder();
      add(query, "server", server);
      add(query, "type", types.isEmpty() ? null : String.join(",", types));
      add(query, "category", categories.isEmpty() ? null : String.join(",", categories));
      add(query, "severity", severity);
      add(query, "from", from);
      add(query, "to", to);
      add(query, "q", text);
      return query.toString();
    }

    private static void add(StringBuilder query, String name, @Nullable String value) {
      if (value != null) {
        query.append('&').append(name).append('=').append(ApiClient.encode(value));
      }
    }
  }

  /** The newest events. */
  @Command(name = "list", description = "Shows the newest events, the newest last.")
  static final class ListCommand implements Callable<Integer> {

    @Mixin
    private ClientOptions options = new ClientOptions();

    @Mixin
    private Filter filter = new Filter();

    @Option(
        names = {"-n", "--limit"},
        paramLabel = "N",
        description = "Most events to show (50).")
    private int limit = 50;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
      JsonNode answer;
      try (ApiClient client = options.connect()) {
        answer = client.get(PATH + "?limit=" + limit + filter.query());
      }
      if (options.json()) {
        Output.json(Output.writer(spec), answer.path("data"));
        return 0;
      }
      var rows = new ArrayList<List<String>>();
      for (JsonNode event : answer.path("data")) {
        rows.add(List.of(
            event.path("sequence").asText(),
            event.path("time").asText(),
            event.path("severity").asText(),
            event.path("type").asText(),
            event.path("serverName").asText(""),
            event.path("message").asText()));
      }
      Output.table(
          Output.writer(spec),
          List.of("SEQUENCE", "TIME", "SEVERITY", "TYPE", "SERVER", "MESSAGE"),
          rows.reversed());
      return 0;
    }
  }

  /** All events of a filter. */
  @Command(name = "export", description = "Writes events, oldest first, as NDJSON or CSV.")
  static final class ExportCommand implements Callable<Integer> {

    @Mixin
    private AddressOption address = new AddressOption();

    @Mixin
    private Filter filter = new Filter();

    @Option(
        names = "--format",
        paramLabel = "FORMAT",
        description = "ndjson, one JSON object a line (default), or csv.")
    private String format = "ndjson";

    @Option(
        names = "--after",
        paramLabel = "SEQUENCE",
        description = "Only what is newer than this event.")
    private long after;

    @Option(
        names = {"-o", "--output"},
        paramLabel = "FILE",
        description = "File to write instead of standard output; it must be new.")
    private @Nullable Path file;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
      String path =
          PATH + "/export?format=" + ApiClient.encode(format) + "&after=" + after + filter.query();
      try (ApiClient client = address.connect()) {
        if (file == null) {
          PrintWriter out = Output.writer(spec);
          client.read(
              path, in -> new InputStreamReader(in, StandardCharsets.UTF_8).transferTo(out));
          out.flush();
        } else {
          try (OutputStream out = Output.create("--output", file)) {
            client.read(path, in -> in.transferTo(out));
          }
        }
      } catch (IOException e) {
        throw new McpManagerException(
            ErrorCode.STORE_FAILED, "the file can't be written: " + e.getMessage(), e);
      }
      return 0;
    }
  }
}
