package io.mcpmanager.core.guard;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.ServerNotFoundException;
import io.mcpmanager.api.secret.Credential;
import io.mcpmanager.api.secret.Credentials;
import io.mcpmanager.api.secret.SecretValue;
import io.mcpmanager.api.server.ServerId;
import java.util.List;
import java.util.Map;

/** The caller's own credentials, for servers they may see or whose tools they may call. */
final class GuardedCredentials implements Credentials {

  private final Credentials credentials;
  private final Authorizer authorizer;
  private final ServerRights rights;

  GuardedCredentials(Credentials credentials, Authorizer authorizer, ServerRights rights) {
    this.credentials = credentials;
    this.authorizer = authorizer;
    this.rights = rights;
  }

  @Override
  public List<Credential> list(CallContext context) {
    authorizer.checkSome(context, Operation.LIST_CREDENTIALS);
    return credentials.list(context).stream()
        .filter(credential -> isSeen(context, credential.server()))
        .toList();
  }

  @Override
  public Credential put(CallContext context, ServerId server, String name, SecretValue value) {
    require(context, Operation.SET_CREDENTIAL, server);
    return authorizer.recorded(
        context,
        Operation.SET_CREDENTIAL,
        thing(server, name),
        Map.of(),
        () -> credentials.put(context, server, name, value));
  }

  @Override
  public void delete(CallContext context, ServerId server, String name) {
    require(context, Operation.DELETE_CREDENTIAL, server);
    var ignored = authorizer.recorded(
        context, Operation.DELETE_CREDENTIAL, thing(server, name), Map.of(), () -> {
          credentials.delete(context, server, name);
          return "";
        });
  }

  private void require(CallContext context, Operation operation, ServerId server) {
    authorizer.checkSome(context, operation);
    if (!isSeen(context, server)) {
      throw new ServerNotFoundException(server.value());
    }
  }

  private boolean isSeen(CallContext context, ServerId server) {
    return rights.allows(context, Operation.READ_SERVERS, server)
        || rights.allows(context, Operation.LIST_CREDENTIALS, server);
  }

  private static String thing(ServerId server, String name) {
    return "credential:" + server.value() + "/" + name;
  }
}
