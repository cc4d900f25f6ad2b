package io.mcpmanager.server.cli;

import static io.mcpmanager.server.cli.ApiClient.encode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The rules about tools of a running manager. */
@Command(
    name = "policy",
    description = "Shows and changes which tools may be called, and approves tools and calls.")
final class PolicyCommand {

  private static final String RULES = "/api/v1/policy/rules";

  @Spec
  private @Nullable CommandSpec spec;

  @Command(name = "show", description = "Shows the rules and what holds beside them.")
  int show(@Mixin ClientOptions options) throws InterruptedException {
    try (ApiClient client = options.connect()) {
      show(options, client.get(RULES).path("data"));
    }
    return 0;
  }

  @Command(name = "add", description = "Adds a rule, at the end or before another one.")
  int add(
      @Mixin ClientOptions options,
      @Parameters(paramLabel = "EFFECT", description = "allow, deny or ask.") String effect,
      @Option(names = "--client", paramLabel = "PATTERN", defaultValue = "*") String clients,
      @Option(names = "--principal", paramLabel = "PATTERN", defaultValue = "*") String principals,
      @Option(names = "--server", paramLabel = "PATTERN", defaultValue = "*") String servers,
      @Option(names = "--tool", paramLabel = "PATTERN", defaultValue = "*") String tools,
      @Option(names = "--note", paramLabel = "TEXT", defaultValue = "") String note,
      @Option(names = "--id", paramLabel = "ID", defaultValue = "") String id,
      @Option(names = "--before", paramLabel = "ID", defaultValue = "") String before)
      throws InterruptedException {
    try (ApiClient client = options.connect()) {
      ObjectNode policy = policy(client);
      ArrayNode rules = policy.withArray("rules");
      ObjectNode rule = JsonNodeFactory.instance
          .objectNode()
          .put("id", id)
          .put("effect", effect)
          .put("client", clients)
          .put("principal", principals)
          .put("server", servers)
          .put("tool", tools)
          .put("note", note);
      rules.insert(before.isEmpty() ? rules.size() : place(rules, before), rule);
      show(options, put(client, policy));
    }
    return 0;
  }

  @Command(name = "remove", description = "Removes a rule.")
  int remove(@Mixin ClientOptions options, @Parameters(paramLabel = "ID") String id)
      throws InterruptedException {
    try (ApiClient client = options.connect()) {
      ObjectNode policy = policy(client);
      ArrayNode rules = policy.withArray("rules");
      rules.remove(place(rules, id));
      show(options, put(client, policy));
    }
    return 0;
  }

  @Command(name = "set", description = "Changes what holds beside the rules.")
  int set(
      @Mixin ClientOptions options,
      @Option(
              names = "--otherwise",
              paramLabel = "EFFECT",
              description = "What becomes of calls that no rule matches: allow, deny or ask.")
          @Nullable
          String otherwise,
      @Option(
              names = "--new-tools",
              paramLabel = "REACTION",
              description = "What becomes of calls of new tools: pass, ask or block.")
          @Nullable
          String newTools,
      @Option(names = "--changed-tools", paramLabel = "REACTION") @Nullable String changedTools,
      @Option(
              names = "--flagged-tools",
              paramLabel = "REACTION",
              description = "What becomes of calls of tools with suspicious texts.")
          @Nullable
          String flaggedTools,
      @Option(
              names = "--client-may-approve",
              arity = "1",
              paramLabel = "true|false",
              description = "Whether the user of the client is asked to approve held calls.")
          @Nullable
          Boolean clientMayApprove,
      @Option(
              names = "--hold-for",
              paramLabel = "TIME",
              converter = TimeConverter.class,
              description = "How long a call can be approved, such as 5m.")
          @Nullable
          Duration holdFor)
      throws InterruptedException {
    try (ApiClient client = options.connect()) {
      ObjectNode policy = policy(client);
      put(policy, "otherwise", otherwise);
      put(policy, "newTools", newTools);
      put(policy, "changedTools", changedTools);
      put(policy, "flaggedTools", flaggedTools);
      if (clientMayApprove != null) {
        policy.put("clientMayApprove", clientMayApprove);
      }
      put(policy, "holdFor", holdFor == null ? null : holdFor.toString());
      show(options, put(client, policy));
    }
    return 0;
  }

  @Command(name = "explain", description = "Says what the rules make of a call.")
  int explain(
      @Mixin ClientOptions options,
      @Parameters(index = "0", paramLabel = "SERVER") String server,
      @Parameters(index = "1", paramLabel = "TOOL") String tool,
      @Option(names = "--client", paramLabel = "NAME", defaultValue = "") String clientName,
      @Option(names = "--principal", paramLabel = "ID", defaultValue = "") String principal)
      throws InterruptedException {
    try (ApiClient client = options.connect()) {
      ObjectNode question = JsonNodeFactory.instance
          .objectNode()
          .put("server", server)
          .put("tool", tool)
          .put("client", clientName)
          .put("principal", principal);
      JsonNode ruling =
          client.send("POST", "/api/v1/policy/explain", question.toString()).path("data");
      if (options.json()) {
        Output.json(Output.writer(spec), ruling);
      } else {
        say(ruling.path("effect").asText()
            + (ruling.path("rule").isTextual()
                ? ", by rule " + ruling.path("rule").asText()
                : ", as no rule matches"));
      }
    }
    return 0;
  }

