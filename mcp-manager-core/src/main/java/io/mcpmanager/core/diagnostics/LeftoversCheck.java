package io.mcpmanager.core.diagnostics;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.diagnostics.Finding;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerState;
import io.mcpmanager.api.server.Servers;
import io.mcpmanager.spi.DiagnosticCheck;
import io.mcpmanager.spi.ProcessIdentity;
import io.mcpmanager.spi.store.InstanceRecord;
import io.mcpmanager.spi.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** What was launched, is not known to have ended, and belongs to no server that runs. */
final class LeftoversCheck implements DiagnosticCheck {

  private static final String ID = "leftovers";
  private static final Set<ServerState> WITHOUT_INSTANCE =
      Set.of(ServerState.STOPPED, ServerState.ERROR, ServerState.MAINTENANCE);

  private final Store store;
  private final Servers servers;
  private final BooleanSupplier started;

  LeftoversCheck(Store store, Servers servers, BooleanSupplier started) {
    this.store = store;
    this.servers = servers;
    this.started = started;
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public List<Finding> examine(CallContext context) {
    List<InstanceRecord> noted = store.instances().all();
    if (!started.getAsBoolean()) {
      return List.of(Finding.ok(
          ID, "instances noted as not ended: " + noted.size() + "; a start looks for them first"));
    }
    var findings = new ArrayList<Finding>();
    for (InstanceRecord instance : noted) {
      // of other tenants' servers nothing is known here
      servers
          .find(context, instance.server())
          .filter(server -> WITHOUT_INSTANCE.contains(server.state()))
          .flatMap(server -> leftover(server, instance))
          .ifPresent(findings::add);
    }
    if (findings.isEmpty()) {
      findings.add(Finding.ok(ID, "no process of a server that does not run is left"));
    }
    return findings;
  }

  private static Optional<Finding> leftover(Server server, InstanceRecord instance) {
    return instance
        .knownProcess()
        .map(ProcessIdentity::pid)
        .filter(pid -> ProcessHandle.of(pid).isPresent())
        .map(pid -> Finding.warning(
                ID,
                "the process " + pid + " that was started for it has not ended",
                "The manager goes on trying to end it. If it stays, see with ps what it waits for, and end "
                    + "it by hand.")
            .about(server.name()));
  }
}
