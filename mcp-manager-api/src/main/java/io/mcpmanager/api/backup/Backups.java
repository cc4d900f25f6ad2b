package io.mcpmanager.api.backup;

import io.mcpmanager.api.access.CallContext;
import java.io.InputStream;
import java.util.List;

/**
 * Driving port: copies of what the manager keeps, made while it works. Thread-safe. Every method throws
 * {@link io.mcpmanager.api.error.McpManagerException} with
 * {@link io.mcpmanager.api.error.ErrorCode#BACKUP_UNSUPPORTED} if the store can't be copied, as one in memory.
 */
public interface Backups {

  /** Most backups that a list has. */
  int MAX_LIST = 1000;

  /**
   * Makes a backup and returns once it is whole, checked and on the disk. It holds everything that was acknowledged
   * before the call. Writers go on meanwhile. It holds credentials of servers as plain text.
   *
   * @throws io.mcpmanager.api.error.McpManagerException with
   *     {@link io.mcpmanager.api.error.ErrorCode#LIMIT_REACHED} if one is being made already
   * @throws io.mcpmanager.api.error.StoreException if it could not be made; then nothing is left of it
   */
  Backup create(CallContext context);

  /**
   * The newest backups, newest first.
   *
   * @param limit most to return, 1 to {@link #MAX_LIST}
   */
  List<Backup> list(CallContext context, int limit);

  /**
   * The content of a backup; the caller closes it.
   *
   * @throws io.mcpmanager.api.error.McpManagerException with
   *     {@link io.mcpmanager.api.error.ErrorCode#BACKUP_NOT_FOUND} if there is none of this name
   */
  InputStream read(CallContext context, String name);
}
