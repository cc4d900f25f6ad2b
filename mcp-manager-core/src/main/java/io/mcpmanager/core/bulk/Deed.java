package io.mcpmanager.core.bulk;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.bulk.BulkCommand;
import io.mcpmanager.api.error.ServerNotFoundException;
import io.mcpmanager.api.server.CommandResult;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.ServerState;
import io.mcpmanager.api.server.Servers;
import java.util.Map;
import java.util.Optional;

/** What a run does to each of its servers. */
interface Deed {

  /** What came of it for one server. */
  sealed interface Done {

    /** It was carried out. */
    record Executed(CommandResult result) implements Done {}

    /** There was nothing to do. */
    record Skipped(String why) implements Done {}
  }

  /** Does it to one server and waits for the outcome; throws what the port throws. */
  Done to(CallContext context, ServerId server) throws InterruptedException;

  /** The same command for every server that is not as the command wants it already. */
  record Command(Servers servers, BulkCommand command) implements Deed {

    @Override
    public Done to(CallContext context, ServerId id) throws InterruptedException {
      try {
        Optional<String> already = already(command, servers.get(context, id));
        return already.isPresent()
            ? new Done.Skipped(already.get())
            : new Done.Executed(servers.execute(context, id, command.command()));
      } catch (ServerNotFoundException gone) {
        if (command == BulkCommand.DELETE) {
          return new Done.Skipped("already deleted");
        }
        throw gone;
      }
    }

    /** In which way a server is already as a command wants it, if it is. */
    static Optional<String> already(BulkCommand command, Server server) {
      boolean enabled = server.definition().enabled();
      return switch (command) {
        case START ->
          server.state() == ServerState.RUNNING ? Optional.of("already running") : Optional.empty();
        case STOP ->
          server.state() == ServerState.STOPPED ? Optional.of("already stopped") : Optional.empty();
        case ENABLE -> enabled ? Optional.of("already enabled") : Optional.empty();
        case DISABLE -> enabled ? Optional.empty() : Optional.of("already disabled");
        case RESTART, DELETE -> Optional.empty();
      };
    }
  }

  /** For every server the inverse of what another run did to it. */
  record Undo(Servers servers, Map<ServerId, String> correlationIds) implements Deed {

    public Undo {
      correlationIds = Map.copyOf(correlationIds);
    }

    @Override
    public Done to(CallContext context, ServerId id) throws InterruptedException {
      String done = correlationIds.get(id);
      return done == null
          ? new Done.Skipped("nothing to undo")
          : new Done.Executed(servers.undo(context, done));
    }
  }
}
