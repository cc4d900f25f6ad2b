package io.mcpmanager.core.process;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.diagnostics.Finding;
import io.mcpmanager.spi.DiagnosticCheck;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Programs that are of use if they are there: for ending whole groups of processes, and for many MCP servers. */
final class HelpersCheck implements DiagnosticCheck {

  private static final List<String> OWN = List.of("setsid", "setpriv");
  private static final List<String> OF_SERVERS = List.of("node", "npx", "python3", "uvx", "docker");

  private final Map<String, String> environment;

  HelpersCheck(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public String id() {
    return "helpers";
  }

  @Override
  public List<Finding> examine(CallContext context) {
    return List.of(
        look(
            "helpers.manager",
            OWN,
            "Install util-linux: with it, what a server has started ends with it more surely."),
        look(
            "helpers.servers",
            OF_SERVERS,
            "Only servers that are started with a missing one need it."));
  }

  private Finding look(String id, List<String> programs, String hint) {
    var present = new ArrayList<String>();
    var missing = new ArrayList<String>();
    for (String program : programs) {
      boolean found = Executables.find(program, Path.of(""), environment).isPresent();
      (found ? present : missing).add(program);
    }
    String found = (present.isEmpty() ? "none is there" : "there are " + String.join(", ", present))
        + (missing.isEmpty() ? "" : "; missing are " + String.join(", ", missing));
    return new Finding(id, "", Finding.Status.OK, found, missing.isEmpty() ? "" : hint);
  }
}
