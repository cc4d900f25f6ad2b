package io.mcpmanager.core.access;

import io.mcpmanager.api.access.Authentication.SignIn;
import io.mcpmanager.api.access.Authentication.SignedIn;
import io.mcpmanager.api.access.Identity;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.spi.ManagerClock;
import io.mcpmanager.spi.store.Document;
import io.mcpmanager.spi.store.StoreChange;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The sessions of people in browsers. Thread-safe. */
final class SessionBook {

  static final Duration IDLE = Duration.ofHours(12);
  static final Duration LIFE = Duration.ofDays(7);
  static final Duration RENEWAL = Duration.ofHours(1);

  /** How long a token still works after it was renewed: for requests that were under way. */
  static final Duration GRACE = Duration.ofMinutes(1);

  static final int MAX_OF_USER = 100;

  private static final String PURPOSE = "session";
  private static final String CSRF_PURPOSE = "session-csrf";
  private static final Duration TOUCH = Duration.ofMinutes(1);
  private static final int REMEMBERED = 10_000;

  /** What was found out about a session token, and under which number of the epoch. */
  private static final class Seen {

    private final long epoch;
    private final SessionEntry session;
    private final Identity identity;
    private final String csrf;
    private volatile Instant touched;

    Seen(long epoch, SessionEntry session, Identity identity, String csrf) {
      this.epoch = epoch;
      this.session = session;
      this.identity = identity;
      this.csrf = csrf;
      this.touched = session.lastUsedAt();
    }
  }

  private final Shelves shelves;
  private final People people;
  private final Macs macs;
  private final Touches touches;
  private final Ledger ledger;
  private final Epoch epoch;
  private final ManagerClock clock;
  private final SecureRandom random;
  private final Recent<Seen> recent = new Recent<>(REMEMBERED);

  SessionBook(
      Shelves shelves,
      People people,
      Macs macs,
      Touches touches,
      Ledger ledger,
      Epoch epoch,
      ManagerClock clock,
      SecureRandom random) {
    this.shelves = shelves;
    this.people = people;
    this.macs = macs;
    this.touches = touches;
    this.ledger = ledger;
    this.epoch = epoch;
    this.clock = clock;
    this.random = random;
  }

  /**
   * A new session, to be committed with what comes before it; a former one is never taken over, so nobody can prepare one
   * for somebody else. The oldest of too many ends.
   *
   * @return empty if they may not sign in or belong nowhere
   */
  Optional<SignIn> begin(
      Account account, String method, String address, List<StoreChange> changes) {
    Instant now = clock.now();
    String token = KeyText.secret(random);
    String mac = macs.of(PURPOSE, token);
    String id = account.id() + "." + KeyText.secret(random).substring(0, 22);
    Instant end = now.plus(LIFE);
    Optional<Identity> identity = people.identity(account, credential(id), end);
    if (identity.isEmpty()) {
      return Optional.empty();
    }
    List<Shelf.Kept<SessionEntry>> others = of(account.id());
    others.stream()
        .sorted((one, other) -> one.value().createdAt().compareTo(other.value().createdAt()))
        .limit(Math.max(0, others.size() - MAX_OF_USER + 1))
        .forEach(oldest -> changes.add(shelves.sessions.remove(oldest)));
    changes.add(shelves.sessions.add(
        Document.SHARED,
        id,
        mac,
        end,
        new SessionEntry(id, account.id(), mac, method, address, now, now, now)));
    return Optional.of(new SignIn(token, new SignedIn(identity.get(), csrf(id), Optional.empty())));
  }

