package io.mcpmanager.examples.interop;

import static io.mcpmanager.examples.interop.ScriptedClient.JSON;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** What a client can want of the demo server, each with a look at whether it gets it. */
enum Feature {
  TOOLS("tools") {
    @Override
    String tried(ScriptedClient client) throws Exception {
      var tools = client.request("tools/list", "{}").path("result").path("tools");
      if (tools.findValuesAsText("name").stream().noneMatch("echo"::equals)) {
        return "no tool 'echo' in " + tools;
      }
      var sum = client.tool("add", "{\"a\": 0.1, \"b\": 0.2}");
      var structured = sum.path("result").path("structuredContent");
      if (structured.isMissingNode() && client.revision().compareTo("2025-06-18") >= 0) {
        return "structured content: " + sum;
      }
      return textOf(sum).contains("0.3")
          ? said(client.tool("echo", "{\"text\": \"grüezi\"}"), "grüezi")
          : "" + sum;
    }
  },
  PROMPTS("prompts") {
    @Override
    String tried(ScriptedClient client) throws Exception {
      var prompts = client.request("prompts/list", "{}").path("result").path("prompts");
      var answer = client.request(
          "prompts/get", "{\"name\": \"greeting\", \"arguments\": {\"name\": \"Ada\"}}");
      var text = answer.at("/result/messages/0/content/text").asText();
      return prompts.size() > 1 && text.contains("Ada") ? YES : "" + answer;
    }
  },
  RESOURCES("resources") {
    @Override
    String tried(ScriptedClient client) throws Exception {
      var list = client.request("resources/list", "{}").path("result").path("resources");
      var templates = client.request("resources/templates/list", "{}").path("result");
      var read = client.request("resources/read", "{\"uri\": \"demo://weather/Oslo\"}");
      var missing = client.request("resources/read", "{\"uri\": \"demo://weather/Atlantis\"}");
      var code = client instanceof ModernClient ? -32602 : -32002;
      if (list.isEmpty() || templates.path("resourceTemplates").isEmpty()) {
        return "" + list + templates;
      }
      if (missing.at("/error/code").asInt() != code) {
        return "" + missing;
      }
      return read.at("/result/contents/0/text").asText().contains("Oslo") ? YES : "" + read;
    }
  },
  PROGRESS("progress") {
    @Override
    String tried(ScriptedClient client) throws Exception {
      var params = JSON.createObjectNode().put("name", "count");
      params.putObject("arguments").put("steps", 3).put("delay_ms", 20);
      params.putObject("_meta").put("progressToken", "mine");
      var answer = client.request("tools/call", params);
      var steps = client.heard("notifications/progress").stream()
          .map(report -> report.path("params"))
          .filter(report -> report.path("progressToken").asText().equals("mine"))
          .map(report -> report.path("progress").asInt())
          .toList();
      return steps.equals(List.of(1, 2, 3)) ? said(answer, "3") : "heard of " + steps;
    }
  },
  CANCEL("cancel") {
    @Override
    String tried(ScriptedClient client) throws Exception {
      var params = JSON.createObjectNode().put("name", "count");
      params.putObject("arguments").put("steps", 1000).put("delay_ms", 20);
      params.putObject("_meta").put("progressToken", "long");
      var call = client.start("tools/call", params);
      if (!within(() -> reports(client) > 0)) {
        return "it never began";
      }
      client.cancel(call);
      var before = new AtomicLong();
      Awaitility.await("no more reports come")
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(300))
          .until(() -> before.getAndSet(reports(client)) == reports(client));
      return said(client.tool("echo", "{\"text\": \"still there\"}"), "still there");
    }

    private long reports(ScriptedClient client) {
      return client.heard("notifications/progress").stream()
          .filter(report -> report.at("/params/progressToken").asText().equals("long"))
          .count();
    }
  },
  SAMPLING("sampling") {
    @Override
    String tried(ScriptedClient client) throws Exception {
      return said(client.tool("ask_model", "{\"prompt\": \"6 * 7?\"}"), "forty-two");
    }
  },
  ELICITATION("elicitation") {
    @Override
    String tried(ScriptedClient client) throws Exception {
      return said(client.tool("ask_user", "{}"), "teal");
    }
  },
  ROOTS("roots") {
    @Override
    String tried(ScriptedClient client) throws Exception {
      return said(client.tool("list_roots", "{}"), ScriptedClient.ROOT);
    }
  },
  SUBSCRIPTIONS("subscriptions") {
    @Override
    String tried(ScriptedClient client) throws Exception {
      var refused = client.subscribe(NOTE);
      if (refused.isPresent()) {
        return refused.get();
      }
      client.tool("write_note", "{\"text\": \"changed\"}");
      if (!within(() -> client.heard("notifications/resources/updated").stream()
          .anyMatch(message -> message.at("/params/uri").asText().equals(NOTE)))) {
        return "not told";
      }
      client.tool("add_tool", "{\"name\": \"" + UUID.randomUUID() + "\"}");
      return within(() -> !client.heard("notifications/tools/list_changed").isEmpty())
          ? YES
          : "not told of lists";
    }
  },
  LOGGING("logging") {
    @Override
    String tried(ScriptedClient client) throws Exception {
      client.setLogLevel("warning");
      client.tool("log", "{\"message\": \"whispered\", \"level\": \"info\"}");
      client.tool("log", "{\"message\": \"shouted\", \"level\": \"error\"}");
      if (!within(() -> logged(client, "shouted"))) {
        return "not told";
      }
      return logged(client, "whispered") ? "too many log messages" : YES;
    }

    private boolean logged(ScriptedClient client, String text) {
      return client.heard("notifications/message").stream()
          .anyMatch(message -> message.path("params").path("data").toString().contains(text));
    }
  };

  static final String YES = "yes";
  private static final String NOTE = "demo://note";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final String title;

  Feature(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  /** Tries it, and says {@link #YES} or what came instead. */
  abstract String tried(ScriptedClient client) throws Exception;

  /** Whether a tool answered with a text; if it failed, how. */
  private static String said(JsonNode answer, String text) {
    if (answer.has("error")) {
      return answer.path("error").path("code").asText();
    }
    if (answer.path("result").path("isError").asBoolean()) {
      return "isError";
    }
    return textOf(answer).contains(text) ? YES : "" + answer;
  }

  private static String textOf(JsonNode answer) {
    return answer.path("result").path("content").findValuesAsText("text").toString();
  }

  private static boolean within(BooleanSupplier condition) {
    try {
      Awaitility.await().atMost(PATIENCE).until(condition::getAsBoolean);
      return true;
    } catch (ConditionTimeoutException e) {
      return false;
    }
  }
}
