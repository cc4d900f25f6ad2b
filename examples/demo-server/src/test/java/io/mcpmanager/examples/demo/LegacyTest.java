package io.mcpmanager.examples.demo;

import static io.mcpmanager.examples.demo.DemoClient.textOf;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What servers of the revisions up to 2025-11-25 send of their own accord. */
final class LegacyTest {

  private static final JsonObject ALL = JsonObject.of(
      "elicitation", JsonObject.of("form", JsonObject.EMPTY, "url", JsonObject.EMPTY),
      "sampling", JsonObject.EMPTY,
      "roots", JsonObject.EMPTY);

  @ParameterizedTest
  @CsvSource({
    "ask_user, elicitation/create",
    "open_page, elicitation/create",
    "ask_model, sampling/createMessage",
    "list_roots, roots/list",
  })
  void givenToolThatAsks_whenCalled_thenTheClientIsAskedAndItsAnswerIsInTheResult(
      String tool, String method) throws Exception {
    try (var client = client(ALL)) {
      client.request(
          "tools/call",
          JsonObject.of(
              "name",
              tool,
              "arguments",
              JsonObject.of(
                  tool.equals("ask_model") ? new Object[] {"prompt", "hello"} : new Object[0])));

      var question = client.next();
      assertThat(question.text("method")).contains(method);
      client.answer(question, JsonObject.of("said", "yes"));

      assertThat(textOf(client.next().object("result").orElseThrow())).contains("\"said\":\"yes\"");
    }
  }

  @Test
  void givenToolThatAsksTwice_whenAnswered_thenTheSecondQuestionKnowsTheFirstAnswer()
      throws Exception {
    try (var client = client(ALL)) {
      client.request("tools/call", JsonObject.of("name", "book"));

      client.answer(
          client.next(),
          JsonObject.of("action", "accept", "content", JsonObject.of("city", "Oslo")));
      var second = client.next();
      assertThat(second.object("params").orElseThrow().text("message"))
          .contains("Book a trip to Oslo?");
      client.answer(
          second, JsonObject.of("action", "accept", "content", JsonObject.of("yes", true)));

      assertThat(textOf(client.next().object("result").orElseThrow())).isEqualTo("Booked: Oslo.");
    }
  }

  @Test
  void givenRefusal_whenAsked_thenTheToolFailsWithTheReason() throws Exception {
    try (var client = client(ALL)) {
      client.request("tools/call", JsonObject.of("name", "list_roots"));

      client.send(new RpcError(-1, "not today")
          .answerTo(client.next().value("id").orElseThrow())
          .toString());

      assertThat(textOf(client.next().object("result").orElseThrow()))
          .isEqualTo("The client refused: not today");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ask_user", "open_page", "list_roots", "ask_all"})
  void givenClientThatOffersNothing_whenToolWouldAsk_thenItFails(String tool) throws Exception {
    try (var client = client(JsonObject.EMPTY)) {
      var result = client.call(tool);

      assertThat(result.value("isError")).contains(true);
      assertThat(textOf(result)).startsWith("The client does not offer ");
    }
  }

  @Test
  void givenQuestion_whenTheCallIsCancelled_thenTheQuestionIsWithdrawn() throws Exception {
    try (var client = client(ALL)) {
      long id = client.request("tools/call", JsonObject.of("name", "list_roots"));
      var question = client.next();

      client.cancel(id);

      var withdrawn = client.next();
      assertThat(withdrawn.text("method")).contains("notifications/cancelled");
      assertThat(withdrawn.object("params").orElseThrow().value("requestId"))
          .isEqualTo(question.value("id"));
    }
  }

  @Test
  void givenSubscription_whenTheNoteIsWritten_thenTheClientIsToldUntilItUnsubscribes()
      throws Exception {
    try (var client = client(JsonObject.EMPTY)) {
      client.result("resources/subscribe", JsonObject.of("uri", Resources.NOTE_URI));
      client.request(
          "tools/call",
          JsonObject.of("name", "write_note", "arguments", JsonObject.of("text", "hello")));

      assertThat(client.next().text("method")).contains("notifications/resources/updated");
      client.next();
      client.result("resources/unsubscribe", JsonObject.of("uri", Resources.NOTE_URI));
      assertThat(textOf(client.call("write_note", "text", "again"))).isEqualTo("Noted.");
    }
  }

  @Test
  void givenLegacyServer_whenDiscovered_thenTheMethodIsUnknown() throws Exception {
    try (var client = new DemoClient(Options.parse("--revisions", "legacy"))) {
      var error = client.error("server/discover", ModernTest.params());

      assertThat(error.value("code")).contains(-32601L);
      client.result("initialize", JsonObject.of("protocolVersion", "2025-11-25"));
    }
  }

  @Test
  void givenServerThatIgnoresEarlyRequests_whenInitialized_thenOnlyThatIsAnswered()
      throws Exception {
    try (var client =
        new DemoClient(Options.parse("--revisions", "2025-06-18", "--early", "ignore"))) {
      client.request("server/discover", ModernTest.params());

      assertThat(client
              .result("initialize", JsonObject.of("protocolVersion", "2025-11-25"))
              .text("protocolVersion"))
          .contains("2025-06-18");
    }
  }

  @Test
  void givenServerThatExitsUponEarlyRequests_whenDiscovered_thenItExits() throws Exception {
    try (var client = new DemoClient(Options.parse("--revisions", "legacy", "--early", "exit"))) {
      client.request("server/discover", ModernTest.params());

      assertThat(client.exitCode()).isEqualTo(1);
    }
  }

  private static DemoClient client(JsonObject capabilities) throws Exception {
    var client = new DemoClient();
    client.result(
        "initialize", JsonObject.of("protocolVersion", "2025-11-25", "capabilities", capabilities));
    return client;
  }
}
