package io.mcpmanager.server.rest;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.policy.Policies;
import io.mcpmanager.core.json.PolicyJson;
import java.util.List;

/** The rules about tools. */
final class PolicyResource implements Resource {

  private static final String TAG = "policy";
  private static final String BASE = Route.BASE + "/policy";

  private final Policies policies;

  PolicyResource(Policies policies) {
    this.policies = policies;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(BASE + "/rules", TAG, "The rules about tools, and what holds beside them.")
            .answers("ToolPolicy")
            .by(call -> Answer.ok(PolicyJson.policy(policies.get(call.context())))),
        Route.put(
                BASE + "/rules",
                TAG,
                "Puts other rules in place; the revision says on which they are based.")
            .takes("NewToolPolicy")
            .answers("ToolPolicy")
            .fails(ErrorCode.STALE_REVISION)
            .by(call -> Answer.ok(
                PolicyJson.policy(policies.replace(call.context(), PolicyJson.read(call.body()))))),
        Route.post(BASE + "/explain", TAG, "What the rules say about a call, and which says it.")
            .takes("PolicyQuestion")
            .answers("Ruling")
            .by(call -> Answer.ok(PolicyJson.ruling(
                policies.explain(call.context(), PolicyJson.question(call.body()))))));
  }
}
