package io.mcpmanager.core.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpmanager.api.mcp.ProtocolRevision;
import io.mcpmanager.core.protocol.ClientProfile;
import io.mcpmanager.core.protocol.InputAnswer;
import io.mcpmanager.core.protocol.InputRequest;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ClientQuestionsTest {

  private static final ClientProfile CLIENT = new ClientProfile(
      "c", "1", ProtocolRevision.V2025_11_25, "{\"sampling\":{},\"roots\":{}}".getBytes(UTF_8));

  private final ManualClock clock = new ManualClock();
  private final ClientQuestions questions = new ClientQuestions(clock);
  private final GatewayBench.Inbox inbox = new GatewayBench.Inbox();
  private final List<InputAnswer> answers = new ArrayList<>();

  private InputRequest ask(String method, String params) {
    var request = new InputRequest(method, params.getBytes(UTF_8));
    request.onAnswer(answers::add);
    questions.ask(request, CLIENT, inbox);
    return request;
  }

  private void clientSends(String message) {
    Envelope read = Envelope.read(message.getBytes(UTF_8));
    if (read.kind() == Envelope.Kind.NOTIFICATION) {
      questions.progress(read);
    } else {
      questions.answered(read);
    }
  }

  private InputAnswer.Refused refusal() {
    assertThat(answers).singleElement().isInstanceOf(InputAnswer.Refused.class);
    return (InputAnswer.Refused) answers.getFirst();
  }

  @Test
  void givenQuestion_whenClientAnswers_thenItsResultIsTheAnswer() {
    ask("sampling/createMessage", "{\"maxTokens\":\n 5}");
    JsonNode message = inbox.messages().getFirst();

    clientSends("{\"jsonrpc\":\"2.0\",\"id\":" + message.get("id") + ",\"result\":{\"a\":1}}");
    clientSends("{\"jsonrpc\":\"2.0\",\"id\":" + message.get("id") + ",\"result\":{\"a\":2}}");

    assertThat(message.path("method").asText()).isEqualTo("sampling/createMessage");
    assertThat(message.path("params").path("maxTokens").asInt()).isEqualTo(5);
    assertThat(answers)
        .singleElement()
        .isInstanceOfSatisfying(
            InputAnswer.Result.class,
            result -> assertThat(new String(result.json(), UTF_8)).isEqualTo("{\"a\":1}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"error\":{\"code\":-1,\"message\":\"no\"}|-1|no",
        "\"error\":{\"code\":99999999999,\"message\":\"no\"}|-32603|no",
        "\"error\":{\"code\":1,\"message\":\"\"}|1|``",
        "\"result\":7|-32603|the client's answer has no object as its result"
      })
  void givenQuestion_whenClientRefuses_thenServerHearsHow(String body, int code, String text) {
    ask("roots/list", "{}");

    clientSends("{\"jsonrpc\":\"2.0\",\"id\":1," + body + "}");

    assertThat(refusal()).isEqualTo(new InputAnswer.Refused(code, text));
  }

  @ParameterizedTest
  @CsvSource({"elicitation/create", "tasks/get", "something"})
  void givenClientThatCanNot_whenAsked_thenItIsNotBothered(String method) {
    ask(method, "{}");

    assertThat(refusal().code()).isEqualTo(-32601);
    assertThat(inbox.messages()).isEmpty();
  }

  @Test
  void givenClientThatIsSilent_whenItsTimeIsUp_thenItIsToldAndTheServerRefused() {
    ask("roots/list", "{}");

    clock.advance(Duration.ofMinutes(9));
    assertThat(answers).isEmpty();
    clock.advance(Duration.ofMinutes(2));

    assertThat(refusal().message()).contains("10 minutes");
    assertThat(inbox.methods()).containsExactly("roots/list", "notifications/cancelled");
    assertThat(inbox.messages().get(1).path("params").path("requestId").asInt()).isEqualTo(1);
  }

  @Test
  void givenQuestion_whenWithdrawn_thenClientIsToldOnce() {
    InputRequest request = ask("roots/list", "{}");

    request.withdraw("enough");
    request.withdraw("more");
    clock.advance(Duration.ofMinutes(11));

    assertThat(inbox.methods()).containsExactly("roots/list", "notifications/cancelled");
    assertThat(inbox.messages().get(1).path("params").path("reason").asText()).isEqualTo("enough");
    assertThat(answers).isEmpty();
  }

  @Test
  void givenQuestionWithdrawnBeforeItIsAsked_whenAsked_thenClientHearsNothing() {
    var request = new InputRequest("roots/list", null);
    request.withdraw("gone already");

    questions.ask(request, CLIENT, inbox);

    assertThat(inbox.methods()).doesNotContain("roots/list");
  }

  @Test
  void givenSession_whenItEnds_thenOpenAndLaterQuestionsAreRefused() {
    ask("roots/list", "{}");

    questions.close();
    ask("roots/list", "{}");

    assertThat(answers).hasSize(2).allMatch(InputAnswer.Refused.class::isInstance);
    assertThat(inbox.messages()).hasSize(1);
  }

  @Test
  void givenTooManyQuestions_whenAskedOn_thenTheRestIsRefused() {
    for (int i = 0; i <= ClientQuestions.MAX_OPEN; i++) {
      ask("roots/list", "{}");
    }

    assertThat(refusal().message()).contains("64");
    assertThat(inbox.messages()).hasSize(ClientQuestions.MAX_OPEN);
  }

  @Test
  void givenServerThatWantsProgress_whenAsked_thenClientGetsATokenOfTheGateways() {
    ask("sampling/createMessage", "{\"_meta\":{\"progressToken\":\"servers\",\"k\":1}}");

    JsonNode meta = inbox.messages().getFirst().path("params").path("_meta");

    assertThat(meta.path("progressToken").toString()).isEqualTo("1");
    assertThat(meta.path("k").asInt()).isEqualTo(1);
  }

  @Test
  void givenAnswersNobodyWaitsFor_whenTheyCome_thenTheyAreDropped() {
    clientSends("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}");
    clientSends("{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":1,\"message\":\"x\"}}");
    clientSends("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":"
        + "{\"progressToken\":1,\"progress\":1}}");

    assertThat(answers).isEmpty();
  }
}
