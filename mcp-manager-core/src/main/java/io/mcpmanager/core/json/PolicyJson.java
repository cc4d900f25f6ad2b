package io.mcpmanager.core.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.error.ValidationException;
import io.mcpmanager.api.policy.Effect;
import io.mcpmanager.api.policy.HeldCall;
import io.mcpmanager.api.policy.Policies;
import io.mcpmanager.api.policy.Reaction;
import io.mcpmanager.api.policy.Ruling;
import io.mcpmanager.api.policy.ToolPolicy;
import io.mcpmanager.api.policy.ToolRule;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Policies about tools as documents. */
public final class PolicyJson {

  private static final int MAX_LENGTH = 1 << 20;

  /** A policy as it is stored and shown. */
  public static ObjectNode policy(ToolPolicy policy) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("revision", policy.revision());
    ArrayNode rules = json.putArray("rules");
    policy.rules().forEach(rule -> rules.add(rule(rule)));
    return json.put("otherwise", EnumText.of(policy.otherwise()))
        .put("newTools", EnumText.of(policy.newTools()))
        .put("changedTools", EnumText.of(policy.changedTools()))
        .put("flaggedTools", EnumText.of(policy.flaggedTools()))
        .put("clientMayApprove", policy.clientMayApprove())
        .put("holdFor", policy.holdFor().toString());
  }

  /** What the rules say about a call. */
  public static ObjectNode ruling(Ruling ruling) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("effect", EnumText.of(ruling.effect()))
        .put("rule", ruling.rule().orElse(null));
  }

  /** A held call as it is shown. */
  public static ObjectNode held(HeldCall call) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", call.id())
        .put("serverId", call.serverId().value())
        .put("server", call.server())
        .put("tool", call.tool())
        .put("client", call.client())
        .put("principal", call.principal())
        .put("session", call.session())
        .put("arguments", call.arguments())
        .put("digest", call.digest())
        .put("pin", call.pin())
        .put("policyRevision", call.policyRevision())
        .put("reason", call.reason())
        .put("heldAt", call.heldAt().toString())
        .put("expiresAt", call.expiresAt().toString())
        .put("state", EnumText.of(call.state()))
        .put("waited", call.waited());
  }

  /**
   * Reads a policy. What is not given is as in {@link ToolPolicy#DEFAULT}.
   *
   * @throws ValidationException with everything that is wrong with the document
   */
  public static ToolPolicy read(String json) {
    ToolPolicy policy = read(json, PolicyJson::policy);
    List<Problem> problems = policy.problems();
    if (!problems.isEmpty()) {
      throw new ValidationException(problems);
    }
    return policy;
  }

  /** Reads a question about a call; what is not given is empty. */
  public static Policies.Question question(String json) {
    return read(
        json,
        fields -> new Policies.Question(
            fields.text("client", ""),
            fields.text("principal", ""),
            fields.requiredText("server"),
            fields.requiredText("tool")));
  }

  private static <T> T read(String json, Function<FieldReader, T> reader) {
    var problems = new ArrayList<Problem>();
    FieldReader fields = FieldReader.of(StrictJson.read(json, MAX_LENGTH), "", problems);
    if (fields == null) {
      throw new ValidationException(problems);
    }
    T read = reader.apply(fields);
    fields.end();
    if (!problems.isEmpty()) {
      throw new ValidationException(problems);
    }
    return read;
  }

  private static ToolPolicy policy(FieldReader fields) {
    ToolPolicy usual = ToolPolicy.DEFAULT;
    return new ToolPolicy(
        fields.integer("revision", usual.revision()),
        fields.objects("rules", PolicyJson::rule),
        fields.choice("otherwise", Effect.class, usual.otherwise()),
        fields.choice("newTools", Reaction.class, usual.newTools()),
        fields.choice("changedTools", Reaction.class, usual.changedTools()),
        fields.choice("flaggedTools", Reaction.class, usual.flaggedTools()),
        fields.flag("clientMayApprove", usual.clientMayApprove()),
        fields.duration("holdFor", usual.holdFor()));
  }

  private static ToolRule rule(FieldReader fields) {
    String id = fields.text("id", "");
    fields.requiredText("effect");
    Effect effect = fields.choice("effect", Effect.class, Effect.DENY);
    return new ToolRule(
        id,
        effect,
        fields.text("client", ToolRule.ANY),
        fields.text("principal", ToolRule.ANY),
        fields.text("server", ToolRule.ANY),
        fields.text("tool", ToolRule.ANY),
        fields.text("note", ""));
  }

  private static ObjectNode rule(ToolRule rule) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", rule.id())
        .put("effect", EnumText.of(rule.effect()))
        .put("client", rule.client())
        .put("principal", rule.principal())
        .put("server", rule.server())
        .put("tool", rule.tool())
        .put("note", rule.note());
  }

  private PolicyJson() {}
}
