package io.mcpmanager.server.rest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.api.access.Access;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.User;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.core.json.AccessJson;
import java.util.List;
import java.util.Map;

/** Who asks, and what users do about themselves. */
final class MeResource implements Resource {

  private static final String TAG = "access";
  private static final String PATH = Route.BASE + "/me";

  private final Access access;

  MeResource(Access access) {
    this.access = access;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(PATH, TAG, "Who asks, in which tenant, and what they may do there.")
            .answers("Me")
            .by(this::me),
        Route.post(PATH + "/password", TAG, "Sets one's own password; ends other sessions.")
            .takes("PasswordChange")
            .answers("Done")
            .fails(ErrorCode.ACCESS_DENIED, ErrorCode.LOCKED_OUT)
            .by(this::password),
        Route.post(PATH + "/second-factor", TAG, "Begins to set up a second factor.")
            .answers(201, "SecondFactorSetup")
            .fails(ErrorCode.ACCESS_DENIED, ErrorCode.IN_USE)
            .by(this::beginSecondFactor),
        Route.post(PATH + "/second-factor/confirm", TAG, "Confirms it; gives the recovery codes.")
            .takes("Code")
            .answers("RecoveryCodes")
            .fails(ErrorCode.ACCESS_DENIED, ErrorCode.IN_USE, ErrorCode.LOCKED_OUT)
            .by(this::confirmSecondFactor),
        Route.post(PATH + "/second-factor/end", TAG, "Ends one's second factor.")
            .takes("Code")
            .answers("Done")
            .fails(ErrorCode.ACCESS_DENIED, ErrorCode.LOCKED_OUT)
            .by(this::endSecondFactor),
        Route.get(PATH + "/sessions", TAG, "One's own sessions, newest first.")
            .answers("OpenSession[]")
            .fails(ErrorCode.ACCESS_DENIED)
            .by(call -> UsersResource.sessions(access, call, self(call).id())),
        Route.delete(PATH + "/sessions/{session}", TAG, "Ends one of one's own sessions.")
            .with(UsersResource.sessionParameter())
            .answers("Done")
            .fails(ErrorCode.ACCESS_DENIED, ErrorCode.SESSION_NOT_FOUND)
            .by(call -> UsersResource.endSession(access, call, self(call).id())),
        Route.get(PATH + "/data", TAG, "All that is kept of oneself.")
            .answersPlain("Any")
            .fails(ErrorCode.ACCESS_DENIED)
            .by(call -> UsersResource.data(access, call, self(call).id())));
  }

  private User self(Call call) {
    return access
        .me(call.context())
        .orElseThrow(() -> new McpManagerException(
            ErrorCode.ACCESS_DENIED, "this is for users who have signed in"));
  }

  private Answer me(Call call) {
    CallContext context = call.context();
    ObjectNode data = JsonNodeFactory.instance
        .objectNode()
        .put("principal", context.principal().id())
        .put("tenant", context.tenant())
        .put("credential", context.credential());
    data.set("permissions", AccessJson.permissions(context.grants()));
    access.me(context).ifPresent(user -> data.set("user", AccessJson.user(user)));
    return Answer.ok(data);
  }

  private Answer password(Call call) {
    Map<String, String> given =
        JsonBodies.texts(call.body(), List.of("wanted"), List.of("current"));
    access.changePassword(
        call.context(), given.getOrDefault("current", ""), given.getOrDefault("wanted", ""));
    return UsersResource.done(self(call).id());
  }

  private Answer beginSecondFactor(Call call) {
    Access.SecondFactorSetup setup = access.beginSecondFactor(call.context());
    return Answer.of(
        201,
        JsonNodeFactory.instance
            .objectNode()
            .put("secret", setup.secret())
            .put("uri", setup.uri()));
  }

  private Answer confirmSecondFactor(Call call) {
    List<String> codes =
        access.confirmSecondFactor(call.context(), JsonBodies.onlyText(call.body(), "code"));
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    codes.forEach(data.putArray("recoveryCodes")::add);
    return Answer.ok(data);
  }

  private Answer endSecondFactor(Call call) {
    User self = self(call);
    access.endSecondFactor(call.context(), self.id(), JsonBodies.onlyText(call.body(), "code"));
    return UsersResource.done(self.id());
  }
}
