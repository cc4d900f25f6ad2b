package io.mcpmanager.core.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.api.access.Action;
import io.mcpmanager.api.access.Area;
import io.mcpmanager.api.access.Grants;
import io.mcpmanager.api.access.Permission;
import io.mcpmanager.api.access.Role;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The roles there are: three that are always there, and those of each tenant. */
final class RoleBook {

  static final String ADMIN = "admin";

  /** What everybody but administrators is kept from. */
  private static final Set<Area> GUARDED =
      EnumSet.of(Area.USERS, Area.AUDIT, Area.SECRETS, Area.ADMIN);

  private static final Map<String, Role> BUILT_IN = builtIn();

  private final Shelf<Role> own;

  RoleBook(Shelf<Role> own) {
    this.own = own;
  }

  private static Map<String, Role> builtIn() {
    List<Permission> viewer = new ArrayList<>();
    List<Permission> operator = new ArrayList<>();
    for (Area area : EnumSet.complementOf(EnumSet.copyOf(GUARDED))) {
      viewer.add(Permission.of(area, Action.READ));
      for (Action action : EnumSet.complementOf(EnumSet.of(Action.FULL))) {
        operator.add(Permission.of(area, action));
      }
    }
    operator.add(Permission.of(Area.SECRETS, Action.READ));
    operator.add(Permission.of(Area.SECRETS, Action.WRITE));
    operator.add(Permission.of(Area.SECRETS, Action.EXECUTE));
    operator.add(Permission.of(Area.SECRETS, Action.EXECUTE));
    var roles = new LinkedHashMap<String, Role>();
    add(roles, "viewer", "Looks at everything but users, secrets and the audit trail.", viewer);
    add(
        roles,
        "operator",
        "Adds, changes, runs and calls servers, and sets and uses secrets.",
        operator);
    add(roles, ADMIN, "May do everything.", List.of(Permission.ADMIN));
    return roles;
  }

  private static void add(
      Map<String, Role> roles, String name, String description, Collection<Permission> granted) {
    roles.put(name, new Role(name, description, Grants.of(granted), true));
  }

  static boolean isBuiltIn(String name) {
    return BUILT_IN.containsKey(name);
  }

  Optional<Role> find(String tenant, String name) {
    Role builtIn = BUILT_IN.get(name);
    return builtIn != null ? Optional.of(builtIn) : own.find(tenant, name).map(Shelf.Kept::value);
  }

  List<Role> all(String tenant, int limit) {
    var all = new ArrayList<>(BUILT_IN.values());
    own.list(tenant, "", limit).forEach(kept -> all.add(kept.value()));
    return all;
  }

  /** What roles allow together in a tenant; those that are gone allow nothing. */
  Grants grants(String tenant, Collection<String> names) {
    return Grants.of(names.stream()
        .flatMap(name -> find(tenant, name).stream())
        .flatMap(role -> role.grants().permissions().stream())
        .collect(Collectors.toSet()));
  }

  static ObjectNode json(Role role) {
    ObjectNode json =
        Fields.object().put("name", role.name()).put("description", role.description());
    Fields.put(
        json,
        "permissions",
        role.grants().permissions().stream().map(Permission::text).collect(Collectors.toSet()));
    return json;
  }

  static Role read(JsonNode json) {
    return new Role(
        Fields.text(json, "name"),
        Fields.text(json, "description"),
        KeyEntry.grants(json.required("permissions")),
        false);
  }
}
