package io.mcpmanager.core.access;

import io.mcpmanager.api.access.Action;
import io.mcpmanager.api.access.Area;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Grants;
import io.mcpmanager.api.access.Permission;
import io.mcpmanager.api.access.Principal;
import io.mcpmanager.api.audit.AuditResult;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Decides who may change whom. What is denied is written to the audit trail. */
final class Authority {

  private final RoleBook roles;
  private final People people;
  private final Ledger ledger;

  Authority(RoleBook roles, People people, Ledger ledger) {
    this.roles = roles;
    this.people = people;
    this.ledger = ledger;
  }

  /** Whether somebody administers the manager as a whole, with all tenants. */
  static boolean isHostWide(CallContext context) {
    return context.grants().allows(Permission.ADMIN)
        && (context.tenant().equals(CallContext.DEFAULT_TENANT)
            || context.principal().kind() == Principal.Kind.SYSTEM);
  }

  static boolean may(CallContext context, Action action) {
    return context.grants().allows(Area.USERS, action, "");
  }

  void need(CallContext context, Action action, String what, String target) {
    if (!may(context, action)) {
      throw denied(
          context,
          what,
          target,
          "this needs the permission " + Permission.of(Area.USERS, action).text());
    }
  }

  /** Refuses to give what the giver does not have. */
  void needToGive(CallContext context, Grants given, String what, String target) {
    Optional<Permission> missing = given.permissions().stream()
        .filter(one -> !context.grants().allows(one))
        .findFirst();
    if (missing.isPresent()) {
      throw denied(
          context,
          what,
          target,
          "nobody can give what they do not have: " + missing.get().text());
    }
  }

  /** Refuses to change somebody who may do more than who changes them. */
  void needToOutrank(CallContext context, Account account, String what) {
    Grants had = roles.grants(context.tenant(), account.profile().rolesIn(context.tenant()));
    if (had.permissions().stream().anyMatch(one -> !context.grants().allows(one))) {
      throw denied(
          context, what, Account.principal(account.id()), "this user may do more than you");
    }
  }

  /**
   * Refuses to change what holds for a user in all tenants, unless who changes it administers all of them: with a
   * password of their making they would be in the others too.
   */
  void needWhole(CallContext context, Account account, String what) {
    needToOutrank(context, account, what);
    if (!isHostWide(context)
        && !account.profile().roles().keySet().equals(Set.of(context.tenant()))) {
      throw denied(
          context,
          what,
          Account.principal(account.id()),
          "this user belongs to other tenants too; an administrator of the manager has to do this");
    }
  }

  void needHostWide(CallContext context, String what) {
    if (!isHostWide(context)) {
      throw denied(context, what, "", "this needs an administrator of the manager");
    }
  }

  McpManagerException denied(CallContext context, String what, String target, String reason) {
    ledger.audit(context, what, target, AuditResult.DENIED, Map.of("reason", reason));
    return new McpManagerException(ErrorCode.ACCESS_DENIED, reason);
  }

  /** A user of the context's tenant. */
  Shelf.Kept<Account> member(CallContext context, String idOrName) {
    return people
        .member(context.tenant(), idOrName)
        .orElseThrow(
            () -> new McpManagerException(ErrorCode.USER_NOT_FOUND, "no user has this id or name"));
  }

  /** The user who acts; only those that are kept here, and by a credential of their own. */
  Shelf.Kept<Account> self(CallContext context, String what) {
    String prefix = Account.principal("");
    String id = context.principal().id();
    return Optional.of(id)
        .filter(one -> one.startsWith(prefix))
        .flatMap(one -> people.byId(one.substring(prefix.length())))
        .orElseThrow(() -> denied(context, what, "", "this is for users who have signed in"));
  }

  static boolean isSelf(CallContext context, String userId) {
    return context.principal().id().equals(Account.principal(userId));
  }
}
