package io.mcpmanager.core.diagnostics;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.diagnostics.Finding;
import io.mcpmanager.spi.DiagnosticCheck;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;

/** Whether platform threads wait for each other for ever. */
final class ThreadsCheck implements DiagnosticCheck {

  @Override
  public String id() {
    return "threads";
  }

  @Override
  public List<Finding> examine(CallContext context) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long[] deadlocked = threads.findDeadlockedThreads();
    return List.of(
        deadlocked == null
            ? Finding.ok("threads", threads.getThreadCount() + " platform threads, no deadlock")
            : Finding.problem(
                "threads",
                deadlocked.length + " threads wait for each other for ever",
                "Take a thread dump, report it, and start the manager again."));
  }
}
