package io.mcpmanager.core.audit;

import io.mcpmanager.api.audit.AuditAnchor;
import io.mcpmanager.api.audit.AuditFault;
import io.mcpmanager.spi.store.AuditRecord;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** One walk along a trail, from its old end to its new one. */
final class Walk {

  private final Seals seals;
  private final Map<Long, List<AuditAnchor>> anchors;
  private final long begin;
  private long last;
  private String hash;
  private int anchorsMet;

  /** Entries without their personal part, of which no erasure has been met yet. */
  private final TreeSet<Long> unexplained = new TreeSet<>();

  /**
   * Begins.
   *
   * @param begin sequence of the first entry
   * @param previous hash of the entry before
   * @param anchors what was noted elsewhere, by sequence
   */
  Walk(Seals seals, long begin, String previous, Map<Long, List<AuditAnchor>> anchors) {
    this.seals = seals;
    this.anchors = anchors;
    this.begin = begin;
    this.last = begin - 1;
    this.hash = previous;
  }

  /** The last entry that was in order. */
  long last() {
    return last;
  }

  int anchorsMet() {
    return anchorsMet;
  }

  /** What is wrong with the oldest entry there is. */
  Optional<AuditFault> begin(AuditRecord oldest) {
    return oldest.sequence() < begin
        ? fault(
            AuditFault.Kind.UNEXPECTED,
            oldest.sequence(),
            "entry " + oldest.sequence() + " does not belong here: the trail begins with " + begin)
        : Optional.empty();
  }

  /** What is wrong with the next entry. */
  Optional<AuditFault> step(AuditRecord entry) {
    long expected = last + 1;
    if (entry.sequence() != expected) {
      return fault(
          AuditFault.Kind.MISSING,
          expected,
          "entry " + expected + " is missing; the next one there is " + entry.sequence());
    }
    if (!Seals.same(seals.hash(entry, hash), entry.hash())) {
      return fault(
          AuditFault.Kind.EDITED,
          expected,
          "entry " + expected + " is not what was written here: it was edited or replaced, or the"
              + " manager has another key than then");
    }
    for (AuditAnchor anchor : anchors.getOrDefault(expected, List.of())) {
      if (!Seals.same(anchor.hash(), entry.hash())) {
        return fault(
            AuditFault.Kind.ANCHOR_DIFFERS,
            expected,
            "entry " + expected + " is not the one that was anchored at " + anchor.time());
      }
      anchorsMet++;
    }
    String personal = entry.personal();
    if (personal != null && !Seals.same(Seals.digest(personal), entry.digest())) {
      return fault(
          AuditFault.Kind.DETAILS_EDITED,
          expected,
          "name, address or details of entry " + expected + " are not those that were written");
    }
    if (personal == null) {
      unexplained.add(expected);
    }
    if (entry.action().equals(AuditTrail.ERASE)) {
      Sequences.read(entry.note()).forEach(unexplained::remove);
    }
    last = expected;
    hash = entry.hash();
    return Optional.empty();
  }

  /** What is wrong with the trail's end. */
  Optional<AuditFault> end(Optional<AuditAnchor> head) {
    if (!unexplained.isEmpty()) {
      long first = unexplained.first();
      return fault(
          AuditFault.Kind.ERASED,
          first,
          "name, address and details of entry " + first
              + " are gone, and no later entry says that they were erased");
    }
    Optional<AuditAnchor> beyond = Stream.concat(
            head.stream(), anchors.values().stream().flatMap(List::stream))
        .filter(anchor -> anchor.sequence() > last)
        .max(Comparator.comparingLong(AuditAnchor::sequence));
    if (beyond.isPresent()) {
      return fault(
          AuditFault.Kind.TRUNCATED,
          last + 1,
          "entry " + (last + 1) + " and all later ones are missing; at "
              + beyond.get().time() + " there were " + beyond.get().sequence());
    }
    return head.isPresent() || last < begin
        ? Optional.empty()
        : fault(
            AuditFault.Kind.FORGED,
            last + 1,
            "the note of where the trail ends is missing; entries behind " + last
                + " may be missing too");
  }

  private static Optional<AuditFault> fault(AuditFault.Kind kind, long sequence, String message) {
    return Optional.of(new AuditFault(kind, sequence, message));
  }
}
