package io.mcpmanager.server.rest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.secret.Credential;
import io.mcpmanager.api.secret.Credentials;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.Servers;
import io.mcpmanager.core.json.SecretJson;
import java.util.List;

/** The caller's own credentials for servers. */
final class CredentialsResource implements Resource {

  private static final String TAG = "secrets";
  private static final String BASE = Route.BASE + "/me/credentials";
  private static final String ONE = BASE + "/{server}/{credential}";
  private static final Parameter<String> NAME =
      Parameter.path("credential", "What the server's definition calls it.");

  private final Credentials credentials;
  private final ServerLookup servers;

  CredentialsResource(Credentials credentials, Servers servers) {
    this.credentials = credentials;
    this.servers = new ServerLookup(servers);
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(BASE, TAG, "What servers want of the caller, set or not.")
            .answers("Credential[]")
            .by(this::list),
        Route.put(ONE, TAG, "Sets a credential of the caller's for one server.")
            .with(ServerLookup.SERVER, NAME)
            .takes("NewCredential")
            .answers("Credential")
            .fails(ErrorCode.SERVER_NOT_FOUND, ErrorCode.LIMIT_REACHED, ErrorCode.KEY_UNAVAILABLE)
            .by(this::put),
        Route.delete(ONE, TAG, "Deletes a credential of the caller's.")
            .with(ServerLookup.SERVER, NAME)
            .answers("Deleted")
            .fails(ErrorCode.SERVER_NOT_FOUND)
            .by(this::delete));
  }

  private Answer list(Call call) {
    var data = JsonNodeFactory.instance.arrayNode();
    credentials
        .list(call.context())
        .forEach(credential -> data.add(SecretJson.credential(credential)));
    return Answer.ok(data);
  }

  private Answer put(Call call) {
    return Answer.ok(SecretJson.credential(credentials.put(
        call.context(),
        server(call),
        call.get(NAME),
        SecretJson.read(call.body(), false).value())));
  }

  private Answer delete(Call call) {
    credentials.delete(call.context(), server(call), call.get(NAME));
    return Answer.ok(JsonNodeFactory.instance.objectNode().put("deleted", call.get(NAME)));
  }

  /** By id or name, among those that want something of the caller first: they need not be allowed to look up others. */
  private ServerId server(Call call) {
    String given = call.get(ServerLookup.SERVER);
    return credentials.list(call.context()).stream()
        .filter(one -> one.server().value().equals(given) || one.serverName().equals(given))
        .map(Credential::server)
        .findFirst()
        .orElseGet(() -> servers.of(call).id());
  }
}
