package io.mcpmanager.api.bulk;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.McpManagerException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Driving port: commands over many servers at once. Each run works on some of its servers at the same time; a server
 * that fails does not keep the others from their turn. Progress can be read here and is told by events. Runs are kept
 * in memory: the last {@link #MAX_KEPT} for a day, none after a restart of the manager; what was done to the servers
 * stands in the store and the event log like that of any command. Thread-safe. A caller sees the runs and servers of
 * its context's tenant only.
 */
public interface BulkRuns {

  /** Most runs of a tenant that can be under way. */
  int MAX_RUNNING = 8;

  /** Most runs of a tenant that are remembered. */
  int MAX_KEPT = 32;

  /**
   * Settles which servers are meant and begins to work on them; does not wait for the outcome. A listed server that
   * does not exist is an item that failed, not an exception.
   *
   * @return the run as it begins
   * @throws io.mcpmanager.api.error.ValidationException if the request is wrong or comes to more than
   *     {@link BulkRequest#MAX_SERVERS} servers; nothing was done
   * @throws McpManagerException with {@link io.mcpmanager.api.error.ErrorCode#SELECTION_CHANGED} if the selection does
   *     not come to the expected number of servers; with {@link io.mcpmanager.api.error.ErrorCode#LIMIT_REACHED} if
   *     {@link #MAX_RUNNING} runs are under way; with {@link io.mcpmanager.api.error.ErrorCode#SHUTTING_DOWN} if the
   *     manager is stopping; nothing was done
   */
  BulkRun begin(CallContext context, BulkRequest request);

  /** The run with this id, if it is still known. */
  Optional<BulkRun> find(CallContext context, String id);

  /**
   * The run with this id.
   *
   * @throws McpManagerException with {@link io.mcpmanager.api.error.ErrorCode#BULK_RUN_NOT_FOUND} if there is none
   */
  BulkRun get(CallContext context, String id);

  /** All runs that are still known, newest first. */
  List<BulkRun> list(CallContext context);

  /**
   * Calls a run off: servers whose turn has not come are left alone, commands under way go on to their end. A no-op
   * when it is over. Does not wait.
   *
   * @return the run after that
   * @throws McpManagerException with {@link io.mcpmanager.api.error.ErrorCode#BULK_RUN_NOT_FOUND} if there is none
   */
  BulkRun cancel(CallContext context, String id);

  /**
   * Begins a run that takes another back: each of its commands that can be undone is undone. Restarts and deletions
   * can't.
   *
   * @return the new run as it begins
   * @throws McpManagerException with {@link io.mcpmanager.api.error.ErrorCode#BULK_RUN_NOT_FOUND} if there is none;
   *     with {@link io.mcpmanager.api.error.ErrorCode#COMMAND_NOT_FOUND} if it is not over, has been taken back, or
   *     nothing of it can be undone; and as {@link #begin}
   */
  BulkRun undo(CallContext context, String id);

  /**
   * Waits until a run is over, at most for a while.
   *
   * @return the run as it is then; it may still be running
   * @throws McpManagerException with {@link io.mcpmanager.api.error.ErrorCode#BULK_RUN_NOT_FOUND} if there is none
   * @throws InterruptedException if interrupted while waiting; the run goes on
   */
  BulkRun await(CallContext context, String id, Duration atMost) throws InterruptedException;
}
