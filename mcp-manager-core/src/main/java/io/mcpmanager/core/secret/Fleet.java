package io.mcpmanager.core.secret;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Principal;
import io.mcpmanager.api.bulk.BulkRun;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerId;
import java.util.Collection;
import java.util.List;

/** The servers, as far as secrets concern them. */
public interface Fleet {

  /** All servers of all tenants, as they are now. */
  Collection<Server> servers();

  /** Begins to restart servers. */
  BulkRun restart(CallContext context, List<ServerId> servers);

  /** Id of the person, or the program of its own, that a principal acts for: of a user's key, that user. */
  String person(Principal principal);

  /** What a person passes to a server has changed: instances that serve them with what was before end. */
  void credentialChanged(String tenant, String person, ServerId server);
}
