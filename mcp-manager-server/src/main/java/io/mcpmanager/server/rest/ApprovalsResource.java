package io.mcpmanager.server.rest;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.policy.Approvals;
import io.mcpmanager.core.json.PolicyJson;
import java.util.List;

/** Calls that wait for somebody's approval. */
final class ApprovalsResource implements Resource {

  private static final String TAG = "policy";
  private static final String BASE = Route.BASE + "/policy/held";
  private static final Parameter<String> CALL = Parameter.path("call", "Id of the held call.");

  private final Approvals approvals;

  ApprovalsResource(Approvals approvals) {
    this.approvals = approvals;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(BASE, TAG, "Calls that wait for approval, or may be made once, oldest first.")
            .answers("HeldCall[]")
            .by(call ->
                Answer.ok(GatewayJson.list(approvals.held(call.context()), PolicyJson::held))),
        Route.post(BASE + "/{call}/approve", TAG, "Lets just this call be made, once.")
            .with(CALL)
            .answers("HeldCall")
            .fails(ErrorCode.HELD_CALL_NOT_FOUND)
            .by(call ->
                Answer.ok(PolicyJson.held(approvals.approve(call.context(), call.get(CALL))))),
        Route.post(BASE + "/{call}/deny", TAG, "Refuses a call; whoever made it gets the reason.")
            .with(CALL)
            .takes("Denial")
            .answers("HeldCall")
            .fails(ErrorCode.HELD_CALL_NOT_FOUND)
            .by(call -> Answer.ok(PolicyJson.held(approvals.deny(
                call.context(), call.get(CALL), JsonBodies.onlyText(call.body(), "reason"))))));
  }
}
