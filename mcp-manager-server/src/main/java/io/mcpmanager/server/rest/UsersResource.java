package io.mcpmanager.server.rest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.api.access.Access;
import io.mcpmanager.api.access.User;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.core.json.AccessJson;
import java.util.List;
import java.util.Map;

/** Users, and what is kept of them. */
final class UsersResource implements Resource {

  static final Parameter<Long> LIMIT = Parameter.number("limit", "Most to return.", 1, 100, 100);
  private static final String TAG = "access";
  private static final Parameter<String> USER = Parameter.path("user", "Id or name of the user.");
  private static final Parameter<String> SESSION = Parameter.path("session", "Id of the session.");
  private static final Parameter<String> AFTER =
      Parameter.text("after", "Name after which to begin: that of the last one seen.");

  private final Access access;

  UsersResource(Access access) {
    this.access = access;
  }

  @Override
  public List<Route> routes() {
    String all = Route.BASE + "/users";
    String one = all + "/{user}";
    return List.of(
        Route.get(all, TAG, "Users of the tenant, by name.")
            .with(AFTER, LIMIT)
            .answers("User[]")
            .fails(ErrorCode.ACCESS_DENIED)
            .by(this::list),
        Route.post(all, TAG, "Adds a user; an invitation lets them in.")
            .takes("NewUser")
            .answers(201, "User")
            .fails(ErrorCode.ACCESS_DENIED, ErrorCode.NAME_TAKEN)
            .by(this::create),
        Route.get(one, TAG, "One user.")
            .with(USER)
            .answers("User")
            .fails(ErrorCode.ACCESS_DENIED, ErrorCode.USER_NOT_FOUND)
            .by(call -> shown(user(call))),
        Route.put(one, TAG, "Changes a user; their sessions end if they lose something.")
            .with(USER, EntityTags.IF_MATCH)
            .takes("NewUser")
            .answers("User")
            .fails(
                ErrorCode.ACCESS_DENIED,
                ErrorCode.USER_NOT_FOUND,
                ErrorCode.NAME_TAKEN,
                ErrorCode.STALE_REVISION,
                ErrorCode.IN_USE)
            .by(this::change),
        Route.delete(one, TAG, "Deletes a user with their sessions and keys.")
            .with(USER)
            .answers("Done")
            .fails(ErrorCode.ACCESS_DENIED, ErrorCode.USER_NOT_FOUND, ErrorCode.IN_USE)
            .by(this::delete),
        Route.post(one + "/invitation", TAG, "A one-time sign-in link, good for a day.")
            .with(USER)
            .answers(201, "Invitation")
            .fails(ErrorCode.ACCESS_DENIED, ErrorCode.USER_NOT_FOUND)
            .by(this::invite),
        Route.delete(one + "/second-factor", TAG, "Ends a user's second factor.")
            .with(USER)
            .answers("Done")
            .fails(ErrorCode.ACCESS_DENIED, ErrorCode.USER_NOT_FOUND)
            .by(this::endSecondFactor),
        Route.get(one + "/sessions", TAG, "A user's sessions, newest first.")
            .with(USER)
            .answers("OpenSession[]")
            .fails(ErrorCode.ACCESS_DENIED, ErrorCode.USER_NOT_FOUND)
            .by(call -> sessions(access, call, user(call).id())),
        Route.delete(one + "/sessions/{session}", TAG, "Ends a session of a user.")
            .with(USER, SESSION)
            .answers("Done")
            .fails(ErrorCode.ACCESS_DENIED, ErrorCode.USER_NOT_FOUND, ErrorCode.SESSION_NOT_FOUND)
            .by(call -> endSession(access, call, user(call).id())),
        Route.get(one + "/data", TAG, "All that is kept of a person.")
            .with(USER)
            .answersPlain("Any")
            .fails(ErrorCode.ACCESS_DENIED, ErrorCode.USER_NOT_FOUND)
            .by(call -> data(access, call, user(call).id())),
        Route.delete(one + "/data", TAG, "Erases all that is kept of a person.")
            .with(USER)
            .answers("Any")
            .fails(ErrorCode.ACCESS_DENIED, ErrorCode.USER_NOT_FOUND, ErrorCode.IN_USE)
            .by(this::erase));
  }

  private User user(Call call) {
    return access.user(call.context(), call.get(USER));
  }

  private Answer list(Call call) {
    var data = JsonNodeFactory.instance.arrayNode();
    access
        .users(call.context(), call.get(AFTER), Math.toIntExact(call.get(LIMIT)))
        .forEach(user -> data.add(AccessJson.user(user)));
    return Answer.ok(data);
  }

  private Answer create(Call call) {
    User user = access.createUser(call.context(), AccessJson.newUser(call.body()));
    return Answer.of(201, AccessJson.user(user))
        .with("Location", Route.BASE + "/users/" + user.id())
        .with("ETag", tag(user));
  }

  private static Answer shown(User user) {
    return Answer.ok(AccessJson.user(user)).with("ETag", tag(user));
  }

  private static String tag(User user) {
    return "\"" + user.revision() + "\"";
  }

  private Answer change(Call call) {
    User user = user(call);
    long revision = EntityTags.revision(call, user.revision(), "user");
    return shown(
        access.changeUser(call.context(), user.id(), revision, AccessJson.newUser(call.body())));
  }

  private Answer delete(Call call) {
    User user = user(call);
    access.deleteUser(call.context(), user.id());
    return done(user.id());
  }

  /** What is answered where there is nothing to show: which thing it was done to. */
  static Answer done(String id) {
    return Answer.ok(JsonNodeFactory.instance.objectNode().put("id", id));
  }

  private Answer invite(Call call) {
    User user = user(call);
    String token = access.inviteUser(call.context(), user.id());
    // behind a #, so that it is in no log of a server or proxy
    return Answer.of(
        201,
        JsonNodeFactory.instance
            .objectNode()
            .put("user", user.id())
            .put("token", token)
            .put("path", "/sign-in/link#" + token));
  }

  private Answer endSecondFactor(Call call) {
    User user = user(call);
    access.endSecondFactor(call.context(), user.id(), "");
    return done(user.id());
  }

  static Answer sessions(Access access, Call call, String user) {
    var data = JsonNodeFactory.instance.arrayNode();
    access.sessions(call.context(), user).forEach(one -> data.add(AccessJson.session(one)));
    return Answer.ok(data);
  }

  static Answer endSession(Access access, Call call, String user) {
    String session = call.get(SESSION);
    access.endSession(call.context(), user, session);
    return done(session);
  }

  static Parameter<String> sessionParameter() {
    return SESSION;
  }

  static Answer data(Access access, Call call, String user) {
    return Answer.plain(JsonBodies.tree(access.exportPerson(call.context(), user)))
        .with("Content-Disposition", "attachment; filename=\"person.json\"");
  }

  private Answer erase(Call call) {
    Map<String, Long> erased = access.erasePerson(call.context(), user(call).id());
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    erased.forEach(data::put);
    return Answer.ok(data);
  }
}
