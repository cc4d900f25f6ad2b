package io.mcpmanager.server.rest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.policy.Pins;
import io.mcpmanager.api.policy.Policies;
import io.mcpmanager.api.policy.ToolPin;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.Servers;
import io.mcpmanager.core.json.PinJson;
import io.mcpmanager.core.json.PolicyJson;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The rules about tools, and what tools are held to. */
final class PolicyResource implements Resource {

  private static final String TAG = "policy";
  private static final String BASE = Route.BASE + "/policy";
  private static final Parameter<String> SERVER =
      Parameter.text("server", "Name or id of the server whose tools are kept.");
  private static final Parameter<String> TOOL =
      Parameter.text("tool", "Name of the tool that is kept, as the server knows it.");
  private static final Parameter<Set<ToolPin.State>> STATE = Parameter.choices(
      "state", "States to keep.", EnumSet.allOf(ToolPin.State.class), state -> state
          .name()
          .toLowerCase(Locale.ROOT));
  private static final Parameter<Long> LIMIT =
      Parameter.number("limit", "Most tools to return.", 1, Pins.MAX_APPROVED, 1_000);

  private final Policies policies;
  private final Pins pins;
  private final ServerLookup lookup;

  PolicyResource(Servers servers, Policies policies, Pins pins) {
    this.policies = policies;
    this.pins = pins;
    this.lookup = new ServerLookup(servers);
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
                policies.explain(call.context(), PolicyJson.question(call.body()))))),
        Route.get(
                BASE + "/pins",
                TAG,
                "What tools are held to, what has changed about them, and what is suspicious.")
            .with(SERVER, TOOL, STATE, LIMIT)
            .answers("ToolPin[]")
            .fails(ErrorCode.SERVER_NOT_FOUND)
            .by(this::pins),
        Route.post(
                BASE + "/pins/approve",
                TAG,
                "Approves tools as their server offers them now; the hashes say what was looked at.")
            .takes("PinApproval")
            .answers("ToolPin[]")
            .fails(ErrorCode.SERVER_NOT_FOUND, ErrorCode.PIN_NOT_FOUND, ErrorCode.TOOL_CHANGED)
            .by(this::approve));
  }

  private Answer pins(Call call) {
    String name = call.get(SERVER);
    String tool = call.get(TOOL);
    Set<ToolPin.State> states = call.get(STATE);
    ServerId server = name.isEmpty() ? null : lookup.find(call.context(), name).id();
    List<ToolPin> kept = pins.list(call.context(), server, null).stream()
        .filter(pin -> tool.isEmpty() || pin.tool().equals(tool))
        .filter(pin -> states.isEmpty() || states.contains(pin.state()))
        .toList();
    return Answer.ok(
        GatewayJson.list(kept.stream().limit(call.get(LIMIT)).toList(), PinJson::pin),
        JsonNodeFactory.instance.objectNode().put("total", kept.size()));
  }

  private Answer approve(Call call) {
    PinJson.Approval approval = PinJson.approval(call.body());
    ServerId server = lookup.find(call.context(), approval.server()).id();
    return Answer.ok(
        GatewayJson.list(pins.approve(call.context(), server, approval.hashes()), PinJson::pin));
  }
}
