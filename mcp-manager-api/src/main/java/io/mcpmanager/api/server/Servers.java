package io.mcpmanager.api.server;

import io.mcpmanager.api.Page;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.error.Problem;
import java.util.List;
import java.util.Optional;

/**
 * Driving port: the servers of the manager. Thread-safe; methods that change something return once the change is
 * stored. A caller sees the servers of its context's tenant only.
 */
public interface Servers {

  /**
   * Creates a server; it is not started.
   *
   * @throws io.mcpmanager.api.error.ValidationException if {@link #validate} would find problems with the values, or
   *     the name is taken ({@link io.mcpmanager.api.error.ErrorCode#NAME_TAKEN}); nothing is created
   */
  Server create(CallContext context, ServerDefinition definition);

  /** The server with this id, if there is one. */
  Optional<Server> find(CallContext context, ServerId id);

  /** The server with this name, if there is one. */
  Optional<Server> findByName(CallContext context, String name);

  /**
   * The server with this id.
   *
   * @throws io.mcpmanager.api.error.ServerNotFoundException if there is none
   */
  Server get(CallContext context, ServerId id);

  /** One page of the servers that pass the query's filters. */
  Page<Server> list(CallContext context, ServerQuery query);

  /**
   * Creates a server with the definition of another under a new name; it is not started.
   *
   * @throws io.mcpmanager.api.error.ServerNotFoundException if there is no such server
   * @throws io.mcpmanager.api.error.ValidationException if the name is wrong or taken
   */
  Server copy(CallContext context, ServerId id, String newName);

  /**
   * Everything that would keep a definition from being created and started: wrong values, a name already taken, a
   * command not found, a folder that does not exist. Changes nothing.
   */
  List<Problem> validate(CallContext context, ServerDefinition definition);

  /**
   * Everything that would keep a server from getting another definition and starting with it. Changes nothing.
   *
   * @throws io.mcpmanager.api.error.ServerNotFoundException if there is no such server
   */
  List<Problem> validate(CallContext context, ServerId id, ServerDefinition definition);

  /**
   * Carries out a command and waits for its outcome. Waits behind commands already given to the same server. A start
   * that fails is a result, not an exception.
   *
   * @throws io.mcpmanager.api.error.ServerNotFoundException if there is no such server
   * @throws io.mcpmanager.api.error.IllegalTransitionException if the server's state does not allow the command
   * @throws io.mcpmanager.api.error.StaleRevisionException if a reconfiguration is based on an old revision
   * @throws io.mcpmanager.api.error.ValidationException if a new definition is wrong
   * @throws McpManagerException with {@link io.mcpmanager.api.error.ErrorCode#SERVER_DISABLED} if a disabled server
   *     should start; with {@link io.mcpmanager.api.error.ErrorCode#SHUTTING_DOWN} if the manager is stopping; with
   *     {@link io.mcpmanager.api.error.ErrorCode#LIMIT_REACHED} if too many commands wait
   * @throws InterruptedException if interrupted while waiting; the command goes on
   */
  CommandResult execute(CallContext context, ServerId id, ServerCommand command)
      throws InterruptedException;

  /**
   * Whether a command can run now. The answer may be outdated as soon as it is given.
   *
   * @throws io.mcpmanager.api.error.ServerNotFoundException if there is no such server
   */
  CommandCheck check(CallContext context, ServerId id, ServerCommand command);

  /**
   * Takes back one of the last 1000 commands by carrying out its inverse: a start is undone by a stop, an enabling by
   * a disabling, a reconfiguration by the definition before it. Restarts and deletions can't be undone.
   *
   * @param correlationId of the result of the command to undo
   * @throws McpManagerException with {@link io.mcpmanager.api.error.ErrorCode#COMMAND_NOT_FOUND} if there is no such
   *     command or it can't be undone, and whatever {@link #execute} throws
   */
  CommandResult undo(CallContext context, String correlationId) throws InterruptedException;

  /**
   * Creates and starts the servers of a JSON document that do not exist yet; those it disables are created only. It returns once they are
   * created; they may still be starting. The document is either an AI client's {@code {"mcpServers": {...}}} or what
   * {@link #exportJson} gave.
   *
   * @throws io.mcpmanager.api.error.ValidationException with all problems of the whole document; then nothing was
   *     created
   */
  ImportReport importJson(CallContext context, String json);

  /** All servers' definitions as one JSON document that {@link #importJson} takes. */
  String exportJson(CallContext context);
}
