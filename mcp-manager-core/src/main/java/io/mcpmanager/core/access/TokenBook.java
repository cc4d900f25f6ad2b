package io.mcpmanager.core.access;

import io.mcpmanager.api.access.Authentication.Tokens;
import io.mcpmanager.api.access.Identity;
import io.mcpmanager.spi.ManagerClock;
import io.mcpmanager.spi.store.Document;
import io.mcpmanager.spi.store.StoreChange;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of programs that people sign in for: what comes of one sign-in is a family, with one refresh token at a time
 * that can be used. Thread-safe.
 */
final class TokenBook {

  /** How long a refresh token can wait. */
  static final Duration REFRESH_LIFE = Duration.ofDays(7);

  /** When a family ends, however often it was refreshed. */
  static final Duration FAMILY_LIFE = Duration.ofDays(30);

  static final String REFRESH_PREFIX = "mcp_r_";

  private static final String PURPOSE = "refresh-token";
  private static final int REMEMBERED = 10_000;
  private static final Duration TOUCH = Duration.ofMinutes(1);

  /** What was found out about an access token; who it is under a number of the epoch. */
  private static final class Seen {

    private final long epoch;
    private final AccessTokens.Claims claims;
    private final @Nullable Identity identity;
    private volatile Instant touched = Instant.EPOCH;

    Seen(long epoch, AccessTokens.Claims claims, @Nullable Identity identity) {
      this.epoch = epoch;
      this.claims = claims;
      this.identity = identity;
    }
  }

  private final Shelves shelves;
  private final People people;
  private final Macs macs;
  private final Touches touches;
  private final AccessTokens accessTokens;
  private final Epoch epoch;
  private final ManagerClock clock;
  private final SecureRandom random;
  private final Recent<Seen> recent = new Recent<>(REMEMBERED);

  TokenBook(
      Shelves shelves,
      People people,
      Macs macs,
      Touches touches,
      AccessTokens accessTokens,
      Epoch epoch,
      ManagerClock clock,
      SecureRandom random) {
    this.shelves = shelves;
    this.people = people;
    this.macs = macs;
    this.touches = touches;
    this.accessTokens = accessTokens;
    this.epoch = epoch;
    this.clock = clock;
    this.random = random;
  }

  /** The first tokens of a new family. */
  Tokens begin(Account account, String address, List<StoreChange> changes) {
    Instant now = clock.now();
    String id = account.id() + "." + KeyText.secret(random).substring(0, 22);
    List<Shelf.Kept<SessionEntry>> others = of(account.id());
    others.stream()
        .sorted((one, other) -> one.value().lastUsedAt().compareTo(other.value().lastUsedAt()))
        .limit(Math.max(0, others.size() - SessionBook.MAX_OF_USER + 1))
        .forEach(oldest -> changes.add(shelves.families.remove(oldest)));
    changes.add(shelves.families.add(
        Document.SHARED,
        id,
        null,
        now.plus(FAMILY_LIFE),
        new SessionEntry(id, account.id(), "", "tokens", address, now, now, now)));
    return next(account.id(), id, now.plus(FAMILY_LIFE), changes);
  }

  /** The next tokens of a family. */
  Tokens next(String user, String family, Instant familyEnd, List<StoreChange> changes) {
    Instant now = clock.now();
    String refresh = REFRESH_PREFIX + KeyText.secret(random);
    String mac = macs.of(PURPOSE, refresh);
    Instant end = now.plus(REFRESH_LIFE);
    Instant until = end.isBefore(familyEnd) ? end : familyEnd;
    changes.add(
        shelves.refreshTokens.add(Document.SHARED, mac, mac, until, new Ticket(family, false)));
    return new Tokens(
        accessTokens.issue(Account.principal(user), family),
        AccessTokens.LIFE.toSeconds(),
        refresh,
        Duration.between(now, until).toSeconds());
  }

  Optional<Shelf.Kept<Ticket>> refreshToken(String text) {
    return shelves.refreshTokens.lookup(macs.of(PURPOSE, text));
  }

  Optional<Shelf.Kept<SessionEntry>> family(String id) {
    return shelves.families.find(Document.SHARED, id);
  }

  List<Shelf.Kept<SessionEntry>> of(String user) {
    return shelves.families.startingWith(Document.SHARED, user + ".", 2 * SessionBook.MAX_OF_USER);
  }

  /** Whose access token it is; empty if it is none of ours or has ended. */
  Optional<Identity> identify(String text) {
    if (text.length() > AccessTokens.MAX_LENGTH) {
      return Optional.empty();
    }
    String digest = digest(text);
    long present = epoch.now();
    Seen seen = recent.get(digest);
    if (seen == null || seen.epoch != present) {
      // who signed it does not change: only what came of it since is looked at anew
      Optional<AccessTokens.Claims> claims =
          seen == null ? accessTokens.verify(text) : Optional.of(seen.claims);
      if (claims.isEmpty()) {
        return Optional.empty();
      }
      seen = new Seen(present, claims.get(), identity(claims.get()));
      recent.put(digest, seen);
    }
    Instant now = clock.now();
    if (!seen.claims.expiresAt().isAfter(now)) {
      return Optional.empty();
    }
    if (seen.identity != null && seen.touched.plus(TOUCH).isBefore(now)) {
      seen.touched = now;
      touches.family(seen.claims.family(), now);
    }
    return Optional.ofNullable(seen.identity);
  }

  /** Who holds the tokens of a family now; at most until the family ends. */
  Optional<Identity> holder(String id) {
    return family(id).flatMap(family -> people
        .byId(family.value().user())
        .flatMap(user -> people.identity(
            user.value(), credential(id), family.value().createdAt().plus(FAMILY_LIFE))));
  }

  private @Nullable Identity identity(AccessTokens.Claims claims) {
    if (shelves.endedTokens.find(Document.SHARED, claims.id()).isPresent()) {
      return null;
    }
    return family(claims.family())
        .filter(family -> Account.principal(family.value().user()).equals(claims.user()))
        .flatMap(family -> people.byId(family.value().user()))
        .flatMap(
            user -> people.identity(user.value(), credential(claims.family()), claims.expiresAt()))
        .orElse(null);
  }

  /** What ends a token, or all that came of its sign-in; nothing if there is no such token. */
  List<StoreChange> end(String text) {
    var changes = new ArrayList<StoreChange>();
    if (text.startsWith(REFRESH_PREFIX)) {
      refreshToken(text)
          .flatMap(ticket -> family(ticket.value().of()))
          .ifPresent(family -> changes.add(shelves.families.remove(family)));
    } else {
      accessTokens
          .verify(text)
          .ifPresent(claims -> changes.add(shelves.endedTokens.put(
              Document.SHARED,
              claims.id(),
              null,
              claims.expiresAt(),
              new Ticket(claims.family(), true),
              -1)));
    }
    return changes;
  }

  static String credential(String family) {
    return "tokens:" + family;
  }

  private static String digest(String text) {
    try {
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
