package io.mcpmanager.api.audit;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which entries are meant. Empty words, an empty set and null let everything pass; several filters must all hold.
 *
 * @param actor id of who it was
 * @param action what was tried, or how that begins: {@code servers.}
 * @param target on what, or how that begins: {@code user:}
 * @param results how it ended
 * @param from earliest time, inclusive
 * @param to latest time, exclusive
 * @param text found in action, target, name, address or details, ignoring case
 */
public record AuditFilter(
    String actor,
    String action,
    String target,
    Set<AuditResult> results,
    @Nullable Instant from,
    @Nullable Instant to,
    String text) {

  /** Every entry. */
  public static final AuditFilter ALL = new AuditFilter("", "", "", Set.of(), null, null, "");

  /** Copies the set. */
  public AuditFilter {
    results = Set.copyOf(results);
  }

  /** Earliest time, if there is one. */
  public Optional<Instant> earliest() {
    return Optional.ofNullable(from);
  }

  /** Latest time, if there is one. */
  public Optional<Instant> latest() {
    return Optional.ofNullable(to);
  }

  /** Whether the text is found in an entry, which is all that a store leaves to look at. */
  public boolean matchesText(AuditEntry entry) {
    if (text.isEmpty()) {
      return true;
    }
    String wanted = text.toLowerCase(Locale.ROOT);
    return contains(entry.action(), wanted)
        || contains(entry.target(), wanted)
        || contains(entry.actorName(), wanted)
        || contains(entry.address(), wanted)
        || entry.details().values().stream().anyMatch(value -> contains(value, wanted));
  }

  private static boolean contains(String whole, String wanted) {
    return whole.toLowerCase(Locale.ROOT).contains(wanted);
  }
}
