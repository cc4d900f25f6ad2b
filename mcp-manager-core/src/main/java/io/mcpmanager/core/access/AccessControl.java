package io.mcpmanager.core.access;

import io.mcpmanager.api.access.Access;
import io.mcpmanager.api.access.Authentication;
import io.mcpmanager.api.access.Principal;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.core.audit.Auditor;
import io.mcpmanager.core.event.EventLog;
import io.mcpmanager.core.secret.Keyring;
import io.mcpmanager.spi.IdSource;
import io.mcpmanager.spi.ManagerClock;
import io.mcpmanager.spi.store.Store;
import io.mcpmanager.spi.store.StoreChange;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who somebody is and what they may do: the door to this room. Thread-safe. */
public final class AccessControl implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AccessControl.class);
  private static final Duration FLUSH = Duration.ofMinutes(1);
  private static final int MOST_EXPIRED = 1000;

  private final Shelves shelves;
  private final Ledger ledger;
  private final People people;
  private final KeyBook keys;
  private final Touches touches;
  private final Authenticator authenticator;
  private final AccessDesk desk;
  private final ManagerClock clock;
  private volatile ManagerClock.@Nullable Timer timer;
  private volatile boolean closed;

  /**
   * Over a store; nothing is read before somebody asks.
   *
   * @param elsewhere what other rooms keep of people
   */
  public AccessControl(
      Store store,
      Keyring keyring,
      EventLog events,
      Auditor auditor,
      ManagerClock clock,
      IdSource ids,
      List<PersonalRecords> elsewhere) {
    this(store, keyring, events, auditor, clock, ids, elsewhere, Passwords.ROUNDS);
  }

  /** With less work for a password, for tests. */
  AccessControl(
      Store store,
      Keyring keyring,
      EventLog events,
      Auditor auditor,
      ManagerClock clock,
      IdSource ids,
      List<PersonalRecords> elsewhere,
      int passwordRounds) {
    this.clock = clock;
    var random = new SecureRandom();
    var epoch = new Epoch();
    var macs = new Macs(keyring);
    shelves = new Shelves(store.documents(), clock);
    ledger = new Ledger(store, events, auditor, ids, epoch);
    touches = new Touches(shelves, ledger);
    var roles = new RoleBook(shelves.roles);
    people = new People(shelves, roles);
    var newcomers = new Newcomers(shelves, people, roles, macs, ledger, clock, ids, random);
    keys = new KeyBook(shelves, people, macs, touches, epoch, clock);
    var sessions = new SessionBook(shelves, people, macs, touches, ledger, epoch, clock, random);
    var accessTokens =
        new AccessTokens(shelves.signingKeys, keyring, ledger, store.id(), clock, ids);
    var tokens = new TokenBook(shelves, people, macs, touches, accessTokens, epoch, clock, random);
    var passwords = new Passwords(passwordRounds, random);
    var factors = new SecondFactors(keyring, macs, clock, random);
    var lockOut = new LockOut(clock);
    authenticator = new Authenticator(
        shelves,
        people,
        newcomers,
        keys,
        sessions,
        tokens,
        accessTokens,
        passwords,
        factors,
        lockOut,
        ledger,
        clock);
    var authority = new Authority(roles, people, ledger);
    var departures = new Departures(shelves, people, newcomers, sessions, authority, ledger);
    var sessionDesk = new SessionDesk(shelves, sessions, tokens, accessTokens, authority, ledger);
    desk = new AccessDesk(
        new UserDesk(people, roles, newcomers, sessions, departures, authority, ledger),
        departures,
        new OwnDesk(shelves, people, sessions, passwords, factors, lockOut, authority, ledger),
        new RoleDesk(shelves, roles, people, authority, ledger),
        new KeyDesk(shelves, macs, authority, ledger, clock, random),
        sessionDesk,
        new PersonDesk(departures, sessionDesk, authority, ledger, List.copyOf(elsewhere)));
  }

  /** Finds out who somebody is. */
  public Authentication authentication() {
    return authenticator;
  }

  /** Users, roles, keys and sessions. */
  public Access access() {
    return desk;
  }

  /** The user a principal acts for, if it is a user's key. */
  public Optional<String> owner(Principal principal) {
    return principal.kind() == Principal.Kind.CLIENT
        ? keys.owner(principal.id())
        : Optional.empty();
  }

  /** How a user is called, or the user whose key it is; empty for others, and if it can't be found out. */
  public String nameOf(Principal principal) {
    try {
      return owner(principal)
          .or(() -> Optional.of(principal.id()))
          .flatMap(people::byPrincipal)
          .map(account -> account.profile().name())
          .orElse("");
    } catch (McpManagerException unreadable) {
      return "";
    }
  }

  /** Begins to write when credentials were used, and to delete those that have expired. */
  public void start() {
    timer = clock.schedule(FLUSH, this::tidy);
  }

  private void tidy() {
    if (closed) {
      return;
    }
    try {
      touches.flush();
      List<StoreChange> expired = shelves.expired(MOST_EXPIRED);
      if (!expired.isEmpty()) {
        ledger.commit(expired);
      }
    } catch (McpManagerException e) {
      LOG.atWarn().setCause(e).log("expired credentials could not be deleted; they do not work");
    } finally {
      timer = clock.schedule(FLUSH, this::tidy);
    }
  }

  /** Writes what is known of the use of credentials. Idempotent. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    ManagerClock.Timer waiting = timer;
    if (waiting != null) {
      waiting.cancel();
    }
    touches.flush();
  }
}
