package io.mcpmanager.api.error;

/** No server has the id or name asked for, or the caller may not know that it exists. */
public final class ServerNotFoundException extends McpManagerException {

  private static final long serialVersionUID = 1L;

  /** Nothing is known under this id or name. */
  public ServerNotFoundException(String idOrName) {
    super(ErrorCode.SERVER_NOT_FOUND, "no server has the id or name '" + idOrName + "'");
  }
}
