package io.mcpmanager.api.audit;

import io.mcpmanager.api.access.Principal;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * One entry of the audit trail. Immutable.
 *
 * @param sequence position in the trail of its tenant, from 1, without gaps
 * @param time when it was written, to the millisecond
 * @param tenant whose things were meant
 * @param actor who it was
 * @param actorName how they were called then; empty if that is not known or was erased
 * @param address network address they came from; empty if they came from within the manager's program, or if it was erased
 * @param correlationId ties together everything that one request caused; events carry it too
 * @param action what was tried, such as {@code servers.create}
 * @param target on which thing, such as {@code server:files}; empty if on none in particular
 * @param result how it ended
 * @param details further words, such as {@code before} and {@code after}; empty if they were erased
 * @param note of entries about the trail itself, which other entries they concern, such as {@code 1-250,260}; else empty
 * @param erased whether name, address and details were erased
 * @param hash what chains it to the entry before
 */
public record AuditEntry(
    long sequence,
    Instant time,
    String tenant,
    Principal actor,
    String actorName,
    String address,
    String correlationId,
    String action,
    String target,
    AuditResult result,
    Map<String, String> details,
    String note,
    boolean erased,
    String hash) {

  /** Copies the details. */
  public AuditEntry {
    Objects.requireNonNull(actor, "actor");
    Objects.requireNonNull(result, "result");
    details = Map.copyOf(details);
  }
}
