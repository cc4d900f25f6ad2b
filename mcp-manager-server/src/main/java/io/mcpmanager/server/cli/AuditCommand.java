package io.mcpmanager.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The record of who did what, and who was kept from it. */
@Command(
    name = "audit",
    description = "Shows, exports and verifies the audit trail.",
    subcommands = {
      AuditCommand.ListCommand.class,
      AuditCommand.ExportCommand.class,
      AuditVerifyCommand.class
    })
final class AuditCommand implements Runnable {

  static final String PATH = "/api/v1/audit";

  // entries hold what strangers have sent, such as names that nobody has
  private static final Pattern CONTROLS = Pattern.compile("\\p{Cntrl}");

  @Spec
  private @Nullable CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        Objects.requireNonNull(spec, "spec").commandLine(), "Name a command.");
  }

  /** Which entries are meant. */
  static final class Filter {

    @Option(
        names = "--actor",
        paramLabel = "ID",
        description = "Only of whom has this id, such as user:1f3a.")
    private @Nullable String actor;

    @Option(
        names = "--action",
        paramLabel = "ACTION",
        description = "Only what begins like this, such as servers.")
    private @Nullable String action;

    @Option(
        names = "--target",
        paramLabel = "TARGET",
        description = "Only on what begins like this, such as user:")
    private @Nullable String target;

    @Option(
        names = "--result",
        paramLabel = "RESULT",
        description = "Only what ended like this (done, denied, failed).",
        split = ",")
    private List<String> results = new ArrayList<>();

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
        description = "Text in action, target, name, address or details.")
    private @Nullable String text;

    /** With {@code &} before each part. */
    private String query() {
      var query = new StringBuilder();
      add(query, "actor", actor);
      add(query, "action", action);
      add(query, "target", target);
      add(query, "result", results.isEmpty() ? null : String.join(",", results));
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

  /** The newest entries. */
  @Command(name = "list", description = "Shows the newest entries, the newest last.")
  static final class ListCommand implements Callable<Integer> {

    @Mixin
    private ClientOptions options = new ClientOptions();

    @Mixin
    private Filter filter = new Filter();

    @Option(
        names = {"-n", "--limit"},
        paramLabel = "N",
        description = "Most entries to show, 1 to 1000 (50).")
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
      for (JsonNode entry : answer.path("data")) {
        rows.add(List.of(
            entry.path("sequence").asText(),
            entry.path("time").asText(),
            shown(entry.at("/actor/id")),
            shown(entry.at("/actor/name")),
            entry.path("result").asText(),
            shown(entry.path("action")),
            shown(entry.path("target"))));
      }
      Output.table(
          Output.writer(spec),
          List.of("SEQUENCE", "TIME", "ACTOR", "NAME", "RESULT", "ACTION", "TARGET"),
          rows.reversed());
      return 0;
    }

    private static String shown(JsonNode text) {
      return CONTROLS.matcher(text.asText("")).replaceAll("?");
    }
  }

  /** All entries of a filter. */
  @Command(
      name = "export",
      description = "Writes entries, oldest first, as NDJSON: one JSON object a line.")
  static final class ExportCommand implements Callable<Integer> {

    @Mixin
    private AddressOption address = new AddressOption();

    @Mixin
    private Filter filter = new Filter();

    @Parameters(
        paramLabel = "FILE",
        description = "File to write, which must be new; - for standard output.")
    private Path file = Path.of("-");

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
      String query = filter.query();
      String path = PATH + "/export" + (query.isEmpty() ? "" : "?" + query.substring(1));
      try (ApiClient client = address.connect()) {
        if (file.toString().equals("-")) {
          PrintWriter out = Output.writer(spec);
          client.read(
              path, in -> new InputStreamReader(in, StandardCharsets.UTF_8).transferTo(out));
          out.flush();
        } else {
          write(client, path);
        }
      } catch (IOException e) {
        throw new McpManagerException(
            ErrorCode.STORE_FAILED, "the export can't be completed: " + e.getMessage(), e);
      }
      return 0;
    }

    /** Leaves no file behind that could be taken for all there is. */
    private void write(ApiClient client, String path) throws IOException, InterruptedException {
      boolean whole = false;
      try (OutputStream out = Output.create("FILE", file)) {
        try {
          client.read(path, in -> in.transferTo(out));
          whole = true;
        } finally {
          if (!whole) {
            boolean ignored = Files.deleteIfExists(file);
          }
        }
      }
    }
  }
}
