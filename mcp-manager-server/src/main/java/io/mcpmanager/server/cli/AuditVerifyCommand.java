package io.mcpmanager.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.error.ValidationException;
import io.mcpmanager.core.config.ManagerConfig;
import io.mcpmanager.core.json.AuditJson;
import io.mcpmanager.server.DataFolder;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Whether the audit trail is as it was written. */
@Command(
    name = "verify",
    description =
        "Looks whether the audit trail is as it was written, and names the first entry that is not. "
            + "Ends with 1 if there is one.")
final class AuditVerifyCommand implements Callable<Integer> {

  @Mixin
  private ClientOptions options = new ClientOptions();

  @Option(
      names = "--all",
      description = "The trails of all tenants, not only that of who asks. Needs admin:full.")
  private boolean all;

  @ArgGroup(
      exclusive = false,
      multiplicity = "0..1",
      heading = "Without a manager: the trails of all tenants in a data folder%n")
  private @Nullable Offline offline;

  @Spec
  private @Nullable CommandSpec spec;

  /** What to look at if no manager runs. */
  static final class Offline {

    @Option(
        names = "--offline",
        required = true,
        description = "Look at the data of a manager that does not run.")
    private boolean wanted;

    @Option(
        names = "--data",
        paramLabel = "DIR",
        description = "Its data folder; by default the configured one.")
    private @Nullable Path data;

    @Option(
        names = "--config",
        paramLabel = "FILE",
        description = "Read this file instead of the system, user and project configuration.")
    private @Nullable Path config;

    @Option(
        names = "--anchors",
        paramLabel = "FILE",
        description = "Anchors that were kept elsewhere, to be compared too.")
    private @Nullable Path anchors;

    private ArrayNode verify() {
      if (anchors != null && !Files.isReadable(anchors)) {
        throw new ValidationException(List.of(new Problem(
            "--anchors", anchors + " can't be read; name a file", Problem.Code.NOT_ALLOWED)));
      }
      Map<String, String> flags =
          data == null ? Map.of() : Map.of("data.directory", data.toString());
      ManagerConfig loaded = ConfigOptions.load(config, flags).config();
      ArrayNode found = JsonNodeFactory.instance.arrayNode();
      new DataFolder(loaded.dataDirectory())
          .verifyAudit(loaded, anchors)
          .forEach(one -> found.add(AuditJson.verification(one)));
      return found;
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    JsonNode found;
    if (offline != null && offline.wanted) {
      CommandLine line = Objects.requireNonNull(spec, "spec").commandLine();
      if (line.getParseResult().hasMatchedOption("--url")) {
        throw new ParameterException(line, "--offline asks no manager; leave out --url.");
      }
      found = offline.verify();
    } else {
      found = ofRunning();
    }
    PrintWriter out = Output.writer(spec);
    boolean intact = true;
    for (JsonNode one : found) {
      intact &= one.path("intact").asBoolean();
    }
    if (options.json()) {
      Output.json(out, found);
    } else {
      found.forEach(one -> out.println(sentence(one)));
      if (found.isEmpty()) {
        out.println("There is no audit trail yet.");
      }
      out.flush();
    }
    return intact ? 0 : 1;
  }

  private ArrayNode ofRunning() throws InterruptedException {
    try (ApiClient client = options.connect()) {
      ArrayNode found = JsonNodeFactory.instance.arrayNode();
      JsonNode data =
          client.get(AuditCommand.PATH + (all ? "/verify/all" : "/verify")).path("data");
      if (all) {
        data.forEach(found::add);
      } else {
        found.add(data);
      }
      return found;
    }
  }

  private static String sentence(JsonNode found) {
    String tenant = found.path("tenant").asText() + ": ";
    JsonNode fault = found.path("fault");
    if (!found.path("intact").asBoolean()) {
      return tenant + "broken at entry " + fault.path("sequence").asText() + " ("
          + fault.path("kind").asText() + "): " + fault.path("message").asText();
    }
    long entries = found.path("entries").asLong();
    return tenant
        + (entries == 0
            ? "no entries"
            : "entries " + found.path("firstSequence").asText() + " to "
                + found.path("lastSequence").asText() + " are as they were written")
        + "; anchors compared: " + found.path("anchors").asText();
  }
}
