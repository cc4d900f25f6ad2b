package io.mcpmanager.core.access;

import io.mcpmanager.api.access.Access;
import io.mcpmanager.api.access.ApiKey;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Permission;
import io.mcpmanager.api.access.Role;
import io.mcpmanager.api.access.User;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The one desk for all that can be asked of this room; those behind it do the work. */
record AccessDesk(
    UserDesk users,
    Departures departures,
    OwnDesk own,
    RoleDesk roles,
    KeyDesk keys,
    SessionDesk sessions,
    PersonDesk people)
    implements Access {

  private static final int MAX_PAGE = 100;

  private static int checked(int limit) {
    if (limit < 1 || limit > MAX_PAGE) {
      throw new IllegalArgumentException("limit must be from 1 to " + MAX_PAGE + ", was " + limit);
    }
    return limit;
  }

  @Override
  public List<User> users(CallContext context, String afterName, int limit) {
    return users.list(context, afterName, checked(limit));
  }

  @Override
  public User user(CallContext context, String idOrName) {
    return users.get(context, idOrName);
  }

  @Override
  public User createUser(CallContext context, NewUser wanted) {
    return users.create(context, wanted);
  }

  @Override
  public User changeUser(CallContext context, String id, long expectedRevision, NewUser wanted) {
    return users.change(context, id, expectedRevision, wanted);
  }

  @Override
  public void deleteUser(CallContext context, String id) {
    departures.delete(context, id);
  }

  @Override
  public String inviteUser(CallContext context, String id) {
    return users.invite(context, id);
  }

  @Override
  public Optional<User> me(CallContext context) {
    return own.me(context);
  }

  @Override
  public void changePassword(CallContext context, String current, String wanted) {
    own.changePassword(context, current, wanted);
  }

  @Override
  public SecondFactorSetup beginSecondFactor(CallContext context) {
    return own.beginSecondFactor(context);
  }

  @Override
  public List<String> confirmSecondFactor(CallContext context, String code) {
    return own.confirmSecondFactor(context, code);
  }

  @Override
  public void endSecondFactor(CallContext context, String userId, String code) {
    own.endSecondFactor(context, userId, code);
  }

  @Override
  public List<Role> roles(CallContext context) {
    return roles.list(context);
  }

  @Override
  public Role putRole(
      CallContext context, String name, String description, Set<Permission> permissions) {
    return roles.put(context, name, description, permissions);
  }

  @Override
  public void deleteRole(CallContext context, String name) {
    roles.delete(context, name);
  }

  @Override
  public List<ApiKey> keys(CallContext context, String afterId, int limit) {
    return keys.list(context, afterId, checked(limit));
  }

  @Override
  public MadeKey createKey(CallContext context, NewKey wanted) {
    return keys.create(context, wanted);
  }

  @Override
  public MadeKey rotateKey(CallContext context, String id, Duration overlap) {
    return keys.rotate(context, id, overlap);
  }

  @Override
  public void revokeKey(CallContext context, String id) {
    keys.revoke(context, id);
  }

  @Override
  public List<OpenSession> sessions(CallContext context, String userId) {
    return sessions.list(context, userId);
  }

  @Override
  public void endSession(CallContext context, String userId, String sessionId) {
    sessions.end(context, userId, sessionId);
  }

  @Override
  public void rollSigningKey(CallContext context) {
    sessions.rollSigningKey(context);
  }

  @Override
  public String exportPerson(CallContext context, String userId) {
    return people.export(context, userId);
  }

  @Override
  public Map<String, Long> erasePerson(CallContext context, String userId) {
    return people.erase(context, userId);
  }
}
