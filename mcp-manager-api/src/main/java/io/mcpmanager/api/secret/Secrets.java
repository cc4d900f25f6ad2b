package io.mcpmanager.api.secret;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.bulk.BulkRun;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Driving port: secrets, which definitions refer to as {@code ${secret:NAME}} and which are put in where a server is
 * launched. Values go in and never come out. A caller sees those of its context's tenant only. Thread-safe.
 */
public interface Secrets {

  /** Most secrets of a tenant. */
  int MAX_SECRETS = 1000;

  /** Longest value, in characters. */
  int MAX_LENGTH = 65_536;

  /** All of them, by name. */
  List<Secret> list(CallContext context);

  /**
   * The one with this name.
   *
   * @throws io.mcpmanager.api.error.McpManagerException with {@link
   *     io.mcpmanager.api.error.ErrorCode#SECRET_NOT_FOUND} if there is none
   */
  Secret get(CallContext context, String name);

  /**
   * Sets a secret, be it new or not. Servers that run go on with the former value until they are restarted; {@link #apply}
   * does that.
   *
   * @param name 1 to 64 characters from {@code a-z A-Z 0-9 . _ -}, starting with a letter or {@code _}
   * @param value 1 to {@value #MAX_LENGTH} characters, without NUL
   * @param description for people; at most 1000 characters; null to keep what there is
   * @throws io.mcpmanager.api.error.ValidationException if one of them is wrong
   * @throws io.mcpmanager.api.error.McpManagerException with {@link io.mcpmanager.api.error.ErrorCode#LIMIT_REACHED} if
   *     there are {@value #MAX_SECRETS} already; with {@link io.mcpmanager.api.error.ErrorCode#KEY_UNAVAILABLE} if it can't
   *     be sealed
   */
  Secret put(CallContext context, String name, SecretValue value, @Nullable String description);

  /**
   * Deletes a secret. One that does not exist is no error.
   *
   * @param force also if definitions refer to it; their servers then can't be started
   * @throws io.mcpmanager.api.error.McpManagerException with {@link io.mcpmanager.api.error.ErrorCode#IN_USE} if
   *     definitions refer to it and it is not forced
   */
  void delete(CallContext context, String name, boolean force);

  /**
   * Restarts the servers that run with a former value of a secret; does not wait for that.
   *
   * @return the run of restarts as it begins
   * @throws io.mcpmanager.api.error.McpManagerException with {@link
   *     io.mcpmanager.api.error.ErrorCode#SECRET_NOT_FOUND} if there is no such secret; with {@link
   *     io.mcpmanager.api.error.ErrorCode#SERVER_NOT_RUNNING} if no server has a former value
   */
  BulkRun apply(CallContext context, String name);

  /**
   * Makes new keys and seals all secrets of all tenants anew: a new data key, and, if it is kept where the manager can write
   * it, a new key of the manager itself. Backups made before need the former key. Host-wide.
   *
   * @return what was done
   * @throws io.mcpmanager.api.error.McpManagerException with {@link
   *     io.mcpmanager.api.error.ErrorCode#KEY_UNAVAILABLE} if it fails; everything can still be opened then
   */
  KeyRotation rotateKey(CallContext context);

  /**
   * What a rotation of keys has done.
   *
   * @param newKey whether the manager's own key is a new one; else it is kept where the manager can't write
   * @param resealed secrets and credentials that were sealed anew
   */
  record KeyRotation(boolean newKey, int resealed) {}
}
