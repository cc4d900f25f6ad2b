package io.mcpmanager.server.cli;

import static io.mcpmanager.server.cli.ApiClient.encode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Servers of a running manager. */
@Command(
    name = "servers",
    description = "Lists, adds, starts and stops servers of a running manager.",
    subcommands = {LogsCommand.class, HealthCommand.class, GatewayCommand.class})
final class ServersCommand {

  static final String SERVERS = "/api/v1/servers";

  @Spec
  private @Nullable CommandSpec spec;

  @Command(name = "list", description = "Lists the servers.")
  int list(
      @Mixin ClientOptions options,
      @Option(
              names = "--state",
              paramLabel = "STATE",
              split = ",",
              description = "Only servers in these states.")
          @Nullable
          List<String> states)
      throws InterruptedException {
    String filter = states == null ? "" : "&state=" + encode(String.join(",", states));
    try (ApiClient client = options.connect()) {
      var all = JsonNodeFactory.instance.arrayNode();
      JsonNode page;
      int number = 1;
      do {
        page = client.get(SERVERS + "?pageSize=100&page=" + number + filter);
        page.path("data").forEach(all::add);
      } while (number++ < page.path("meta").path("pages").asInt());
      if (options.json()) {
        Output.json(out(), all);
      } else {
        table(all);
      }
    }
    return 0;
  }

  private void table(JsonNode servers) {
    var rows = new ArrayList<List<String>>();
    for (JsonNode server : servers) {
      JsonNode launch = server.path("definition").path("launch");
      rows.add(List.of(
          server.path("name").asText(),
          server.path("state").asText(),
          server.path("health").path("status").asText(),
          launch.path("kind").asText(),
          share(server.path("instance").path("usage").path("cpuPercent")),
          megabytes(server.path("instance").path("usage").path("residentBytes")),
          server.path("status").path("since").asText(),
          remark(server)));
    }
    Output.table(
        out(),
        List.of("NAME", "STATE", "HEALTH", "KIND", "CPU", "MEMORY", "SINCE", "REMARK"),
        rows);
  }

  private static String share(JsonNode percent) {
    return percent.isNumber() ? percent.asText() + " %" : "";
  }

  private static String megabytes(JsonNode bytes) {
    return bytes.isNumber() ? Math.round(bytes.asLong() / 1e6) + " MB" : "";
  }

  /** What is to be said about a server's state, with the phase it is about. */
  private static String remark(JsonNode server) {
    JsonNode status = server.path("status");
    JsonNode failure = status.path("failure");
    String wedgedSince = server.path("instance").path("wedgedSince").asText("");
    if (failure.isObject()) {
      return failure.path("phase").asText() + ": " + failure.path("message").asText();
    }
    return wedgedSince.isEmpty() || wedgedSince.equals("null")
        ? status.path("phase").asText()
        : "wedged since " + wedgedSince;
  }

  @Command(name = "show", description = "Shows everything about a server.")
  int show(@Mixin ClientOptions options, @Parameters(paramLabel = "SERVER") String server)
      throws InterruptedException {
    try (ApiClient client = options.connect()) {
      JsonNode shown = client.get(path(server)).path("data");
      if (options.json()) {
        Output.json(out(), shown);
      } else {
        Output.table(out(), List.of("WHAT", "VALUE"), ServerText.rows(shown));
      }
    }
    return 0;
  }

  @Command(
      name = "import",
      description = "Adds the servers of a client's configuration that do not exist yet.")
  int importFile(@Mixin ClientOptions options, @Parameters(paramLabel = "FILE") Path file)
      throws InterruptedException {
    String document;
    try {
      document = Files.readString(file);
    } catch (IOException unreadable) {
      throw new ParameterException(
          commandLine(), file + " can't be read as UTF-8 text.", unreadable);
    }
    try (ApiClient client = options.connect()) {
      JsonNode data = client.send("POST", SERVERS + "/import", document).path("data");
      report(
          options,
          data,
          data.path("created").size() + " added, " + data.path("skipped").size()
              + " existed already");
      if (!options.json()) {
        data.path("notes").forEach(note -> out().println(note.asText()));
      }
    }
    return 0;
  }

  @Command(name = "export", description = "Writes all definitions, values of variables included.")
  int export(@Mixin ClientOptions options) throws InterruptedException {
    try (ApiClient client = options.connect()) {
      Output.json(out(), client.get(SERVERS + "/export"));
    }
    return 0;
  }

  private void report(ClientOptions options, JsonNode data, String sentence) {
    if (options.json()) {
      Output.json(out(), data);
    } else {
      out().println(sentence);
    }
  }

  static String path(String server) {
    return SERVERS + "/" + encode(server);
  }

  private PrintWriter out() {
    return Output.writer(spec);
  }

  private picocli.CommandLine commandLine() {
    return java.util.Objects.requireNonNull(spec, "spec").commandLine();
  }
}
