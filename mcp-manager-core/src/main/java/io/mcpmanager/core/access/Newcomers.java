package io.mcpmanager.core.access;

import io.mcpmanager.api.access.Authentication.ExternalIdentity;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Grants;
import io.mcpmanager.api.access.Principal;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.spi.IdSource;
import io.mcpmanager.spi.ManagerClock;
import io.mcpmanager.spi.store.Document;
import io.mcpmanager.spi.store.StoreChange;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** How somebody comes in for the first time: the first administrator, one-time links, people of OpenID providers. */
final class Newcomers {

  static final String FIRST_NAME = "admin";
  static final Duration FIRST_LINK = Duration.ofHours(1);
  static final Duration INVITATION = Duration.ofDays(1);
  static final String LINK_PREFIX = "mcp_l_";

  private static final String LINK_PURPOSE = "link";
  private static final String PROVIDER_PURPOSE = "provided-user";
  private static final int MAX_NAME = 64;

  private final Shelves shelves;
  private final People people;
  private final RoleBook roles;
  private final Macs macs;
  private final Ledger ledger;
  private final ManagerClock clock;
  private final IdSource ids;
  private final SecureRandom random;

  Newcomers(
      Shelves shelves,
      People people,
      RoleBook roles,
      Macs macs,
      Ledger ledger,
      ManagerClock clock,
      IdSource ids,
      SecureRandom random) {
    this.shelves = shelves;
    this.people = people;
    this.roles = roles;
    this.macs = macs;
    this.ledger = ledger;
    this.clock = clock;
    this.ids = ids;
    this.random = random;
  }

  /** An administrator, if nobody can sign in as one, and a token by which they do. */
  Optional<String> first() {
    List<Account> administrators = people.administrators(CallContext.DEFAULT_TENANT);
    if (administrators.stream().anyMatch(Newcomers::canSignIn)) {
      return Optional.empty();
    }
    var changes = new ArrayList<StoreChange>();
    CallContext system = CallContext.system("first-sign-in-" + ids.nextId());
    String user;
    if (administrators.isEmpty()) {
      Account admin = account(new Account.Profile(
          freeName(FIRST_NAME),
          "Administrator",
          "",
          Map.of(CallContext.DEFAULT_TENANT, Set.of(RoleBook.ADMIN)),
          true,
          null));
      changes.addAll(added(admin));
      user = admin.id();
    } else {
      user = administrators.getFirst().id();
    }
    String token = link(user, FIRST_LINK, changes);
    ledger.commit(system, changes, new EventData.AccessChanged("user", user, "invited"));
    return Optional.of(token);
  }

  private static boolean canSignIn(Account account) {
    return account.credentials().password() != null || account.profile().provider() != null;
  }

  Account account(Account.Profile profile) {
    return new Account(ids.nextId(), profile, Account.Credentials.NONE, 1, clock.now(), null);
  }

  /** What adds a user. */
  List<StoreChange> added(Account account) {
    String key = Account.key(account.profile().name());
    var changes = new ArrayList<StoreChange>();
    changes.add(shelves.users.add(Document.SHARED, account.id(), key, null, account));
    account
        .profile()
        .roles()
        .keySet()
        .forEach(tenant -> changes.add(
            shelves.members.put(tenant, key, null, null, new Ticket(account.id(), false), -1)));
    return changes;
  }

  /** What puts a changed user in place of the former one. */
  List<StoreChange> changed(Shelf.Kept<Account> kept, Account account) {
    Account.Profile before = kept.value().profile();
    Account.Profile after = account.profile();
    String key = Account.key(after.name());
    var changes = new ArrayList<StoreChange>();
    changes.add(shelves.users.replace(kept, key, account));
    before.roles().keySet().forEach(tenant -> {
      if (!after.roles().containsKey(tenant) || !Account.key(before.name()).equals(key)) {
        changes.add(new StoreChange.DeleteDocument(
            shelves.members.kind(), tenant, Account.key(before.name()), -1));
      }
    });
    after
        .roles()
        .keySet()
        .forEach(tenant -> changes.add(
            shelves.members.put(tenant, key, null, null, new Ticket(account.id(), false), -1)));
    return changes;
  }

