package io.mcpmanager.examples.demo;

import static io.mcpmanager.examples.demo.DemoClient.textOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DemoServerTest {

  private static final String NEWEST = "2025-11-25";

  @ParameterizedTest
  @CsvSource({
    "2025-03-26, 2025-03-26",
    "2025-06-18, 2025-06-18",
    "2025-11-25, 2025-11-25",
    "2024-11-05, 2024-11-05",
    "2024-10-07, 2025-11-25",
    "2026-07-28, 2025-11-25",
  })
  void givenRevisionOfClient_whenInitializing_thenItIsEchoedOrTheNewestIsOffered(
      String asked, String agreed) throws Exception {
    try (var client = new DemoClient()) {
      var result = client.result("initialize", JsonObject.of("protocolVersion", asked));

      assertThat(result.text("protocolVersion")).contains(agreed);
      assertThat(result.object("capabilities").orElseThrow().members())
          .containsOnlyKeys("tools", "prompts", "resources", "completions", "logging");
    }
  }

  @Test
  void givenInitializedSession_whenInitializingAgain_thenItIsRefused() throws Exception {
    try (var client = DemoClient.initialized(NEWEST)) {
      var error = client.error("initialize", JsonObject.of("protocolVersion", NEWEST));

      assertThat(error.value("code")).contains(-32600L);
    }
  }

  @Test
  void whenPinged_thenTheAnswerIsEmpty() throws Exception {
    try (var client = DemoClient.initialized(NEWEST)) {
      assertThat(client.result("ping", JsonObject.EMPTY)).isEqualTo(JsonObject.EMPTY);
    }
  }

  @Test
  void whenToolsAreListed_thenEachDescribesItselfAndItsArguments() throws Exception {
    try (var client = DemoClient.initialized(NEWEST)) {
      var tools = objects(client.result("tools/list", JsonObject.EMPTY), "tools");

      assertThat(tools)
          .extracting(tool -> tool.text("name").orElseThrow())
          .contains("add", "add_tool", "ask_user", "count", "crash", "echo", "weather")
          .isSorted();
      assertThat(tools).allSatisfy(tool -> {
        assertThat(tool.text("description")).isPresent();
        assertThat(tool.object("annotations").orElseThrow().value("readOnlyHint"))
            .isPresent();
        var schema = tool.object("inputSchema").orElseThrow();
        assertThat(schema.text("type")).contains("object");
        assertThat(schema.object("properties").orElseThrow().members().values())
            .allSatisfy(property ->
                assertThat(((JsonObject) property).text("description")).isPresent());
      });
    }
  }

  @Test
  void whenEchoIsCalled_thenTheTextComesBackUnchanged() throws Exception {
    try (var client = DemoClient.initialized(NEWEST)) {
      var text =
          "tab\t, line\n, \"quotes\", \\, umlaut \u00e4, emoji \ud83d\ude00, half a pair \ud800, NUL \0";

      assertThat(textOf(client.call("echo", "text", text))).isEqualTo(text);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 2, 3", "0.1, 0.2, 0.3", "-2.5, 2.5, 0", "500, 500, 1000", "1e3, 1, 1001"})
  void whenTwoNumbersAreAdded_thenTheSumIsStructured(String a, String b, String sum)
      throws Exception {
    try (var client = DemoClient.initialized(NEWEST)) {
      client.send("{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"method\":\"tools/call\",\"params\":"
          + "{\"name\":\"add\",\"arguments\":{\"a\":" + a + ",\"b\":" + b + "}}}");

      assertThat(client.nextLine()).contains("\"structuredContent\":{\"sum\":" + sum + "}");
    }
  }

  @Test
  void whenWeatherIsAsked_thenTheSameNestedAnswerComesAsStructureAndAsText() throws Exception {
    try (var client = DemoClient.initialized(NEWEST)) {
      var oslo = client.call("weather", "city", "Oslo");

      var structured = oslo.object("structuredContent").orElseThrow();
      assertThat(textOf(oslo)).isEqualTo(structured.toString());
      assertThat(structured.object("now").flatMap(now -> now.object("wind"))).isPresent();
      assertThat(client.call("weather", "city", "Oslo")).isEqualTo(oslo);
      assertThat(client.call("weather", "city", "Oslo", "unit", "fahrenheit")).isNotEqualTo(oslo);
    }
  }

  @Test
  void givenProgressToken_whenCounting_thenEachStepIsReportedBeforeTheAnswer() throws Exception {
    try (var client = DemoClient.initialized(NEWEST)) {
      long id = client.request(
          "tools/call",
          JsonObject.of(
              "name", "count",
              "arguments", JsonObject.of("steps", 3, "delay_ms", 1),
              "_meta", JsonObject.of("progressToken", "token")));

      for (long step = 1; step <= 3; step++) {
        var progress = client.next();
        assertThat(progress.text("method")).contains("notifications/progress");
        assertThat(progress.object("params").orElseThrow())
            .isEqualTo(JsonObject.of(
                "progressToken",
                "token",
                "progress",
                step,
                "total",
                3L,
                "message",
                "step " + step + " of 3"));
      }
      assertThat(client.next().value("id")).contains(id);
    }
  }

  @Test
  void givenNoProgressToken_whenCounting_thenOnlyTheAnswerComes() throws Exception {
    try (var client = DemoClient.initialized(NEWEST)) {
      assertThat(textOf(client.call("count", "steps", 2, "delay_ms", 0)))
          .isEqualTo("Counted to 2.");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"slow", "count"})
  void givenWaitingCall_whenItIsCancelled_thenItEndsWithoutAnAnswer(String tool) throws Exception {
    var client = DemoClient.initialized(NEWEST);
    var arguments = tool.equals("slow")
        ? JsonObject.of("ms", 600_000)
        : JsonObject.of("steps", 1000, "delay_ms", 60_000);
    long id = client.request("tools/call", JsonObject.of("name", tool, "arguments", arguments));

    client.cancel(id);
    client.result("ping", JsonObject.EMPTY);
    client.close();

    assertThat(client.unread()).isEmpty();
  }

  @Test
  void givenWaitingCall_whenAnotherIsMade_thenItIsAnsweredMeanwhile() throws Exception {
    try (var client = DemoClient.initialized(NEWEST)) {
      client.request(
          "tools/call", JsonObject.of("name", "slow", "arguments", JsonObject.of("ms", 600_000)));

      assertThat(textOf(client.call("echo", "text", "hello"))).isEqualTo("hello");
    }
  }

  @Test
  void whenManyCallsRunAtOnce_thenEachGetsItsOwnAnswer() throws Exception {
    try (var client = DemoClient.initialized(NEWEST)) {
      Set<Object> asked = new HashSet<>();
      for (int i = 0; i < 200; i++) {
        asked.add(client.request(
            "tools/call",
            JsonObject.of("name", "echo", "arguments", JsonObject.of("text", "x".repeat(i)))));
      }

      Set<Object> answered = new HashSet<>();
      for (int i = 0; i < 200; i++) {
        answered.add(client.next().value("id").orElseThrow());
      }
      assertThat(answered).isEqualTo(asked);
    }
  }

  @Test
  void whenToolFails_thenTheResultSaysSo() throws Exception {
    try (var client = DemoClient.initialized(NEWEST)) {
      var result = client.call("fail", "message", "no luck");

      assertThat(result.value("isError")).contains(true);
      assertThat(textOf(result)).isEqualTo("no luck");
    }
  }

  @Test
  void givenSeveralWrongArguments_whenToolIsCalled_thenTheResultNamesAllOfThem() throws Exception {
    try (var client = DemoClient.initialized(NEWEST)) {
      var result = client.call("weather", "unit", "kelvin", "town", "Oslo");

      assertThat(result.value("isError")).contains(true);
      assertThat(textOf(result).lines())
          .containsExactly(
              "'city' is missing: it must be a text",
              "'unit' must be one of celsius, fahrenheit, was \"kelvin\"",
              "'town' is unknown; known are: city, unit");
    }
  }

  @Test
  void givenNumberOutOfRange_whenToolIsCalled_thenTheResultNamesTheRange() throws Exception {
    try (var client = DemoClient.initialized(NEWEST)) {
      assertThat(textOf(client.call("count", "steps", 0)))
          .isEqualTo("'steps' must be a whole number from 1 to 1000, was 0");
      assertThat(textOf(client.call("count", "steps", 1.5)))
          .isEqualTo("'steps' must be a whole number from 1 to 1000, was 1.5");
    }
  }

  @Test
  void givenLevel_whenLogging_thenOnlyUrgentMessagesReachTheClientAndAllReachStandardError()
      throws Exception {
    try (var client = DemoClient.initialized(NEWEST)) {
      client.result("logging/setLevel", JsonObject.of("level", "warning"));

      client.call("log", "message", "quiet", "level", "notice");
      client.request(
          "tools/call",
          JsonObject.of(
              "name", "log", "arguments", JsonObject.of("message", "loud", "level", "error")));

      assertThat(client.next())
          .isEqualTo(JsonObject.of(
              "jsonrpc",
              "2.0",
              "method",
              "notifications/message",
              "params",
              JsonObject.of("level", "error", "logger", "demo", "data", "loud")));
      client.next();
      assertThat(client.errors().lines()).containsExactly("[notice] quiet", "[error] loud");
    }
  }

  @Test
  void whenToolIsAdded_thenTheChangeIsAnnouncedAndTheToolAnswers() throws Exception {
    try (var client = DemoClient.initialized(NEWEST)) {
      client.request(
          "tools/call",
          JsonObject.of(
              "name", "add_tool", "arguments", JsonObject.of("name", "later", "answer", "here")));

      assertThat(client.next().text("method")).contains("notifications/tools/list_changed");
      assertThat(textOf(client.next().object("result").orElseThrow())).isEqualTo("Added later.");
      assertThat(textOf(client.call("later"))).isEqualTo("here");
      assertThat(client.call("add_tool", "name", "later").value("isError")).contains(true);
      assertThat(client.call("add_tool", "name", "not legal").value("isError")).contains(true);
    }
  }

  @Test
  void whenCrashIsCalled_thenTheProcessEndsWithThatCodeAndNoAnswer() throws Exception {
    try (var client = DemoClient.initialized(NEWEST)) {
      client.request(
          "tools/call",
          JsonObject.of("name", "crash", "arguments", JsonObject.of("exit_code", 42)));

      assertThat(client.exitCode()).isEqualTo(42);
      assertThat(client.errors()).contains("crashing with exit code 42");
      assertThat(client.unread()).isEmpty();
    }
  }

  @Test
  void whenPromptIsFilledIn_thenItsTextHoldsTheArguments() throws Exception {
    try (var client = DemoClient.initialized(NEWEST)) {
      assertThat(objects(client.result("prompts/list", JsonObject.EMPTY), "prompts"))
          .extracting(prompt -> prompt.text("name").orElseThrow())
          .containsExactly("greeting", "pack_for", "introduction");

      var prompt = client.result(
          "prompts/get",
          JsonObject.of("name", "greeting", "arguments", JsonObject.of("name", "Ada")));

      var message = objects(prompt, "messages").getFirst();
      assertThat(message.object("content").orElseThrow().text("text"))
          .contains("Write a friendly greeting for Ada.");
    }
  }

  @Test
  void whenResourcesAreRead_thenTheListedOneAndThoseOfTheTemplateAreFound() throws Exception {
    try (var client = DemoClient.initialized(NEWEST)) {
      var uri = objects(client.result("resources/list", JsonObject.EMPTY), "resources")
          .getFirst()
          .text("uri")
          .orElseThrow();
      var template = objects(
              client.result("resources/templates/list", JsonObject.EMPTY), "resourceTemplates")
          .getFirst()
          .text("uriTemplate")
          .orElseThrow();

      var readme = client.result("resources/read", JsonObject.of("uri", uri));
      var oslo =
          client.result("resources/read", JsonObject.of("uri", template.replace("{city}", "Oslo")));

      assertThat(objects(readme, "contents").getFirst().text("text").orElseThrow())
          .startsWith("# Demo server");
      assertThat(
              JsonReader.read(objects(oslo, "contents").getFirst().text("text").orElseThrow()))
          .isEqualTo(
              client.call("weather", "city", "Oslo").value("structuredContent").orElseThrow());
    }
  }

  @ParameterizedTest
  @CsvSource({"ref/prompt, name, pack_for", "ref/resource, uri, demo://weather/{city}"})
  void whenCityIsCompleted_thenThoseThatBeginAlikeAreOffered(String type, String key, String value)
      throws Exception {
    try (var client = DemoClient.initialized(NEWEST)) {
      var result = client.result(
          "completion/complete",
          JsonObject.of(
              "ref", JsonObject.of("type", type, key, value),
              "argument", JsonObject.of("name", "city", "value", "to")));

      assertThat(result.object("completion").orElseThrow())
          .isEqualTo(
              JsonObject.of("values", List.of("Tokyo", "Toronto"), "total", 2L, "hasMore", false));
    }
  }

  static List<JsonObject> objects(JsonObject result, String name) {
    return ((List<?>) result.value(name).orElseThrow())
        .stream().map(JsonObject.class::cast).toList();
  }
}
