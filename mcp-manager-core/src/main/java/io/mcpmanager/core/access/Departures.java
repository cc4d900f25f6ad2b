package io.mcpmanager.core.access;

import io.mcpmanager.api.access.Action;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.audit.AuditResult;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.spi.store.Document;
import io.mcpmanager.spi.store.StoreChange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** How users go, with all that is theirs. The last administrator does not. */
final class Departures {

  private static final int PAGE = 1000;

  private final Shelves shelves;
  private final People people;
  private final Newcomers newcomers;
  private final SessionBook sessions;
  private final Authority authority;
  private final Ledger ledger;

  Departures(
      Shelves shelves,
      People people,
      Newcomers newcomers,
      SessionBook sessions,
      Authority authority,
      Ledger ledger) {
    this.shelves = shelves;
    this.people = people;
    this.newcomers = newcomers;
    this.sessions = sessions;
    this.authority = authority;
    this.ledger = ledger;
  }

  void delete(CallContext context, String id) {
    authority.need(context, Action.WRITE, "users.delete", Account.principal(id));
    ledger.inTurn(() -> {
      Shelf.Kept<Account> kept = authority.member(context, id);
      Account account = kept.value();
      authority.needToOutrank(context, account, "users.delete");
      boolean whole = Authority.isHostWide(context)
          || account.profile().roles().keySet().equals(Set.of(context.tenant()));
      var changes = new ArrayList<StoreChange>();
      if (whole) {
        remove(context, kept, changes);
      } else {
        Account left = account.withProfile(account.profile().withRoles(context.tenant(), Set.of()));
        keepAnAdministrator(context, account, left);
        changes.addAll(newcomers.changed(kept, left));
        long ignored = removeKeys(account, Set.of(context.tenant()), changes);
        changes.addAll(sessions.endAll(account.id(), ""));
      }
      ledger.commit(context, changes, new EventData.AccessChanged("user", account.id(), "deleted"));
      ledger.audit(
          context,
          "users.delete",
          Account.principal(account.id()),
          AuditResult.DONE,
          Map.of("name", account.profile().name()));
      return null;
    });
  }

  /** What deletes a user with everything that is theirs; counted by kind. */
  Map<String, Long> remove(
      CallContext context, Shelf.Kept<Account> kept, List<StoreChange> changes) {
    Account account = kept.value();
    checkMayGo(context, account);
    var counts = new TreeMap<String, Long>();
    changes.add(shelves.users.remove(kept));
    counts.put("users", 1L);
    String key = Account.key(account.profile().name());
    account
        .profile()
        .roles()
        .keySet()
        .forEach(tenant ->
            changes.add(new StoreChange.DeleteDocument(shelves.members.kind(), tenant, key, -1)));
    String provider = account.profile().provider();
    if (provider != null) {
      changes.add(
          new StoreChange.DeleteDocument(shelves.provided.kind(), Document.SHARED, provider, -1));
    }
    changes.add(
        new StoreChange.DeleteDocument(shelves.links.kind(), Document.SHARED, account.id(), -1));
    List<StoreChange> ended = sessions.endAll(account.id(), "");
    changes.addAll(ended);
    counts.put("sessions", (long) ended.size());
    counts.put("keys", removeKeys(account, account.profile().roles().keySet(), changes));
    return counts;
  }

  /** Refuses to let the last administrator go. */
  void checkMayGo(CallContext context, Account account) {
    Account gone = account.withProfile(new Account.Profile(
        account.profile().name(), "", "", Map.of(), false, account.profile().provider()));
    keepAnAdministrator(context, account, gone);
  }

  private long removeKeys(Account account, Collection<String> tenants, List<StoreChange> changes) {
    String owner = Account.principal(account.id());
    List<Shelf.Kept<KeyEntry>> owned = tenants.stream()
        .flatMap(tenant -> keys(tenant, key -> key.owner().equals(owner)).stream())
        .toList();
    owned.forEach(key -> changes.add(shelves.keys.remove(key)));
    return owned.size();
  }

  /** All keys of a tenant that pass. */
  List<Shelf.Kept<KeyEntry>> keys(String tenant, Predicate<KeyEntry> wanted) {
    var found = new ArrayList<Shelf.Kept<KeyEntry>>();
    String after = "";
    List<Shelf.Kept<KeyEntry>> page;
    do {
      page = shelves.keys.list(tenant, after, PAGE);
      page.stream().filter(kept -> wanted.test(kept.value())).forEach(found::add);
      after = page.isEmpty() ? after : page.getLast().id();
    } while (!page.isEmpty());
    return found;
  }

  /** Refuses to leave a tenant without anybody who administers it; those of the manager may do that to other tenants. */
  void keepAnAdministrator(CallContext context, Account before, Account after) {
    for (String tenant : before.profile().roles().keySet()) {
      boolean matters = tenant.equals(CallContext.DEFAULT_TENANT) || !Authority.isHostWide(context);
      if (matters
          && people.administers(before, tenant)
          && !people.administers(after, tenant)
          && people.administrators(tenant).stream()
              .allMatch(other -> other.id().equals(before.id()))) {
        throw new McpManagerException(
            ErrorCode.IN_USE, "this is the last administrator; make somebody else one first");
      }
    }
  }
}