  @Command(
      name = "pins",
      description = "Shows what tools are held to; with a tool, what has changed about it.")
  int pins(
      @Mixin ClientOptions options,
      @Parameters(index = "0", arity = "0..1", paramLabel = "SERVER", defaultValue = "")
          String server,
      @Parameters(index = "1", arity = "0..1", paramLabel = "TOOL", defaultValue = "") String tool,
      @Option(
              names = "--state",
              paramLabel = "STATE",
              defaultValue = "seen,changed,approved",
              description = "seen, changed or approved.")
          String state)
      throws InterruptedException {
    try (ApiClient client = options.connect()) {
      JsonNode pins = pins(client, server, tool, state);
      if (options.json()) {
        Output.json(Output.writer(spec), pins);
      } else if (tool.isEmpty()) {
        PolicyText.pins(Output.writer(spec), pins);
      } else {
        pins.forEach(pin -> PolicyText.pin(Output.writer(spec), pin));
      }
    }
    return 0;
  }

  @Command(
      name = "trust",
      description =
          "Approves tools as their server offers them now: those named, or all that have not been approved.")
  int trust(
      @Mixin ClientOptions options,
      @Parameters(index = "0", paramLabel = "SERVER") String server,
      @Parameters(index = "1..*", paramLabel = "TOOL") @Nullable List<String> tools)
      throws InterruptedException {
    List<String> wanted = tools == null ? List.of() : tools;
    try (ApiClient client = options.connect()) {
      ObjectNode approval = JsonNodeFactory.instance.objectNode().put("server", server);
      ArrayNode hashes = approval.putArray("tools");
      pins(client, server, "", "seen,changed").forEach(pin -> {
        String name = pin.path("tool").asText();
        if (wanted.isEmpty() || wanted.contains(name)) {
          hashes.addObject().put("tool", name).put("hash", pin.path("offered").asText());
        }
      });
      if (hashes.isEmpty()) {
        say("nothing to approve");
        return 0;
      }
      JsonNode approved = client
          .send("POST", "/api/v1/policy/pins/approve", approval.toString())
          .path("data");
      if (options.json()) {
        Output.json(Output.writer(spec), approved);
      } else {
        PolicyText.pins(Output.writer(spec), approved);
      }
    }
    return 0;
  }

  @Command(name = "held", description = "Shows the calls that wait for approval.")
  int held(@Mixin ClientOptions options) throws InterruptedException {
    try (ApiClient client = options.connect()) {
      JsonNode calls = client.get("/api/v1/policy/held").path("data");
      if (options.json()) {
        Output.json(Output.writer(spec), calls);
      } else {
        calls.forEach(call -> PolicyText.held(Output.writer(spec), call));
        if (calls.isEmpty()) {
          say("no call waits for approval");
        }
      }
    }
    return 0;
  }

  @Command(name = "approve", description = "Lets just this call be made, once.")
  int approve(@Mixin ClientOptions options, @Parameters(paramLabel = "CALL") String call)
      throws InterruptedException {
    return decide(options, call, "approve", "");
  }

  @Command(name = "deny", description = "Refuses a call.")
  int deny(
      @Mixin ClientOptions options,
      @Parameters(paramLabel = "CALL") String call,
      @Option(
              names = "--reason",
              paramLabel = "TEXT",
              defaultValue = "",
              description = "For whoever made it.")
          String reason)
      throws InterruptedException {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("reason", reason);
    return decide(options, call, "deny", body.toString());
  }

  private int decide(ClientOptions options, String call, String decision, String body)
      throws InterruptedException {
    try (ApiClient client = options.connect()) {
      JsonNode decided = client
          .send("POST", "/api/v1/policy/held/" + encode(call) + "/" + decision, body)
          .path("data");
      if (options.json()) {
        Output.json(Output.writer(spec), decided);
      } else {
        PolicyText.held(Output.writer(spec), decided);
      }
    }
    return 0;
  }

  private static JsonNode pins(ApiClient client, String server, String tool, String state)
      throws InterruptedException {
    return client
        .get("/api/v1/policy/pins?limit=10000&state=" + encode(state)
            + (server.isEmpty() ? "" : "&server=" + encode(server))
            + (tool.isEmpty() ? "" : "&tool=" + encode(tool)))
        .path("data");
  }

  private static ObjectNode policy(ApiClient client) throws InterruptedException {
    return (ObjectNode) client.get(RULES).path("data");
  }

  private static JsonNode put(ApiClient client, ObjectNode policy) throws InterruptedException {
    return client.send("PUT", RULES, policy.toString()).path("data");
  }

  private static void put(ObjectNode policy, String field, @Nullable String value) {
    if (value != null) {
      policy.put(field, value);
    }
  }

  private static int place(ArrayNode rules, String id) {
    for (int i = 0; i < rules.size(); i++) {
      if (rules.get(i).path("id").asText().equals(id)) {
        return i;
      }
    }
    throw new McpManagerException(ErrorCode.RULE_NOT_FOUND, "no rule has the id " + id);
  }

  private void show(ClientOptions options, JsonNode policy) {
    PrintWriter out = Output.writer(spec);
    if (options.json()) {
      Output.json(out, policy);
      return;
    }
    var rows = new ArrayList<List<String>>();
    policy
        .path("rules")
        .forEach(rule -> rows.add(List.of(
            rule.path("id").asText(),
            rule.path("effect").asText(),
            rule.path("client").asText(),
            rule.path("principal").asText(),
            rule.path("server").asText(),
            rule.path("tool").asText(),
            rule.path("note").asText())));
    Output.table(
        out, List.of("RULE", "EFFECT", "CLIENT", "PRINCIPAL", "SERVER", "TOOL", "NOTE"), rows);
    out.println();
    var rest = new ArrayList<List<String>>();
    policy.properties().forEach(field -> {
      if (!field.getKey().equals("rules")) {
        rest.add(List.of(field.getKey(), field.getValue().asText()));
      }
    });
    Output.table(out, List.of("WHAT", "VALUE"), rest);
  }

  private void say(String sentence) {
    PrintWriter out = Output.writer(spec);
    out.println(sentence);
    out.flush();
  }
}
