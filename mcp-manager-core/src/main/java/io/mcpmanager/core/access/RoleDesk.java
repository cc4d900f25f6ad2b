package io.mcpmanager.core.access;

import io.mcpmanager.api.access.Action;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Grants;
import io.mcpmanager.api.access.Permission;
import io.mcpmanager.api.access.Role;
import io.mcpmanager.api.audit.AuditResult;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.error.ValidationException;
import io.mcpmanager.api.event.EventData;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** A tenant's own roles. */
final class RoleDesk {

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
  private static final int MAX_DESCRIPTION = 500;
  private static final int MAX_ROLES = 200;
  private static final int MAX_PERMISSIONS = 500;
  private static final int PAGE = 1000;

  private final Shelves shelves;
  private final RoleBook roles;
  private final People people;
  private final Authority authority;
  private final Ledger ledger;

  RoleDesk(Shelves shelves, RoleBook roles, People people, Authority authority, Ledger ledger) {
    this.shelves = shelves;
    this.roles = roles;
    this.people = people;
    this.authority = authority;
    this.ledger = ledger;
  }

  List<Role> list(CallContext context) {
    authority.need(context, Action.READ, "roles.list", "");
    return roles.all(context.tenant(), MAX_ROLES);
  }

  Role put(CallContext context, String name, String description, Set<Permission> permissions) {
    authority.need(context, Action.WRITE, "roles.put", "role:" + name);
    check(name, description, permissions);
    return ledger.inTurn(() -> {
      Optional<Shelf.Kept<Role>> former = shelves.roles.find(context.tenant(), name);
      var role = new Role(name, description, Grants.of(permissions), false);
      authority.needToGive(context, role.grants(), "roles.put", "role:" + name);
      // who has less than a role gives can't take it from those who have it either
      former.ifPresent(kept ->
          authority.needToGive(context, kept.value().grants(), "roles.put", "role:" + name));
      if (former.isEmpty()
          && shelves.roles.list(context.tenant(), "", MAX_ROLES).size() >= MAX_ROLES) {
        throw new McpManagerException(
            ErrorCode.LIMIT_REACHED, "there are already " + MAX_ROLES + " roles");
      }
      long revision = former.map(Shelf.Kept::revision).orElse(0L);
      ledger.commit(
          context,
          List.of(shelves.roles.put(context.tenant(), name, null, null, role, revision)),
          new EventData.AccessChanged("role", name, former.isPresent() ? "changed" : "created"));
      var details = new TreeMap<>(Map.of("after", role.grants().toString()));
      former.ifPresent(kept -> details.put("before", kept.value().grants().toString()));
      ledger.audit(context, "roles.put", "role:" + name, AuditResult.DONE, details);
      return role;
    });
  }

  private static void check(String name, String description, Set<Permission> permissions) {
    List<Problem> problems = new ArrayList<>();
    if (!NAME.matcher(name).matches()) {
      problems.add(new Problem(
          "name",
          "must have 1 to 63 lower case letters, digits and hyphens",
          Problem.Code.INVALID_FORMAT));
    } else if (RoleBook.isBuiltIn(name)) {
      problems.add(new Problem(
          "name", "is a role that is always there and can't be changed", Problem.Code.NOT_ALLOWED));
    }
    if (description.length() > MAX_DESCRIPTION) {
      problems.add(new Problem(
          "description",
          "must have at most " + MAX_DESCRIPTION + " characters",
          Problem.Code.OUT_OF_RANGE));
    }
    if (permissions.isEmpty() || permissions.size() > MAX_PERMISSIONS) {
      problems.add(new Problem(
          "permissions",
          "must be 1 to " + MAX_PERMISSIONS + " permissions",
          Problem.Code.OUT_OF_RANGE));
    }
    if (permissions.contains(Permission.ADMIN)) {
      problems.add(new Problem(
          "permissions",
          "must not have admin:full; give the role admin instead",
          Problem.Code.NOT_ALLOWED));
    }
    if (!problems.isEmpty()) {
      throw new ValidationException(problems);
    }
  }

  void delete(CallContext context, String name) {
    authority.need(context, Action.WRITE, "roles.delete", "role:" + name);
    ledger.inTurn(() -> {
      Shelf.Kept<Role> kept = shelves
          .roles
          .find(context.tenant(), name)
          .orElseThrow(() -> new McpManagerException(
              ErrorCode.ROLE_NOT_FOUND, "the tenant has no role of its own by this name"));
      authority.needToGive(context, kept.value().grants(), "roles.delete", "role:" + name);
      if (isUsed(context.tenant(), name)) {
        throw new McpManagerException(
            ErrorCode.IN_USE, "there are users with this role; take it from them first");
      }
      ledger.commit(
          context,
          List.of(shelves.roles.remove(kept)),
          new EventData.AccessChanged("role", name, "deleted"));
      ledger.audit(context, "roles.delete", "role:" + name, AuditResult.DONE, Map.of());
      return null;
    });
  }

  private boolean isUsed(String tenant, String name) {
    String after = "";
    List<Account> page;
    do {
      page = people.members(tenant, after, PAGE);
      for (Account account : page) {
        if (account.profile().rolesIn(tenant).contains(name)) {
          return true;
        }
        after = account.profile().name();
      }
    } while (page.size() == PAGE);
    return false;
  }
}
