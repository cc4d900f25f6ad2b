package io.mcpmanager.api.audit;

import java.util.List;

/**
 * A run of entries.
 *
 * @param entries in the order asked for
 * @param nextCursor sequence to give to get the run after this one; 0 if there is none
 */
public record AuditPage(List<AuditEntry> entries, long nextCursor) {

  /** Copies the entries. */
  public AuditPage {
    entries = List.copyOf(entries);
  }
}
