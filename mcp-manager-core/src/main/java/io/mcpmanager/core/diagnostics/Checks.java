package io.mcpmanager.core.diagnostics;

import io.mcpmanager.api.event.Events;
import io.mcpmanager.api.server.Servers;
import io.mcpmanager.spi.DiagnosticCheck;
import io.mcpmanager.spi.ManagerClock;
import io.mcpmanager.spi.ServerRuntime;
import io.mcpmanager.spi.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The checks that every manager has. */
public final class Checks {

  /**
   * All of them, in the order in which people should read what they find.
   *
   * @param started whether the manager runs
   * @param added by the host, shown after the store and the servers
   */
  public static List<DiagnosticCheck> of(
      Store store,
      Servers servers,
      BooleanSupplier started,
      List<ServerRuntime> runtimes,
      Events events,
      ManagerClock clock,
      List<DiagnosticCheck> added) {
    var checks = new ArrayList<>(store.checks());
    checks.add(new ServersCheck(servers, started));
    checks.add(new LeftoversCheck(store, servers, started));
    checks.add(new DefinitionsCheck(store::servers, runtimes));
    runtimes.forEach(runtime -> checks.addAll(runtime.checks()));
    checks.addAll(added);
    checks.add(DiskCheck.ofTemp());
    checks.add(new MemoryCheck(LinuxFiles.HERE));
    checks.add(new LimitsCheck(LinuxFiles.HERE));
    checks.add(new ThreadsCheck());
    checks.add(new ClockCheck(clock, events));
    checks.add(new JavaCheck(LinuxFiles.HERE));
    return checks;
  }

  private Checks() {}
}
