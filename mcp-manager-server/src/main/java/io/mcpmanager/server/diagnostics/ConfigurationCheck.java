package io.mcpmanager.server.diagnostics;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.diagnostics.Finding;
import io.mcpmanager.api.error.ValidationException;
import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.RemoteLaunch;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.core.config.LoadedConfig;
import io.mcpmanager.core.config.Origin;
import io.mcpmanager.core.json.ImportJson;
import io.mcpmanager.spi.DiagnosticCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What is configured where, and combinations that work but are not safe. Values are not shown. */
final class ConfigurationCheck implements DiagnosticCheck {

  private static final long MAX_FILE_BYTES = 16L << 20;

  private final LoadedConfig loaded;
  private final Path database;
  private final Map<String, String> environment;

  ConfigurationCheck(LoadedConfig loaded, Path database, Map<String, String> environment) {
    this.loaded = loaded;
    this.database = database;
    this.environment = Map.copyOf(environment);
  }

  @Override
  public String id() {
    return "configuration";
  }

  @Override
  public List<Finding> examine(CallContext context) throws IOException {
    var findings = new ArrayList<Finding>();
    serversFile(findings);
    dataFolder(findings);
    findings.add(origins());
    return findings;
  }

  private Finding origins() {
    String set = loaded.origins().stream()
        .filter(origin -> !origin.source().equals("default"))
        .map(ConfigurationCheck::place)
        .collect(Collectors.joining(", "));
    return Finding.ok(
        "configuration.origin",
        set.isEmpty()
            ? "every key has its default"
            : "set are " + set + "; the rest has its default");
  }

  private static String place(Origin origin) {
    return origin.key() + " (" + origin.source() + ")";
  }

  private void serversFile(List<Finding> findings) throws IOException {
    Path file = loaded.config().serversFile();
    if (file == null) {
      return;
    }
    String id = "configuration.servers-file";
    if (!Files.isReadable(file) || Files.size(file) > MAX_FILE_BYTES) {
      findings.add(Finding.problem(
          id,
          "the servers file " + file + " can't be read, or is too long",
          "Correct servers.file; the manager does not start without it."));
      return;
    }
    writable(id, "servers file", file, findings);
    try {
      List<ServerDefinition> servers =
          new ImportJson(environment::get, true).read(Files.readString(file)).definitions();
      if (servers.stream().anyMatch(ConfigurationCheck::mayHoldCredentials)) {
        readable(id, "servers file, which has variables or headers,", file, findings);
      }
    } catch (ValidationException wrong) {
      wrong.problems().stream()
          .map(problem -> Finding.problem(
              id,
              "the servers file " + file + " is wrong: " + problem,
              "Correct it, or set the variable it refers to; the manager does not start before."))
          .forEach(findings::add);
    }
  }

  private static boolean mayHoldCredentials(ServerDefinition server) {
    return switch (server.launch()) {
      case ProcessLaunch process -> !process.environment().isEmpty();
      case ContainerLaunch container -> !container.environment().isEmpty();
      case RemoteLaunch remote -> !remote.headers().isEmpty();
    };
  }

  private void dataFolder(List<Finding> findings) throws IOException {
    if (Files.exists(database)) {
      readable("configuration.database", "database, which holds credentials,", database, findings);
    }
    Path folder = loaded.config().dataDirectory();
    if (Files.isDirectory(folder)) {
      writable("configuration.data", "data folder", folder, findings);
      if (Files.getFileStore(folder).type().equals("tmpfs")) {
        findings.add(Finding.warning(
            "configuration.data",
            "the data folder " + folder + " is in memory and gone when the machine restarts",
            "Choose a folder on a disk: data.directory or --data."));
      }
    }
  }

  private static void readable(String id, String name, Path file, List<Finding> findings)
      throws IOException {
    if (permissions(file).contains(PosixFilePermission.OTHERS_READ)) {
      findings.add(Finding.warning(
          id,
          "the " + name + " can be read by every user of this machine: " + file,
          "Take that right away: chmod o-rwx."));
    }
  }

  private static void writable(String id, String name, Path file, List<Finding> findings)
      throws IOException {
    if (permissions(file).contains(PosixFilePermission.OTHERS_WRITE)) {
      findings.add(Finding.warning(
          id,
          "the " + name + " can be changed by every user of this machine: " + file,
          "Take that right away (chmod o-w): who writes there decides what the manager runs."));
    }
  }

  private static Set<PosixFilePermission> permissions(Path file) throws IOException {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? Files.getPosixFilePermissions(file)
        : Set.of();
  }
}
