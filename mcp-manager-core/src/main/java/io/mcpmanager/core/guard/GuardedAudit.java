package io.mcpmanager.core.guard;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.audit.Audit;
import io.mcpmanager.api.audit.AuditAnchor;
import io.mcpmanager.api.audit.AuditEntry;
import io.mcpmanager.api.audit.AuditFilter;
import io.mcpmanager.api.audit.AuditPage;
import io.mcpmanager.api.audit.AuditVerification;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The audit trail, for who may read it. */
final class GuardedAudit implements Audit {

  private final Audit audit;
  private final Authorizer authorizer;

  GuardedAudit(Audit audit, Authorizer authorizer) {
    this.audit = audit;
    this.authorizer = authorizer;
  }

  @Override
  public AuditPage after(CallContext context, AuditFilter filter, long sequence, int limit) {
    authorizer.check(context, Operation.READ_AUDIT);
    return audit.after(context, filter, sequence, limit);
  }

  @Override
  public AuditPage before(CallContext context, AuditFilter filter, long sequence, int limit) {
    authorizer.check(context, Operation.READ_AUDIT);
    return audit.before(context, filter, sequence, limit);
  }

  @Override
  public void export(CallContext context, AuditFilter filter, Consumer<AuditEntry> receiver) {
    authorizer.check(context, Operation.EXPORT_AUDIT);
    boolean ignored = authorizer.recorded(context, Operation.EXPORT_AUDIT, "", Map.of(), () -> {
      audit.export(context, filter, receiver);
      return true;
    });
  }

  @Override
  public AuditVerification verify(CallContext context) {
    authorizer.check(context, Operation.READ_AUDIT);
    return audit.verify(context);
  }

  @Override
  public List<AuditVerification> verifyAll(CallContext context) {
    authorizer.check(context, Operation.VERIFY_AUDIT);
    return audit.verifyAll(context);
  }

  @Override
  public List<AuditAnchor> anchors(CallContext context, int limit) {
    authorizer.check(context, Operation.READ_AUDIT);
    return audit.anchors(context, limit);
  }
}
