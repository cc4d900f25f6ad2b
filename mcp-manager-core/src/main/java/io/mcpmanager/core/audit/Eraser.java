package io.mcpmanager.core.audit;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.audit.AuditEntry;
import io.mcpmanager.api.audit.AuditResult;
import io.mcpmanager.spi.store.AuditRecord;
import io.mcpmanager.spi.store.AuditStore;
import io.mcpmanager.spi.store.StoreChange;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Finds and erases what the trails hold of a person. */
final class Eraser implements AuditErasure {

  private static final int AT_ONCE = 500;

  private final AuditStore store;
  private final Appender appender;

  Eraser(AuditStore store, Appender appender) {
    this.store = store;
    this.appender = appender;
  }

  @Override
  public long erase(CallContext context, Set<String> subjects) {
    long erased = 0;
    for (String tenant : store.tenants()) {
      for (String subject : subjects) {
        erased += erase(context, tenant, subject);
      }
    }
    return erased;
  }

  private long erase(CallContext context, String tenant, String subject) {
    long erased = 0;
    long position = 0;
    List<AuditRecord> page = store.about(tenant, subject, position, AT_ONCE);
    while (!page.isEmpty()) {
      // what says that something was erased is about the person too, and has to stay
      List<Long> sequences = page.stream()
          .filter(entry -> !entry.action().equals(AuditTrail.ERASE))
          .map(AuditRecord::sequence)
          .toList();
      if (!sequences.isEmpty()) {
        erase(context, tenant, subject, sequences);
        erased += sequences.size();
      }
      position = page.getLast().sequence();
      page = store.about(tenant, subject, position, AT_ONCE);
    }
    return erased;
  }

  private void erase(CallContext context, String tenant, String subject, List<Long> sequences) {
    var entry = new Draft(
        tenant,
        context.principal(),
        AuditTrail.ERASE,
        subject,
        AuditResult.DONE,
        context.correlationId(),
        Sequences.write(sequences),
        new Personal("", context.address(), Map.of()));
    appender.submit(plan -> {
      plan.append(entry);
      plan.add(new StoreChange.EraseAudit(tenant, sequences));
    });
  }

  @Override
  public void export(Set<String> subjects, Consumer<AuditEntry> receiver) {
    for (String tenant : store.tenants()) {
      for (String subject : subjects) {
        long position = 0;
        List<AuditRecord> page = store.about(tenant, subject, position, AT_ONCE);
        while (!page.isEmpty()) {
          page.forEach(entry -> receiver.accept(Entries.of(entry)));
          position = page.getLast().sequence();
          page = store.about(tenant, subject, position, AT_ONCE);
        }
      }
    }
  }
}
