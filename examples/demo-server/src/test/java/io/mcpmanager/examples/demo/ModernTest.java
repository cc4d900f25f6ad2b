package io.mcpmanager.examples.demo;

import static io.mcpmanager.examples.demo.DemoClient.textOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Revision 2026-07-28 over pipes. */
final class ModernTest {

  private static final String PREFIX = "io.modelcontextprotocol/";
  private static final JsonObject ALL = JsonObject.of(
      "elicitation", JsonObject.of("form", JsonObject.EMPTY),
      "sampling", JsonObject.EMPTY,
      "roots", JsonObject.EMPTY);

  static JsonObject meta(JsonObject capabilities) {
    return JsonObject.of(
        PREFIX + "protocolVersion",
        Options.MODERN,
        PREFIX + "clientCapabilities",
        capabilities,
        PREFIX + "clientInfo",
        JsonObject.of("name", "test", "version", "1"));
  }

  static JsonObject params(Object... members) {
    return JsonObject.of(members).with("_meta", meta(ALL));
  }

  @Test
  void whenDiscovered_thenTheServerTellsWhatItSpeaksAndCanDo() throws Exception {
    try (var client = new DemoClient()) {
      var result = client.result("server/discover", params());

      assertThat(result.text("resultType")).contains("complete");
      assertThat(result.value("supportedVersions"))
          .contains(List.of("2026-07-28", "2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"));
      assertThat(result.object("capabilities")).contains(About.CAPABILITIES);
      assertThat(result.value("ttlMs")).contains(60_000L);
      assertThat(result.object("_meta").orElseThrow().object(PREFIX + "serverInfo"))
          .contains(About.SERVER);
    }
  }

  @Test
  void givenNoHandshake_whenToolIsCalled_thenItAnswers() throws Exception {
    try (var client = new DemoClient()) {
      var result = client.result(
          "tools/call", params("name", "echo", "arguments", JsonObject.of("text", "hello")));

      assertThat(textOf(result)).isEqualTo("hello");
      assertThat(result.text("resultType")).contains("complete");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "initialize, -32601",
    "ping, -32601",
    "logging/setLevel, -32601",
    "resources/subscribe, -32601",
    "resources/unsubscribe, -32601",
  })
  void whenMethodOfOlderRevisionsIsAsked_thenItIsUnknown(String method, long code)
      throws Exception {
    try (var client = new DemoClient()) {
      assertThat(client.error(method, params()).value("code")).contains(code);
    }
  }

  @Test
  void givenUnknownRevision_whenAsked_thenTheErrorNamesThoseThatAreSpoken() throws Exception {
    try (var client = new DemoClient(Options.parse("--revisions", "modern"))) {
      var later = JsonObject.of("_meta", meta(ALL).with(PREFIX + "protocolVersion", "2099-01-01"));
      var error = client.error("tools/list", later);

      assertThat(error.value("code")).contains(-32022L);
      assertThat(error.object("data"))
          .contains(JsonObject.of("supported", List.of("2026-07-28"), "requested", "2099-01-01"));
      assertThat(client
              .error("initialize", JsonObject.of("protocolVersion", "2025-11-25"))
              .value("code"))
          .contains(-32022L);
    }
  }

  @Test
  void givenNoCapabilitiesInRequest_whenAsked_thenItIsRefused() throws Exception {
    try (var client = new DemoClient()) {
      var error = client.error(
          "tools/list",
          JsonObject.of("_meta", JsonObject.of(PREFIX + "protocolVersion", Options.MODERN)));

      assertThat(error.value("code")).contains(-32602L);
    }
  }

  @Test
  void givenToolThatAsks_whenCalledAgainWithTheAnswer_thenItIsInTheResult() throws Exception {
    try (var client = new DemoClient()) {
      var first = client.result("tools/call", params("name", "ask_user"));

      assertThat(first.text("resultType")).contains("input_required");
      assertThat(first.has("requestState")).isFalse();
      var request = first.object("inputRequests").orElseThrow().object("answer").orElseThrow();
      assertThat(request.text("method")).contains("elicitation/create");

      var answers = JsonObject.of("answer", JsonObject.of("action", "decline"));
      var second =
          client.result("tools/call", params("name", "ask_user", "inputResponses", answers));

      assertThat(textOf(second)).isEqualTo("The user said: {\"action\":\"decline\"}");
    }
  }

