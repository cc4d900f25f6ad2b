package io.mcpmanager.api.audit;

import java.util.Optional;

/**
 * What came of looking at a tenant's whole trail.
 *
 * @param tenant whose
 * @param firstSequence where it begins: 1, or behind what was cut off when it was too old
 * @param lastSequence the last entry that is in order; one less than the first if there is none
 * @param anchors how many anchors were compared
 * @param fault what is wrong first; empty if everything is as it was written
 */
public record AuditVerification(
    String tenant, long firstSequence, long lastSequence, int anchors, Optional<AuditFault> fault) {

  /** Whether everything is as it was written. */
  public boolean intact() {
    return fault.isEmpty();
  }

  /** How many entries are in order. */
  public long entries() {
    return lastSequence - firstSequence + 1;
  }
}