  /** A new one-time link for a user; it takes the place of an earlier one. */
  String link(String user, Duration life, List<StoreChange> changes) {
    String token = LINK_PREFIX + KeyText.secret(random);
    changes.add(shelves.links.put(
        Document.SHARED,
        user,
        macs.of(LINK_PURPOSE, token),
        clock.now().plus(life),
        new Ticket(user, false),
        -1));
    return token;
  }

  Optional<Shelf.Kept<Ticket>> link(String token) {
    return shelves.links.lookup(macs.of(LINK_PURPOSE, token));
  }

  StoreChange used(Shelf.Kept<Ticket> link) {
    return shelves.links.replace(link, null, link.value().asUsed());
  }

  /**
   * The user an OpenID provider vouches for. Found by issuer and subject only: a name or an address that a provider gives
   * is no proof of being somebody who is here already.
   */
  String provided(ExternalIdentity identity, List<StoreChange> changes) {
    String lookup = macs.of(PROVIDER_PURPOSE, identity.issuer() + "\n" + identity.subject());
    Set<String> given = identity.roles().stream()
        .filter(name -> roles.find(CallContext.DEFAULT_TENANT, name).isPresent())
        .collect(Collectors.toSet());
    Optional<Shelf.Kept<Account>> known = shelves
        .provided
        .lookup(lookup)
        .flatMap(ticket -> people.byId(ticket.value().of()));
    if (known.isPresent()) {
      Account account = known.get().value();
      Account.Profile had = account.profile();
      var now = new Account.Profile(
          had.name(),
          identity.name().isBlank() ? had.displayName() : shown(identity.name()),
          shown(identity.email()),
          had.roles(),
          had.enabled(),
          had.provider());
      if (!identity.roles().isEmpty()) {
        now = now.withRoles(CallContext.DEFAULT_TENANT, given);
      }
      if (!now.equals(had)) {
        changes.addAll(changed(known.get(), account.withProfile(now)));
      }
      return account.id();
    }
    if (given.isEmpty()) {
      // who has no role can't be seen by who gives roles: nobody could ever do anything with such a
      // user
      throw new McpManagerException(
          ErrorCode.ACCESS_DENIED, "the provider names no role that you would have here");
    }
    Account account = account(new Account.Profile(
        freeName(signInName(identity)),
        identity.name().isBlank() ? signInName(identity) : shown(identity.name()),
        shown(identity.email()),
        Map.of(CallContext.DEFAULT_TENANT, given),
        true,
        lookup));
    changes.addAll(added(account));
    changes.add(shelves.provided.add(
        Document.SHARED, lookup, lookup, null, new Ticket(account.id(), false)));
    return account.id();
  }

  private static String shown(String name) {
    String plain = name.replaceAll("\\p{C}", " ").strip();
    return plain.substring(0, Math.min(plain.length(), MAX_NAME));
  }

  private static String signInName(ExternalIdentity identity) {
    String wanted = identity.email().isBlank() ? identity.name() : identity.email();
    String plain = wanted.replaceAll("[^A-Za-z0-9._@+-]", "-").replaceAll("^[^A-Za-z0-9]+", "");
    return plain.isEmpty() ? "person" : plain.substring(0, Math.min(plain.length(), MAX_NAME - 8));
  }

  private String freeName(String wanted) {
    String name = wanted;
    for (int i = 2; people.byName(name).isPresent(); i++) {
      name = wanted + "-" + i;
    }
    return name;
  }

  /** The context of a user who does something with a credential of theirs. */
  CallContext actor(String user, String address) {
    return new CallContext(
        new Principal(Account.principal(user), Principal.Kind.USER),
        CallContext.DEFAULT_TENANT,
        ids.nextId(),
        Grants.NONE,
        address);
  }
}
