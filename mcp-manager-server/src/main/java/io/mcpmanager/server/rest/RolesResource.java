package io.mcpmanager.server.rest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mcpmanager.api.access.Access;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.core.json.AccessJson;
import java.util.List;

/** Roles: those that are always there and those of the tenant. */
final class RolesResource implements Resource {

  private static final String TAG = "access";
  private static final Parameter<String> ROLE = Parameter.path("role", "Name of the role.");

  private final Access access;

  RolesResource(Access access) {
    this.access = access;
  }

  @Override
  public List<Route> routes() {
    String all = Route.BASE + "/roles";
    return List.of(
        Route.get(all, TAG, "All roles and what they allow.")
            .answers("Role[]")
            .fails(ErrorCode.ACCESS_DENIED)
            .by(this::list),
        Route.put(all + "/{role}", TAG, "Creates a role of the tenant, or replaces it.")
            .with(ROLE)
            .takes("NewRole")
            .answers("Role")
            .fails(ErrorCode.ACCESS_DENIED, ErrorCode.LIMIT_REACHED)
            .by(this::put),
        Route.delete(all + "/{role}", TAG, "Deletes a role that nobody has.")
            .with(ROLE)
            .answers("Done")
            .fails(ErrorCode.ACCESS_DENIED, ErrorCode.ROLE_NOT_FOUND, ErrorCode.IN_USE)
            .by(this::delete));
  }

  private Answer list(Call call) {
    var data = JsonNodeFactory.instance.arrayNode();
    access.roles(call.context()).forEach(role -> data.add(AccessJson.role(role)));
    return Answer.ok(data);
  }

  private Answer put(Call call) {
    AccessJson.WantedRole wanted = AccessJson.role(call.body());
    return Answer.ok(AccessJson.role(access.putRole(
        call.context(), call.get(ROLE), wanted.description(), wanted.permissions())));
  }

  private Answer delete(Call call) {
    access.deleteRole(call.context(), call.get(ROLE));
    return UsersResource.done(call.get(ROLE));
  }
}
