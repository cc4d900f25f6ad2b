package io.mcpmanager.core.diagnostics;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.diagnostics.Finding;
import io.mcpmanager.spi.DiagnosticCheck;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The Java that runs the manager: its version, its options, and whether its archive of classes is in use. */
final class JavaCheck implements DiagnosticCheck {

  private static final List<String> ARCHIVES = List.of("-XX:SharedArchiveFile=", "-XX:AOTCache=");

  private final LinuxFiles files;

  JavaCheck(LinuxFiles files) {
    this.files = files;
  }

  @Override
  public String id() {
    return "java";
  }

  @Override
  public List<Finding> examine(CallContext context) {
    List<String> arguments = ManagementFactory.getRuntimeMXBean().getInputArguments();
    var findings = new ArrayList<Finding>();
    findings.add(Finding.ok(
        "java.version",
        Runtime.version() + " of " + System.getProperty("java.vendor", "unknown vendor")));
    // system properties and agents' arguments may hold secrets; options of the virtual machine
    // don't
    List<String> options =
        arguments.stream().filter(text -> text.startsWith("-X")).toList();
    findings.add(Finding.ok(
        "java.options", options.isEmpty() ? "no options are set" : String.join(" ", options)));
    archive(arguments).ifPresent(findings::add);
    return findings;
  }

  private Optional<Finding> archive(List<String> arguments) {
    Optional<String> maps = files.read(Path.of("proc", "self", "maps"));
    return arguments.stream()
        .flatMap(text -> ARCHIVES.stream()
            .filter(text::startsWith)
            .map(option -> text.substring(option.length())))
        .reduce((first, last) -> last)
        .filter(file -> maps.isPresent())
        .map(file -> archive(file, maps.orElseThrow().contains(file)));
  }

  private static Finding archive(String file, boolean used) {
    return used
        ? Finding.ok("java.archive", "classes come from the archive " + file)
        : Finding.warning(
            "java.archive",
            "the archive of classes " + file + " is not in use, so starting takes longer",
            "It fits the build and the Java it was made with only. Delete it; who starts the manager with "
                + "its script gets another one at the next start.");
  }
}
