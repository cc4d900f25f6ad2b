package io.mcpmanager.api.error;

/**
 * Stable names of everything that can go wrong. The constant's name is the text that REST bodies, command results and
 * events carry; it is never renamed or reused. Callers decide on the code or its {@link #category()}, never on message
 * text.
 */
public enum ErrorCode {
  /** One or more fields of the input are wrong; the problems name each. */
  VALIDATION_FAILED(Category.USER),
  /** The input is not well-formed (not JSON, not UTF-8, wrong shape). */
  MALFORMED_INPUT(Category.USER),
  /** The content type or accepted types of a request are not supported. */
  UNSUPPORTED_MEDIA_TYPE(Category.USER),
  /** The request method is not supported at this place. */
  METHOD_NOT_ALLOWED(Category.USER),
  /** The Host or Origin of a request is not one the manager answers to. */
  ORIGIN_NOT_ALLOWED(Category.USER),
  /** Whoever asks has not said who they are, or what they presented is not valid (any more). */
  UNAUTHENTICATED(Category.USER),
  /** The password is right, and the code of the second factor is missing. */
  SECOND_FACTOR_REQUIRED(Category.USER),
  /** Signing in failed too often; it can be tried again later. */
  LOCKED_OUT(Category.USER),
  /** A request that changes something, with a session's cookie, lacks the session's CSRF token. */
  CSRF_TOKEN_MISSING(Category.USER),
  /** Whoever asks may not do this. */
  ACCESS_DENIED(Category.USER),
  /** No such place. */
  ROUTE_NOT_FOUND(Category.NOT_FOUND),
  /** No server has this id or name. */
  SERVER_NOT_FOUND(Category.NOT_FOUND),
  /** No command with this correlation id can be undone. */
  COMMAND_NOT_FOUND(Category.NOT_FOUND),
  /** No run of a command over many servers has this id, or it has been forgotten. */
  BULK_RUN_NOT_FOUND(Category.NOT_FOUND),
  /** No user has this id or name. */
  USER_NOT_FOUND(Category.NOT_FOUND),
  /** No role has this name. */
  ROLE_NOT_FOUND(Category.NOT_FOUND),
  /** No API key has this id. */
  API_KEY_NOT_FOUND(Category.NOT_FOUND),
  /** No secret has this name. */
  SECRET_NOT_FOUND(Category.NOT_FOUND),
  /** No rule has this id. */
  RULE_NOT_FOUND(Category.NOT_FOUND),
  /** No tool has been pinned under this name. */
  PIN_NOT_FOUND(Category.NOT_FOUND),
  /** No call with this id is held, or it has been decided. */
  HELD_CALL_NOT_FOUND(Category.NOT_FOUND),
  /** No gateway session has this id, or it has ended. */
  SESSION_NOT_FOUND(Category.NOT_FOUND),
  /** Another server already has this name. */
  NAME_TAKEN(Category.CONFLICT),
  /** The revision given is not the present one: somebody else changed the server. */
  STALE_REVISION(Category.CONFLICT),
  /** A selection of servers does not come to the number the caller expects. */
  SELECTION_CHANGED(Category.CONFLICT),
  /** It is still used, or is the last of its kind, and so can't be removed. */
  IN_USE(Category.CONFLICT),
  /** A tool is not what it was when it was approved; it is blocked until that has been looked at. */
  TOOL_CHANGED(Category.CONFLICT),
  /** The server's state does not allow this command. */
  ILLEGAL_TRANSITION(Category.CONFLICT),
  /** The server is disabled. */
  SERVER_DISABLED(Category.CONFLICT),
  /** The server is not running, so it can't answer. */
  SERVER_NOT_RUNNING(Category.CONFLICT),
  /** An input is larger than its limit. */
  TOO_LARGE(Category.RESOURCE),
  /** More requests than the limits of whoever asks allow; the answer says when to come again. */
  RATE_LIMITED(Category.RESOURCE),
  /** A queue, table or number of sessions is full. */
  LIMIT_REACHED(Category.RESOURCE),
  /** A deadline passed. */
  TIMEOUT(Category.RESOURCE),
  /** No runtime can bring this kind of launch to life. */
  RUNTIME_UNAVAILABLE(Category.EXTERNAL),
  /** An instance could not be started. */
  LAUNCH_FAILED(Category.EXTERNAL),
  /** The instance started but did not complete the protocol handshake. */
  HANDSHAKE_FAILED(Category.EXTERNAL),
  /** The instance ended without having been asked to. */
  SERVER_EXITED(Category.EXTERNAL),
  /** The instance exited so often that it is no longer restarted. */
  CRASH_LOOP(Category.EXTERNAL),
  /** The connection to an instance broke or carried something that is not the protocol. */
  CHANNEL_FAILED(Category.EXTERNAL),
  /** An MCP server answered a request with a JSON-RPC error. */
  UPSTREAM_ERROR(Category.EXTERNAL),
  /** The instance could not be ended. */
  STOP_FAILED(Category.EXTERNAL),
  /** The key that protects secrets can't be had or is not the one they were sealed with. */
  KEY_UNAVAILABLE(Category.INTERNAL),
  /** The store refused or lost a write or a read. */
  STORE_FAILED(Category.INTERNAL),
  /** The disk of the store is full; writes succeed again once there is room. */
  STORE_FULL(Category.RESOURCE),
  /** Another program holds the store's lock; writes succeed again once it lets go. */
  STORE_LOCKED(Category.RESOURCE),
  /** The disk did not answer in time; the write may have happened or may yet happen. */
  STORE_UNCERTAIN(Category.INTERNAL),
  /** No backup has this name. */
  BACKUP_NOT_FOUND(Category.NOT_FOUND),
  /** The store can't be copied. */
  BACKUP_UNSUPPORTED(Category.CONFLICT),
  /** The file is no backup, is damaged, or was made by a newer version. */
  BACKUP_REFUSED(Category.USER),
  /** The manager is stopping and takes no more work. */
  SHUTTING_DOWN(Category.CONFLICT),
  /** A fault in the manager itself. */
  INTERNAL_ERROR(Category.INTERNAL);

  private final Category category;

  ErrorCode(Category category) {
    this.category = category;
  }

  /** What kind of failure this is. */
  public Category category() {
    return category;
  }
}
