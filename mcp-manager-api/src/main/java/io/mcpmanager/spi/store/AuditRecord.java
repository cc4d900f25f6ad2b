package io.mcpmanager.spi.store;

import io.mcpmanager.api.audit.AuditFilter;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the audit trail as it is stored: plain words, so that also what somebody has tampered with can be read and
 * shown to be wrong. Instants are kept with millisecond precision.
 *
 * @param tenant whose trail
 * @param sequence position in that trail, from 1; given by who appends it
 * @param time when it was written
 * @param actor id of who it was
 * @param actorKind name of their {@link io.mcpmanager.api.access.Principal.Kind}
 * @param action what was tried
 * @param target on which thing
 * @param result name of an {@link io.mcpmanager.api.audit.AuditResult}
 * @param correlationId ties together everything that one request caused
 * @param note of entries about the trail itself, which others they concern; else empty
 * @param digest of the personal part
 * @param hash what chains it to the entry before
 * @param personal what can be erased, a JSON document; null once it was
 */
public record AuditRecord(
    String tenant,
    long sequence,
    Instant time,
    String actor,
    String actorKind,
    String action,
    String target,
    String result,
    String correlationId,
    String note,
    String digest,
    String hash,
    @Nullable String personal) {

  /** The same, chained to the one before. */
  public AuditRecord withHash(String newHash) {
    return new AuditRecord(
        tenant,
        sequence,
        time,
        actor,
        actorKind,
        action,
        target,
        result,
        correlationId,
        note,
        digest,
        newHash,
        personal);
  }

  /** The same without what can be erased. */
  public AuditRecord erased() {
    return new AuditRecord(
        tenant,
        sequence,
        time,
        actor,
        actorKind,
        action,
        target,
        result,
        correlationId,
        note,
        digest,
        hash,
        null);
  }

  /** Whether it passes a filter, leaving its text aside. */
  public boolean passes(AuditFilter filter) {
    return (filter.actor().isEmpty() || actor.equals(filter.actor()))
        && action.startsWith(filter.action())
        && target.startsWith(filter.target())
        && (filter.results().isEmpty()
            || filter.results().stream().anyMatch(one -> one.name().equals(result)))
        && filter.earliest().filter(time::isBefore).isEmpty()
        && filter.latest().filter(latest -> !time.isBefore(latest)).isEmpty();
  }
}
