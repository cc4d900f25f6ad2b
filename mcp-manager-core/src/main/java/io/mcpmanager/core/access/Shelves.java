package io.mcpmanager.core.access;

import io.mcpmanager.api.access.Role;
import io.mcpmanager.spi.ManagerClock;
import io.mcpmanager.spi.store.DocumentStore;
import io.mcpmanager.spi.store.StoreChange;
import java.util.ArrayList;
import java.util.List;

/** All that this room keeps. */
final class Shelves {

  /** Users, by id; found by {@link Account#key}. */
  final Shelf<Account> users;
  /** Which users belong to a tenant: by {@link Account#key}, with their ids. */
  final Shelf<Ticket> members;
  /** Users of OpenID providers: found by issuer and subject, with their ids. */
  final Shelf<Ticket> provided;
  /** A tenant's own roles, by name. */
  final Shelf<Role> roles;
  /** API keys of a tenant, by id; found by eight characters of the key. */
  final Shelf<KeyEntry> keys;
  /** Sessions, by id; found by the keyed hash of their tokens. */
  final Shelf<SessionEntry> sessions;
  /** The former tokens of sessions, for a short while; found by their keyed hashes. */
  final Shelf<Ticket> formerTokens;
  /** Sign-ins of programs, by id. */
  final Shelf<SessionEntry> families;
  /** Refresh tokens, found by their keyed hashes. */
  final Shelf<Ticket> refreshTokens;
  /** One-time links, by users' ids; found by their keyed hashes. */
  final Shelf<Ticket> links;
  /** Access tokens that were ended before their time, by id. */
  final Shelf<Ticket> endedTokens;
  /** Keys that access tokens are signed with, by id. */
  final Shelf<StoredKey> signingKeys;

  private final List<Shelf<?>> expiring;

  Shelves(DocumentStore documents, ManagerClock clock) {
    users = new Shelf<>(documents, clock, "user", Account::json, Account::read);
    members = new Shelf<>(documents, clock, "member", Ticket::json, Ticket::read);
    provided = new Shelf<>(documents, clock, "provided-user", Ticket::json, Ticket::read);
    roles = new Shelf<>(documents, clock, "role", RoleBook::json, RoleBook::read);
    keys = new Shelf<>(documents, clock, "key", KeyEntry::json, KeyEntry::read);
    sessions = new Shelf<>(documents, clock, "session", SessionEntry::json, SessionEntry::read);
    formerTokens = new Shelf<>(documents, clock, "former-token", Ticket::json, Ticket::read);
    families = new Shelf<>(documents, clock, "tokens", SessionEntry::json, SessionEntry::read);
    refreshTokens = new Shelf<>(documents, clock, "refresh-token", Ticket::json, Ticket::read);
    links = new Shelf<>(documents, clock, "link", Ticket::json, Ticket::read);
    endedTokens = new Shelf<>(documents, clock, "ended-token", Ticket::json, Ticket::read);
    signingKeys = new Shelf<>(documents, clock, "signing-key", StoredKey::json, StoredKey::read);
    expiring = List.of(
        keys, sessions, formerTokens, families, refreshTokens, links, endedTokens, signingKeys);
  }

  /** What has to go because it has expired; a bounded number at a time. */
  List<StoreChange> expired(int limit) {
    var changes = new ArrayList<StoreChange>();
    for (Shelf<?> shelf : expiring) {
      if (changes.size() < limit) {
        changes.addAll(shelf.expired(limit - changes.size()));
      }
    }
    return changes;
  }
}