  @Test
  void givenTwoRounds_whenTheStateComesBack_thenTheFirstAnswerIsKnown() throws Exception {
    try (var client = new DemoClient()) {
      client.result("tools/call", params("name", "book"));
      var place = JsonObject.of("action", "accept", "content", JsonObject.of("city", "Oslo"));
      var second = client.result(
          "tools/call", params("name", "book", "inputResponses", JsonObject.of("place", place)));
      var state = second.text("requestState").orElseThrow();
      var sure = JsonObject.of("action", "accept", "content", JsonObject.of("yes", true));
      var third = client.result(
          "tools/call",
          params(
              "name",
              "book",
              "inputResponses",
              JsonObject.of("sure", sure),
              "requestState",
              state));

      assertThat(textOf(third)).isEqualTo("Booked: Oslo.");
      var forged = client.error(
          "tools/call", params("name", "book", "requestState", "A" + state.substring(1)));
      assertThat(forged.value("code")).contains(-32602L);
      var others = client.error("tools/call", params("name", "ask_all", "requestState", state));
      assertThat(others.value("code")).contains(-32602L);
    }
  }

  @Test
  void givenClientThatOffersNothing_whenToolWouldAsk_thenTheErrorNamesWhatIsMissing()
      throws Exception {
    try (var client = new DemoClient()) {
      var error = client.error(
          "tools/call", JsonObject.of("name", "ask_all", "_meta", meta(JsonObject.EMPTY)));

      assertThat(error.value("code")).contains(-32021L);
      assertThat(error.object("data").orElseThrow().object("requiredCapabilities"))
          .hasValueSatisfying(missing ->
              assertThat(missing.members()).containsOnlyKeys("elicitation", "sampling", "roots"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"prompts/get", "resources/read"})
  void givenPromptOrResourceThatAsks_whenAsked_thenInputIsRequired(String method) throws Exception {
    try (var client = new DemoClient()) {
      var result = client.result(method, params("name", "introduction", "uri", "demo://roots"));

      assertThat(result.text("resultType")).contains("input_required");
    }
  }

  @Test
  void givenNoLogLevel_whenLogging_thenOnlyTheAnswerComes() throws Exception {
    try (var client = new DemoClient()) {
      var arguments = JsonObject.of("message", "hello", "level", "error");
      var result = client.result("tools/call", params("name", "log", "arguments", arguments));
      assertThat(textOf(result)).isEqualTo("Logged.");

      client.request(
          "tools/call",
          JsonObject.of(
              "name",
              "log",
              "arguments",
              arguments,
              "_meta",
              meta(ALL).with(PREFIX + "logLevel", "warning")));
      assertThat(client.next().text("method")).contains("notifications/message");
    }
  }

  @Test
  void givenSubscription_whenThingsChange_thenTheWantedChangesComeUntilTheServerEndsIt()
      throws Exception {
    try (var client = new DemoClient()) {
      var filter = JsonObject.of(
          "toolsListChanged", true, "resourceSubscriptions", List.of(Resources.NOTE_URI));
      long id = client.request("subscriptions/listen", params("notifications", filter));

      var acknowledged = client.next();
      assertThat(acknowledged.text("method")).contains("notifications/subscriptions/acknowledged");
      assertThat(acknowledged.object("params").orElseThrow())
          .isEqualTo(JsonObject.of(
              "notifications", filter, "_meta", JsonObject.of(PREFIX + "subscriptionId", id)));

      client.result("tools/call", announce("prompts"));
      client.request("tools/call", announce("tools"));
      assertThat(client.next().text("method")).contains("notifications/tools/list_changed");
      client.next();

      client.request("tools/call", params("name", "end_subscriptions"));
      assertThat(List.of(client.next().value("id"), client.next().value("id")))
          .anySatisfy(ended -> assertThat(ended).contains(id));
    }
  }

  @Test
  void givenSubscription_whenTheInputEnds_thenItEndsWithoutAnAnswer() throws Exception {
    var client = new DemoClient();
    client.request(
        "subscriptions/listen", params("notifications", JsonObject.of("toolsListChanged", true)));
    client.next();

    client.close();

    assertThat(client.unread()).isEmpty();
  }

  private static JsonObject announce(String list) {
    return params("name", "announce", "arguments", JsonObject.of("list", list));
  }
}
