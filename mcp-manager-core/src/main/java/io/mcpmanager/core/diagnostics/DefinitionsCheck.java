package io.mcpmanager.core.diagnostics;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.diagnostics.Finding;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.Launch;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.RemoteLaunch;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.core.json.DefinitionJson;
import io.mcpmanager.spi.DiagnosticCheck;
import io.mcpmanager.spi.ServerRuntime;
import io.mcpmanager.spi.store.ServerRecord;
import io.mcpmanager.spi.store.ServerStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Whether what stored definitions refer to is there: commands, folders, variables. Running servers are not asked. */
final class DefinitionsCheck implements DiagnosticCheck {

  private static final Pattern REFERENCE =
      Pattern.compile("\\$\\{[A-Za-z_][A-Za-z0-9_]*(:-[^}]*)?}");

  private final Supplier<ServerStore> store;
  private final List<ServerRuntime> runtimes;

  DefinitionsCheck(Supplier<ServerStore> store, List<ServerRuntime> runtimes) {
    this.store = store;
    this.runtimes = runtimes;
  }

  @Override
  public String id() {
    return "definitions";
  }

  @Override
  public List<Finding> examine(CallContext context) {
    var findings = new ArrayList<Finding>();
    int enabled = 0;
    for (ServerRecord server : store.get().all()) {
      if (server.tenant().equals(context.tenant())) {
        ServerDefinition definition = DefinitionJson.parse(server.definition());
        if (definition.enabled()) {
          enabled++;
          look(definition, findings);
        }
      }
    }
    if (findings.isEmpty()) {
      findings.add(
          Finding.ok(id(), "what enabled servers need to start is there, for all " + enabled));
    }
    return findings;
  }

  private void look(ServerDefinition definition, List<Finding> findings) {
    List<Problem> problems = runtimes.stream()
        .filter(runtime -> runtime.supports(definition.launch()))
        .findFirst()
        .map(runtime -> runtime.check(definition.launch()))
        .orElseGet(() -> List.of(
            new Problem("kind", "no runtime can launch this kind", Problem.Code.UNSUPPORTED)));
    if (!problems.isEmpty()) {
      findings.add(Finding.warning(
              "definitions.launch",
              problems.stream()
                  .map(problem -> problem.within("launch").toString())
                  .collect(Collectors.joining("; ")),
              "Install what is missing or correct the definition; it can't be started before.")
          .about(definition.name()));
    }
    List<String> unreplaced = references(definition.launch());
    if (!unreplaced.isEmpty()) {
      findings.add(Finding.warning(
              "definitions.references",
              "a reference of the form ${NAME} is passed on as it is in "
                  + String.join(", ", unreplaced),
              "Give the value itself. References are replaced only when a client's configuration is "
                  + "imported.")
          .about(definition.name()));
    }
  }

  /** Fields, not their values, which may be secrets. */
  private static List<String> references(Launch launch) {
    return switch (launch) {
      case ProcessLaunch process -> references("environment", process.environment());
      case ContainerLaunch container -> references("environment", container.environment());
      case RemoteLaunch remote -> references("headers", remote.headers());
    };
  }

  private static List<String> references(String field, Map<String, String> values) {
    return values.entrySet().stream()
        .filter(entry -> REFERENCE.matcher(entry.getValue()).find())
        .map(entry -> field + "." + entry.getKey())
        .toList();
  }
}
