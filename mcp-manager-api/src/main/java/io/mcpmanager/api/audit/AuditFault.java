package io.mcpmanager.api.audit;

import java.util.Objects;

/**
 * Where an audit trail stops being what was written.
 *
 * @param kind what is wrong
 * @param sequence of the first entry that is wrong or missing
 * @param message for people
 */
public record AuditFault(Kind kind, long sequence, String message) {

  /** What can be wrong. */
  public enum Kind {
    /** The entry is not what was written here: it was edited, or another was put in its place. */
    EDITED,
    /** The name, address or details of the entry are not those that were written. */
    DETAILS_EDITED,
    /** The name, address and details of the entry are gone, and no entry says that they were erased. */
    ERASED,
    /** The entry is missing, but later ones are there. */
    MISSING,
    /** The entry does not belong here: the trail begins behind it. */
    UNEXPECTED,
    /** The entry and all later ones are missing. */
    TRUNCATED,
    /** An anchor holds another entry than this. */
    ANCHOR_DIFFERS,
    /** An anchor, or what the manager notes of the trail's ends, is missing or was not made with its key. */
    FORGED;

    /** As interfaces write it, such as {@code details-edited}. */
    public String text() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
  }

  /** Checks what must be given. */
  public AuditFault {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(message, "message");
  }
}
