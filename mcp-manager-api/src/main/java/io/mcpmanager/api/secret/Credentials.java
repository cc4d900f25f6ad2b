package io.mcpmanager.api.secret;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.server.ServerId;
import java.util.List;

/**
 * Driving port: the caller's own credentials for servers, which definitions refer to as {@code ${credential:NAME}}. Each is
 * passed to that server only, by an instance of it, or a connection to it, that serves its user alone. Nobody reads values,
 * and nobody sees or sets those of others. Thread-safe.
 */
public interface Credentials {

  /** Most credentials of one user. */
  int MAX_CREDENTIALS = 200;

  /** What servers want of the caller, set or not, by server and name. */
  List<Credential> list(CallContext context);

  /**
   * Sets a credential. Instances that serve the caller with the former value end.
   *
   * @param name what the server's definition calls it
   * @param value 1 to {@value Secrets#MAX_LENGTH} characters, without NUL
   * @throws io.mcpmanager.api.error.ServerNotFoundException if there is no such server
   * @throws io.mcpmanager.api.error.ValidationException if the server wants no such credential, or the value is wrong
   * @throws io.mcpmanager.api.error.McpManagerException with {@link io.mcpmanager.api.error.ErrorCode#LIMIT_REACHED} if
   *     the caller has {@value #MAX_CREDENTIALS} already
   */
  Credential put(CallContext context, ServerId server, String name, SecretValue value);

  /** Deletes a credential. One that does not exist is no error. Instances that serve the caller with it end. */
  void delete(CallContext context, ServerId server, String name);
}
