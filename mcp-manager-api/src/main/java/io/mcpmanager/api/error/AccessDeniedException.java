package io.mcpmanager.api.error;

/** Whoever asks may not do this. */
public final class AccessDeniedException extends McpManagerException {

  private static final long serialVersionUID = 1L;

  private final String scope;

  /**
   * What was wanted needs a permission.
   *
   * @param scope that permission as a scope, such as {@code servers:write}
   */
  public AccessDeniedException(String scope) {
    this("this needs the permission " + scope, scope);
  }

  /**
   * What was wanted needs a permission and something else.
   *
   * @param message for people
   * @param scope that permission as a scope
   */
  public AccessDeniedException(String message, String scope) {
    super(ErrorCode.ACCESS_DENIED, message);
    this.scope = scope;
  }

  /** The permission needed, as a scope. */
  public String scope() {
    return scope;
  }
}