  /** Whose session it is; empty if there is none or it has ended. */
  Optional<SignedIn> identify(String token) {
    String mac = macs.of(PURPOSE, token);
    Instant now = clock.now();
    long present = epoch.now();
    Seen remembered = recent.get(mac);
    boolean due =
        remembered == null || !remembered.session.tokenSince().plus(RENEWAL).isAfter(now);
    if (remembered != null && remembered.epoch == present && !due) {
      return use(remembered, now)
          ? Optional.of(new SignedIn(remembered.identity, remembered.csrf, Optional.empty()))
          : Optional.empty();
    }
    Optional<Shelf.Kept<SessionEntry>> kept = shelves.sessions.lookup(mac);
    boolean former = kept.isEmpty();
    if (former) {
      kept = shelves
          .formerTokens
          .lookup(mac)
          .flatMap(
              ticket -> shelves.sessions.find(Document.SHARED, ticket.value().of()));
    }
    Seen seen = kept.flatMap(found -> seen(found, present)).orElse(null);
    if (seen == null) {
      return Optional.empty();
    }
    if (remembered != null && remembered.touched.isAfter(seen.touched)) {
      seen.touched = remembered.touched;
    }
    if (!use(seen, now)) {
      return Optional.empty();
    }
    if (!former && !seen.session.tokenSince().plus(RENEWAL).isAfter(now)) {
      return Optional.of(new SignedIn(seen.identity, seen.csrf, renew(mac, now)));
    }
    if (!former) {
      recent.put(mac, seen);
    }
    return Optional.of(new SignedIn(seen.identity, seen.csrf, Optional.empty()));
  }

  /** Who holds a session now, without its being used. */
  Optional<Identity> holder(String id) {
    return shelves
        .sessions
        .find(Document.SHARED, id)
        .filter(kept -> kept.value().lastUsedAt().plus(IDLE).isAfter(clock.now()))
        .flatMap(kept -> seen(kept, epoch.now()))
        .map(seen -> seen.identity);
  }

  private Optional<Seen> seen(Shelf.Kept<SessionEntry> kept, long present) {
    SessionEntry session = kept.value();
    return people
        .byId(session.user())
        .flatMap(user -> people.identity(
            user.value(), credential(session.id()), session.createdAt().plus(LIFE)))
        .map(identity -> new Seen(present, session, identity, csrf(session.id())));
  }

  /** Whether it has not ended; then it is used. */
  private boolean use(Seen seen, Instant now) {
    if (!seen.session.createdAt().plus(LIFE).isAfter(now)
        || !seen.touched.plus(IDLE).isAfter(now)) {
      return false;
    }
    if (seen.touched.plus(TOUCH).isBefore(now)) {
      seen.touched = now;
      touches.session(seen.session.id(), now);
    }
    return true;
  }

  /** A new token in place of the present one; empty if another request has just had it renewed. */
  private Optional<String> renew(String mac, Instant now) {
    try {
      return ledger.inTurn(() -> shelves.sessions.lookup(mac).map(kept -> renewed(kept, mac, now)));
    } catch (McpManagerException e) {
      if (e.code() != ErrorCode.STALE_REVISION) {
        throw e;
      }
      return Optional.empty();
    }
  }

  private String renewed(Shelf.Kept<SessionEntry> kept, String mac, Instant now) {
    String token = KeyText.secret(random);
    String newMac = macs.of(PURPOSE, token);
    ledger.commit(List.of(
        shelves.sessions.replace(kept, newMac, kept.value().renewed(newMac, now)),
        shelves.formerTokens.put(
            Document.SHARED, mac, mac, now.plus(GRACE), new Ticket(kept.id(), false), -1)));
    return token;
  }

  /** The session of a token, if there is one. */
  Optional<Shelf.Kept<SessionEntry>> find(String token) {
    return shelves.sessions.lookup(macs.of(PURPOSE, token));
  }

  /** A user's sessions. */
  List<Shelf.Kept<SessionEntry>> of(String user) {
    return shelves.sessions.startingWith(Document.SHARED, user + ".", 2 * MAX_OF_USER);
  }

  /** What ends all sessions and sign-ins of a user but one. */
  List<StoreChange> endAll(String user, String exceptCredential) {
    var changes = new ArrayList<StoreChange>();
    of(user).stream()
        .filter(kept -> !credential(kept.id()).equals(exceptCredential))
        .forEach(kept -> changes.add(shelves.sessions.remove(kept)));
    shelves
        .families
        .startingWith(Document.SHARED, user + ".", 2 * MAX_OF_USER)
        .forEach(kept -> changes.add(shelves.families.remove(kept)));
    return changes;
  }

  /** Bound to the session and nothing else, so that it stays when the token is renewed. */
  private String csrf(String sessionId) {
    return macs.of(CSRF_PURPOSE, sessionId);
  }

  static String credential(String sessionId) {
    return "session:" + sessionId;
  }
}
