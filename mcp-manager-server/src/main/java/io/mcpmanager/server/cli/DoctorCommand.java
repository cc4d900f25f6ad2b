package io.mcpmanager.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpmanager.McpManager;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.diagnostics.DiagnosticsReport;
import io.mcpmanager.api.diagnostics.Finding;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.error.ValidationException;
import io.mcpmanager.core.config.LoadedConfig;
import io.mcpmanager.core.json.DiagnosticsJson;
import io.mcpmanager.server.diagnostics.ServerChecks;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Asks a running manager how it is, or looks at its data folder and the machine if none runs. */
@Command(
    name = "doctor",
    description =
        "Looks for what is wrong with the manager and its machine, and says what to do. Asks the running "
            + "manager; if none answers, looks at the data folder without changing it. "
            + "Ends with 0 if there is no problem (there may be warnings), else with 1.")
final class DoctorCommand implements Callable<Integer> {

  private static final CallContext CONTEXT = CallContext.system("doctor");

  private final ManagerFactory reading;

  @Mixin
  private ConfigOptions options = new ConfigOptions();

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "The manager's address; by default this machine and the configured port.")
  private @Nullable URI url;

  @Option(names = "--data", paramLabel = "DIR", description = "Folder of the database.")
  private @Nullable Path data;

  @Option(names = "--json", description = "Write the answer as JSON.")
  private boolean json;

  @Spec
  private @Nullable CommandSpec spec;

  /** A doctor that looks through managers which are built for reading and never started. */
  DoctorCommand(ManagerFactory reading) {
    this.reading = reading;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (url != null) {
      try (var client = new ApiClient(url)) {
        return show("the manager at " + url, ask(client));
      }
    }
    LoadedConfig loaded;
    try {
      loaded = options.load(flags());
    } catch (ValidationException wrong) {
      return show(
          "the configuration, which is wrong, and the machine", withoutConfiguration(wrong));
    }
    URI address = ClientOptions.address(loaded.config());
    JsonNode report = ofRunning(address, loaded.config().dataDirectory());
    return report != null
        ? show("the manager at " + address, report)
        : show(
            "the data folder " + loaded.config().dataDirectory() + "; no manager answers for it at "
                + address,
            offline(loaded));
  }

  private Map<String, String> flags() {
    var flags = new HashMap<String, String>();
    if (data != null) {
      flags.put("data.directory", data.toString());
    }
    return flags;
  }

  /** What the running manager says, or null if there is none or it has another data folder. */
  private static @Nullable JsonNode ofRunning(URI address, Path folder)
      throws InterruptedException {
    try (var client = new ApiClient(address)) {
      String theirs =
          client.get("/api/v1/system-info").path("data").path("dataDirectory").asText();
      return Path.of(theirs).toAbsolutePath().equals(folder.toAbsolutePath()) ? ask(client) : null;
    } catch (McpManagerException nobodyOrNotOurs) {
      if (nobodyOrNotOurs.code() == ErrorCode.CHANNEL_FAILED) {
        return null;
      }
      throw nobodyOrNotOurs;
    }
  }

  private static JsonNode ask(ApiClient client) throws InterruptedException {
    return client.get("/api/v1/diagnostics").path("data");
  }

  private JsonNode offline(LoadedConfig loaded) throws InterruptedException {
    quiet();
    try (McpManager manager = reading.create(loaded)) {
      return DiagnosticsJson.report(manager.diagnostics().examine(CONTEXT));
    }
  }

  private static JsonNode withoutConfiguration(ValidationException wrong)
      throws InterruptedException {
    quiet();
    var builder = McpManager.builder();
    builder.diagnosticCheck(ServerChecks.found(
        "configuration",
        wrong.problems().stream()
            .map(problem -> Finding.problem(
                "configuration.mistake",
                problem.toString(),
                "Correct it; nothing starts before. 'mcp-manager config check' tells the same."))
            .toList()));
    try (McpManager manager = builder.build()) {
      DiagnosticsReport report = manager.diagnostics().examine(CONTEXT);
      return DiagnosticsJson.report(report);
    }
  }

  /** What a manager that is built only to be looked at has to log is in the findings. */
  private static void quiet() {
    Logger.getLogger("io.mcpmanager").setLevel(Level.SEVERE);
  }

  private int show(String what, JsonNode report) {
    PrintWriter out = Output.writer(spec);
    if (json) {
      Output.json(out, report);
    } else {
      out.println("Looked at " + what + ".");
      out.println();
      report.path("findings").forEach(finding -> show(out, finding));
      out.println();
      out.println(summary(report));
      out.flush();
    }
    return report.path("status").asText().equals(Finding.Status.PROBLEM.text()) ? 1 : 0;
  }

  private static void show(PrintWriter out, JsonNode finding) {
    String status = finding.path("status").asText();
    String subject = finding.path("subject").asText();
    out.println(
        String.format(Locale.ROOT, "%-8s %-26s ", status, finding.path("id").asText())
            + (subject.isEmpty() ? "" : subject + ": ")
            + finding.path("found").asText());
    String remedy = finding.path("remedy").asText();
    if (!remedy.isEmpty()) {
      out.println(" ".repeat(36) + remedy);
    }
  }

  private static String summary(JsonNode report) {
    long problems = count(report, Finding.Status.PROBLEM);
    long warnings = count(report, Finding.Status.WARNING);
    if (problems + warnings == 0) {
      return "Nothing is wrong.";
    }
    return number(problems, "problem") + ", " + number(warnings, "warning") + ".";
  }

  private static long count(JsonNode report, Finding.Status status) {
    return report
        .path("findings")
        .valueStream()
        .filter(finding -> finding.path("status").asText().equals(status.text()))
        .count();
  }

  private static String number(long count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }
}
