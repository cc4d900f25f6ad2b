package io.mcpmanager.core.guard;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.backup.Backup;
import io.mcpmanager.api.backup.Backups;
import java.io.InputStream;
import java.util.List;

/** Backups, which hold what all tenants have. */
final class GuardedBackups implements Backups {

  private final Backups backups;
  private final Authorizer authorizer;

  GuardedBackups(Backups backups, Authorizer authorizer) {
    this.backups = backups;
    this.authorizer = authorizer;
  }

  @Override
  public Backup create(CallContext context) {
    return authorizer.perform(context, Operation.CREATE_BACKUP, "", () -> backups.create(context));
  }

  @Override
  public List<Backup> list(CallContext context, int limit) {
    return authorizer.perform(
        context, Operation.LIST_BACKUPS, "", () -> backups.list(context, limit));
  }

  @Override
  public InputStream read(CallContext context, String name) {
    return authorizer.perform(
        context, Operation.READ_BACKUP, "backup:" + name, () -> backups.read(context, name));
  }
}
