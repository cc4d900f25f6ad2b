package io.mcpmanager.core.audit;

import io.mcpmanager.api.access.Principal;
import io.mcpmanager.api.audit.AuditEntry;
import io.mcpmanager.api.audit.AuditResult;
import io.mcpmanager.spi.store.AuditRecord;
import java.util.Arrays;

/** Entries as they are shown. */
final class Entries {

  /** Also of what somebody has tampered with: it is shown as well as can be, and verifying tells the rest. */
  static AuditEntry of(AuditRecord stored) {
    String personal = stored.personal();
    Personal read = personal == null ? Personal.NONE : Personal.read(personal);
    return new AuditEntry(
        stored.sequence(),
        stored.time(),
        stored.tenant(),
        new Principal(
            stored.actor().isBlank() ? "?" : stored.actor(),
            named(Principal.Kind.values(), stored.actorKind(), Principal.Kind.ANONYMOUS)),
        read.name(),
        read.address(),
        stored.correlationId(),
        stored.action(),
        stored.target(),
        named(AuditResult.values(), stored.result(), AuditResult.FAILED),
        read.details(),
        stored.note(),
        personal == null,
        stored.hash());
  }

  private static <E extends Enum<E>> E named(E[] values, String name, E otherwise) {
    return Arrays.stream(values)
        .filter(value -> value.name().equals(name))
        .findFirst()
        .orElse(otherwise);
  }

  private Entries() {}
}
