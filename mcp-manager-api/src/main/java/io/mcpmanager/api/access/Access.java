package io.mcpmanager.api.access;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Driving port: users, roles, API keys and sessions. Thread-safe. Every method throws {@link
 * io.mcpmanager.api.error.McpManagerException} with {@link io.mcpmanager.api.error.ErrorCode#ACCESS_DENIED} if the context
 * does not allow it. Nobody can give what they do not have. Users and keys of a tenant are seen by that tenant only; who
 * belongs to several is seen by each.
 */
public interface Access {

  /**
   * What is wanted of a user.
   *
   * @param name by which they sign in
   * @param displayName how to call them; empty to take the name
   * @param email may be empty
   * @param roles names of roles in the context's tenant
   * @param enabled whether they may sign in
   */
  record NewUser(
      String name, String displayName, String email, Set<String> roles, boolean enabled) {}

  /**
   * What is wanted of an API key.
   *
   * @param name for people
   * @param permissions what it shall allow; at most what the maker may do
   * @param expiresAt when it shall end
   * @param tier name of its limits; empty for the default
   */
  record NewKey(
      String name, Set<Permission> permissions, Optional<Instant> expiresAt, String tier) {}

  /**
   * A key that has just been made.
   *
   * @param secret the whole key; never shown again
   * @param key what is known of it from now on
   */
  record MadeKey(String secret, ApiKey key) {

    @Override
    public String toString() {
      return "MadeKey[" + key.id() + "]";
    }
  }

  /**
   * A session or sign-in of a program that goes on.
   *
   * @param id no secret
   * @param user whose it is
   * @param kind {@code session} or {@code tokens}
   * @param address where it began
   * @param createdAt when it began
   * @param lastUsedAt when it was last used, within some minutes
   * @param present whether it is the one by which this is asked
   */
  record OpenSession(
      String id,
      String user,
      String kind,
      String address,
      Instant createdAt,
      Instant lastUsedAt,
      boolean present) {}

  /**
   * What sets a second factor up.
   *
   * @param secret for the authenticator app, in Base32
   * @param uri the same as {@code otpauth:} address (for a QR code)
   */
  record SecondFactorSetup(String secret, String uri) {

    @Override
    public String toString() {
      return "SecondFactorSetup";
    }
  }

  /** Users of the tenant, by name; at most {@code limit} (1 to 100) after a name. */
  List<User> users(CallContext context, String afterName, int limit);

  /** The user with this id or name. */
  User user(CallContext context, String idOrName);

  /** Adds a user; they can sign in once they have a link, a password or a provider. */
  User createUser(CallContext context, NewUser wanted);

  /** Changes a user; their sessions end if they lose something. The last administrator can't be disabled or demoted. */
  User changeUser(CallContext context, String id, long expectedRevision, NewUser wanted);

  /** Deletes a user with sessions, keys and credentials. The last administrator can't be deleted. */
  void deleteUser(CallContext context, String id);

  /** A one-time token by which a user signs in once to set a password, good for a day; ends earlier ones. */
  String inviteUser(CallContext context, String id);

  /** Who asks. */
  Optional<User> me(CallContext context);

  /**
   * Sets one's own password; ends one's other sessions.
   *
   * @param current the present one; not looked at if there is none yet or the session began by a one-time link
   * @param wanted 12 to 256 characters, not one of the well-known ones
   */
  void changePassword(CallContext context, String current, String wanted);

  /** Begins to set up one's second factor; it is asked for once confirmed. */
  SecondFactorSetup beginSecondFactor(CallContext context);

  /** Confirms one's second factor; gives the recovery codes, which are never shown again. */
  List<String> confirmSecondFactor(CallContext context, String code);

  /** Ends a user's second factor: one's own with a code, or that of a user whom one administers. */
  void endSecondFactor(CallContext context, String userId, String code);

  /** Roles: the built-in ones, and those of the tenant. */
  List<Role> roles(CallContext context);

  /** Creates or replaces a role of the tenant. */
  Role putRole(CallContext context, String name, String description, Set<Permission> permissions);

  /** Deletes a role of the tenant that nobody has. */
  void deleteRole(CallContext context, String name);

  /** One's own keys, or all of the tenant for who may read users; by id, at most {@code limit} (1 to 100) after one. */
  List<ApiKey> keys(CallContext context, String afterId, int limit);

  /** Makes a key for who asks. */
  MadeKey createKey(CallContext context, NewKey wanted);

  /** Makes a key in place of another, which works for a while yet: 0 to 30 days. */
  MadeKey rotateKey(CallContext context, String id, Duration overlap);

  /** Ends a key at once. */
  void revokeKey(CallContext context, String id);

  /** One's own sessions, or those of a user whom one administers; newest first, at most 100. */
  List<OpenSession> sessions(CallContext context, String userId);

  /** Ends a session. */
  void endSession(CallContext context, String userId, String sessionId);

  /** Makes access tokens be signed with a new key; those signed with the former one hold until they expire. */
  void rollSigningKey(CallContext context);

  /** All that is kept of a person, as a JSON document. */
  String exportPerson(CallContext context, String userId);

  /**
   * Erases all that is kept of a person; the audit trail stays verifiable.
   *
   * @return what was erased: number of entries by kind
   */
  Map<String, Long> erasePerson(CallContext context, String userId);
}
