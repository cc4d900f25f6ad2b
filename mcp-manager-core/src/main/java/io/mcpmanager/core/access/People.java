package io.mcpmanager.core.access;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Grants;
import io.mcpmanager.api.access.Identity;
import io.mcpmanager.api.access.Permission;
import io.mcpmanager.api.access.Principal;
import io.mcpmanager.spi.store.Document;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The users and what they may do. */
final class People {

  static final String DEFAULT_TIER = "default";
  private static final int PAGE = 1000;

  private final Shelves shelves;
  private final RoleBook roles;

  People(Shelves shelves, RoleBook roles) {
    this.shelves = shelves;
    this.roles = roles;
  }

  Optional<Shelf.Kept<Account>> byId(String id) {
    return shelves.users.find(Document.SHARED, id);
  }

  Optional<Shelf.Kept<Account>> byName(String name) {
    return shelves.users.lookup(Account.key(name));
  }

  /** The user of a tenant with this id or name. */
  Optional<Shelf.Kept<Account>> member(String tenant, String idOrName) {
    return byId(idOrName).or(() -> byName(idOrName)).filter(kept -> shelves
        .members
        .find(tenant, Account.key(kept.value().profile().name()))
        .isPresent());
  }

  /** A tenant's users by name. */
  List<Account> members(String tenant, String afterName, int limit) {
    return shelves.members.list(tenant, Account.key(afterName), limit).stream()
        .flatMap(member -> byId(member.value().of()).stream())
        .map(Shelf.Kept::value)
        .toList();
  }

  /** All who administer a tenant and may sign in. */
  List<Account> administrators(String tenant) {
    var found = new ArrayList<Account>();
    String after = "";
    List<Shelf.Kept<Ticket>> page;
    do {
      page = shelves.members.list(tenant, after, PAGE);
      for (var member : page) {
        byId(member.value().of())
            .map(Shelf.Kept::value)
            .filter(account -> administers(account, tenant))
            .ifPresent(found::add);
        after = member.id();
      }
    } while (page.size() == PAGE);
    return found;
  }

  boolean administers(Account account, String tenant) {
    return account.profile().enabled()
        && roles
            .grants(tenant, account.profile().rolesIn(tenant))
            .permissions()
            .contains(Permission.ADMIN);
  }

  /** Who a user is by a credential; empty if they may not sign in or belong nowhere. */
  Optional<Identity> identity(Account account, String credential, Instant expiresAt) {
    if (!account.profile().enabled()) {
      return Optional.empty();
    }
    List<Identity.Membership> memberships = account.profile().roles().entrySet().stream()
        .sorted((one, other) -> order(one.getKey(), other.getKey()))
        .map(tenant -> new Identity.Membership(
            tenant.getKey(), roles.grants(tenant.getKey(), tenant.getValue())))
        .toList();
    return memberships.isEmpty()
        ? Optional.empty()
        : Optional.of(new Identity(
            new Principal(Account.principal(account.id()), Principal.Kind.USER),
            account.profile().displayName(),
            memberships,
            credential,
            DEFAULT_TIER,
            Optional.of(expiresAt)));
  }

  private static int order(String one, String other) {
    boolean first = one.equals(CallContext.DEFAULT_TENANT);
    boolean second = other.equals(CallContext.DEFAULT_TENANT);
    return first == second ? one.compareTo(other) : first ? -1 : 1;
  }

  /** What the owner of a key may do now; who is no user is bounded by what they gave the key. */
  Grants grantsOf(String principal, String tenant) {
    if (!principal.startsWith(Account.principal(""))) {
      return Grants.ALL;
    }
    return byPrincipal(principal)
        .filter(account -> account.profile().enabled())
        .map(account -> roles.grants(tenant, account.profile().rolesIn(tenant)))
        .orElse(Grants.NONE);
  }

  /** The user that acts as a principal. */
  Optional<Account> byPrincipal(String principal) {
    String prefix = Account.principal("");
    return principal.startsWith(prefix)
        ? byId(principal.substring(prefix.length())).map(Shelf.Kept::value)
        : Optional.empty();
  }
}
