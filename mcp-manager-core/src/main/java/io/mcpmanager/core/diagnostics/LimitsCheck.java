package io.mcpmanager.core.diagnostics;

import static io.mcpmanager.core.diagnostics.Amounts.percent;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.diagnostics.Finding;
import io.mcpmanager.spi.DiagnosticCheck;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What the system allows this process: open files, processes and threads. */
final class LimitsCheck implements DiagnosticCheck {

  private static final int NEARLY_FULL = 80;
  // a process server takes three pipes with two ends each for a moment, and three afterwards
  private static final long FILES_PER_SERVER = 6;
  // its pipes' threads, its own threads
  private static final long TASKS_PER_SERVER = 10;
  private static final long SERVERS = 100;

  private final LinuxFiles files;

  LimitsCheck(LinuxFiles files) {
    this.files = files;
  }

  @Override
  public String id() {
    return "limits";
  }

  @Override
  public List<Finding> examine(CallContext context) {
    var findings = new ArrayList<Finding>();
    OptionalLong openMost = files.ofProcess("limits", "Max open files");
    OptionalLong open = files.entries(Path.of("proc", "self", "fd"));
    if (openMost.isPresent() && open.isPresent()) {
      findings.add(openFiles(open.getAsLong(), openMost.getAsLong()));
    }
    files.groupLimit("pids.max", "pids.current").ifPresent(limit -> findings.add(tasks(limit)));
    if (findings.isEmpty()) {
      findings.add(Finding.skipped("limits", "this system does not tell its limits", ""));
    }
    return findings;
  }

  private static Finding openFiles(long open, long most) {
    String found = open + " of " + most + " files are open";
    String remedy =
        "Raise the limit of open files (ulimit -n, LimitNOFILE= of systemd, --ulimit nofile= of "
            + "docker) and start the manager again.";
    if (percent(open, most) >= NEARLY_FULL) {
      return Finding.problem("limits.files", found, remedy);
    }
    return most - open < SERVERS * FILES_PER_SERVER
        ? Finding.warning(
            "limits.files", found + ", which is little for many servers and clients", remedy)
        : Finding.ok("limits.files", found);
  }

  private static Finding tasks(LinuxFiles.GroupLimit limit) {
    String found = limit.used() + " of " + limit.limit() + " processes and threads are in use";
    String remedy =
        "Raise the limit of the container or service (TasksMax= of systemd, --pids-limit of docker), "
            + "or run fewer servers.";
    if (percent(limit.used(), limit.limit()) >= NEARLY_FULL) {
      return Finding.problem("limits.tasks", found, remedy);
    }
    return limit.limit() - limit.used() < SERVERS * TASKS_PER_SERVER
        ? Finding.warning("limits.tasks", found + ", which is little for many servers", remedy)
        : Finding.ok("limits.tasks", found);
  }
}
