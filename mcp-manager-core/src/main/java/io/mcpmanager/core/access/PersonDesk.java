package io.mcpmanager.core.access;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.api.access.Action;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.audit.AuditResult;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.core.json.AccessJson;
import io.mcpmanager.spi.store.StoreChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** All that is kept of a person: taken out, or erased. */
final class PersonDesk {

  private final Departures departures;
  private final SessionDesk sessions;
  private final Authority authority;
  private final Ledger ledger;
  private final List<PersonalRecords> elsewhere;

  PersonDesk(
      Departures departures,
      SessionDesk sessions,
      Authority authority,
      Ledger ledger,
      List<PersonalRecords> elsewhere) {
    this.departures = departures;
    this.sessions = sessions;
    this.authority = authority;
    this.ledger = ledger;
    this.elsewhere = elsewhere;
  }

  String export(CallContext context, String userId) {
    Account account = needed(context, userId, "people.export");
    ObjectNode json = Fields.object();
    json.set("user", AccessJson.user(account.user(account.profile().roles())));
    var keys = json.putArray("keys");
    var subjects = new TreeSet<>(Set.of(Account.principal(userId)));
    for (String tenant : account.profile().roles().keySet()) {
      for (var key : owned(tenant, userId)) {
        keys.add(AccessJson.key(key.value().shown(tenant)));
        subjects.add(KeyBook.principal(key.id()));
      }
    }
    var open = json.putArray("sessions");
    sessions.list(context, userId).forEach(session -> open.add(AccessJson.session(session)));
    elsewhere.forEach(records -> json.set(records.kind(), records.export(subjects)));
    ledger.audit(
        context,
        "people.export",
        Account.principal(userId),
        AuditResult.DONE,
        Map.of("name", account.profile().name()));
    return json.toPrettyString();
  }

  Map<String, Long> erase(CallContext context, String userId) {
    authority.need(context, Action.WRITE, "people.erase", Account.principal(userId));
    Account account = needed(context, userId, "people.erase");
    departures.checkMayGo(context, account);
    var subjects = new TreeSet<>(Set.of(Account.principal(userId)));
    account.profile().roles().keySet().forEach(tenant -> owned(tenant, userId)
        .forEach(key -> subjects.add(KeyBook.principal(key.id()))));
    var counts = new TreeMap<String, Long>();
    // first what is kept elsewhere: should that fail, the user is still there to ask again for
    elsewhere.forEach(records -> counts.put(records.kind(), records.erase(context, subjects)));
    ledger.inTurn(() -> {
      var changes = new ArrayList<StoreChange>();
      counts.putAll(departures.remove(context, authority.member(context, userId), changes));
      ledger.commit(context, changes, new EventData.AccessChanged("user", account.id(), "erased"));
      return null;
    });
    ledger.audit(context, "people.erase", Account.principal(userId), AuditResult.DONE, Map.of());
    return counts;
  }

  private List<Shelf.Kept<KeyEntry>> owned(String tenant, String userId) {
    String owner = Account.principal(userId);
    return departures.keys(tenant, key -> key.owner().equals(owner));
  }

  private Account needed(CallContext context, String userId, String what) {
    if (Authority.isSelf(context, userId)) {
      return authority.self(context, what).value();
    }
    authority.need(context, Action.WRITE, what, Account.principal(userId));
    Account account = authority.member(context, userId).value();
    authority.needWhole(context, account, what);
    return account;
  }
}
