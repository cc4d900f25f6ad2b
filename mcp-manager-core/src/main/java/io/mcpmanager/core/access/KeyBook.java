package io.mcpmanager.core.access;

import io.mcpmanager.api.access.Identity;
import io.mcpmanager.api.access.Principal;
import io.mcpmanager.spi.ManagerClock;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds out whose API key somebody presents. Thread-safe. */
final class KeyBook {

  static final String PURPOSE = "api-key";

  private static final String PRINCIPAL = "key:";

  private static final int REMEMBERED = 20_000;
  private static final Duration TOUCH = Duration.ofMinutes(1);
  private static final byte[] NOBODYS = new byte[32];

  /** What was found out about a key, and under which number of the epoch. */
  private static final class Seen {

    private final long epoch;
    private final byte[] mac;
    private final Shelf.Kept<KeyEntry> key;
    private final @Nullable Identity identity;
    private volatile Instant touched;

    Seen(long epoch, Shelf.Kept<KeyEntry> key, @Nullable Identity identity) {
      this.epoch = epoch;
      this.mac = Base64.getUrlDecoder().decode(key.value().mac());
      this.key = key;
      this.identity = identity;
      Instant used = key.value().lastUsedAt();
      this.touched = used == null ? Instant.EPOCH : used;
    }
  }

  private final Shelves shelves;
  private final People people;
  private final Macs macs;
  private final Touches touches;
  private final Epoch epoch;
  private final ManagerClock clock;
  private final Recent<Seen> recent = new Recent<>(REMEMBERED);

  KeyBook(
      Shelves shelves, People people, Macs macs, Touches touches, Epoch epoch, ManagerClock clock) {
    this.shelves = shelves;
    this.people = people;
    this.macs = macs;
    this.touches = touches;
    this.epoch = epoch;
    this.clock = clock;
  }

  /** Whose key it is; empty if it is none, has ended, or its owner may do nothing any more. */
  Optional<Identity> identify(String text) {
    Optional<KeyText> parsed = KeyText.parse(text);
    if (parsed.isEmpty()) {
      return Optional.empty();
    }
    byte[] mac = macs.bytes(PURPOSE, text);
    Seen seen = seen(parsed.get().lookup(), mac);
    if (seen == null) {
      return Optional.empty();
    }
    Instant now = clock.now();
    Instant end = seen.key.value().expiresAt();
    if (end != null && !end.isAfter(now)) {
      return Optional.empty();
    }
    if (seen.touched.plus(TOUCH).isBefore(now)) {
      seen.touched = now;
      touches.key(seen.key.tenant(), seen.key.id(), now);
    }
    return Optional.ofNullable(seen.identity);
  }

  /** What is known of a key; null if there is none with this keyed hash. */
  private @Nullable Seen seen(String lookup, byte[] mac) {
    long present = epoch.now();
    Seen remembered = recent.get(lookup);
    if (remembered != null
        && remembered.epoch == present
        && MessageDigest.isEqual(mac, remembered.mac)) {
      return remembered;
    }
    // the same look into the store whether there is no such key or only not with this secret:
    // how long a refusal takes does not tell which
    Optional<Shelf.Kept<KeyEntry>> kept = shelves.keys.lookup(lookup);
    byte[] wanted =
        kept.map(found -> Base64.getUrlDecoder().decode(found.value().mac())).orElse(NOBODYS);
    if (!MessageDigest.isEqual(mac, wanted) || kept.isEmpty()) {
      return null;
    }
    var found = new Seen(present, kept.get(), identity(kept.get()));
    if (remembered != null && remembered.touched.isAfter(found.touched)) {
      found.touched = remembered.touched;
    }
    recent.put(lookup, found);
    return found;
  }

  /** The user whose key this is, by the principal it acts as; empty if it is no key, or a program's of its own. */
  Optional<String> owner(String principal) {
    return principal.startsWith(PRINCIPAL)
        ? shelves
            .keys
            .lookup(principal.substring(PRINCIPAL.length()))
            .map(kept -> kept.value().owner())
            .filter(owner -> owner.startsWith(Account.principal("")))
        : Optional.empty();
  }

  /** Who holds a key now, without its being used. */
  Optional<Identity> holder(String id) {
    Instant now = clock.now();
    return shelves
        .keys
        .lookup(id)
        .filter(kept -> {
          Instant end = kept.value().expiresAt();
          return end == null || end.isAfter(now);
        })
        .flatMap(kept -> Optional.ofNullable(identity(kept)));
  }

  private @Nullable Identity identity(Shelf.Kept<KeyEntry> kept) {
    KeyEntry key = kept.value();
    var grants = key.grants().and(people.grantsOf(key.owner(), kept.tenant()));
    if (grants.permissions().isEmpty()) {
      return null;
    }
    return new Identity(
        new Principal(principal(key.id()), Principal.Kind.CLIENT),
        key.name(),
        List.of(new Identity.Membership(kept.tenant(), grants)),
        principal(key.id()),
        key.tier(),
        Optional.ofNullable(key.expiresAt()));
  }

  /** The principal a key acts as; also names the credential. */
  static String principal(String keyId) {
    return PRINCIPAL + keyId;
  }
}
