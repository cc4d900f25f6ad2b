package io.mcpmanager.core.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mcpmanager.api.mcp.ProtocolRevision;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.testkit.LeakFree;
import io.mcpmanager.testkit.ManualClock;
import io.mcpmanager.testkit.ScriptedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@LeakFree
final class ServerRequestsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ClientIdentity SHARED = new ClientIdentity("me", "1");
  private static final ClientIdentity DEDICATED =
      SHARED.of("{\"sampling\":{},\"x\":1}".getBytes(UTF_8));

  private final ManualClock clock = new ManualClock();
  private final ScriptedChannel channel = new ScriptedChannel();
  private final List<InputRequest> asked = new CopyOnWriteArrayList<>();
  private final List<InputRequest> uncaused = new CopyOnWriteArrayList<>();
  private @Nullable UpstreamConnection connection;

  @AfterEach
  void close() {
    if (connection != null) {
      connection.close();
    }
  }

  private UpstreamConnection open(ClientIdentity identity) throws InterruptedException {
    channel.answerWith(message -> message.contains("\"initialize\"")
        ? Optional.of(
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"protocolVersion\":\"2025-11-25\","
                + "\"capabilities\":{},\"serverInfo\":{\"name\":\"f\",\"version\":\"1\"}}}")
        : Optional.empty());
    var listener = new UpstreamListener() {
      @Override
      public void onNotification(Envelope notification) {}

      @Override
      public void onRequest(InputRequest request) {
        uncaused.add(request);
      }

      @Override
      public void onIrregular(String what, long count) {}
    };
    connection =
        UpstreamConnection.open(channel, listener, clock, identity, 9, Duration.ofSeconds(5));
    return connection;
  }

  private CompletableFuture<Optional<Envelope>> call(
      @Nullable InputHandler inputs, Cancellation cancellation) {
    var answer = new CompletableFuture<Optional<Envelope>>();
    Envelope message = Envelope.read(
        "{\"jsonrpc\":\"2.0\",\"id\":\"mine\",\"method\":\"tools/call\"}".getBytes(UTF_8));
    var request = new UpstreamRequest(
        message,
        splice -> {},
        Duration.ofMinutes(1),
        null,
        cancellation,
        ClientProfile.plain("", "", ProtocolRevision.V2025_11_25),
        inputs);
    int before = sent("tools/call").size();
    Thread.ofVirtual().start(() -> {
      try {
        answer.complete(connection.request(request));
      } catch (InterruptedException | RuntimeException e) {
        answer.completeExceptionally(e);
      }
    });
    await().until(() -> answer.isDone() || sent("tools/call").size() > before);
    return answer;
  }

  private CompletableFuture<Optional<Envelope>> call(@Nullable InputHandler inputs) {
    return call(inputs, new Cancellation());
  }

  private List<JsonNode> sent(String method) {
    return messages().stream()
        .filter(m -> m.path("method").asText().equals(method))
        .toList();
  }

  private List<JsonNode> answers() {
    return messages().stream().filter(m -> !m.has("method")).toList();
  }

  private List<JsonNode> messages() {
    var all = new ArrayList<JsonNode>();
    for (String text : channel.sent()) {
      try {
        all.add(JSON.readTree(text));
      } catch (java.io.IOException e) {
        throw new AssertionError(text, e);
      }
    }
    return all;
  }

  private JsonNode answer() {
    await().until(() -> !answers().isEmpty());
    return answers().getFirst();
  }

  private void serverAsks(String id) {
    channel.deliver("{\"jsonrpc\":\"2.0\",\"id\":" + id
        + ",\"method\":\"sampling/createMessage\",\"params\":{\"maxTokens\":7}}");
  }

  private void serverAnswers(int call) {
    channel.deliver("{\"jsonrpc\":\"2.0\",\"id\":"
        + sent("tools/call").get(call).get("id") + ",\"result\":{}}");
  }

  @Test
  void givenConnectionOfOneClient_whenOpened_thenItDeclaresWhatTheClientOffers() throws Exception {
    open(DEDICATED);

    assertThat(sent("initialize").getFirst().path("params").path("capabilities").toString())
        .isEqualTo("{\"sampling\":{},\"x\":1}");
  }

  @Test
  void givenSharedConnection_whenOpened_thenItDeclaresNothing() throws Exception {
    open(SHARED);

    assertThat(sent("initialize").getFirst().path("params").path("capabilities").toString())
        .isEqualTo("{}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "\"7\"", "\"a b\"", "-1"})
  void givenCallInFlight_whenServerAsks_thenItsClientAnswersWithTheServersId(String id)
      throws Exception {
    open(DEDICATED);
    call(asked::add);

    serverAsks(id);
    await().until(() -> asked.size() == 1);
    InputRequest request = asked.getFirst();
    boolean first = request.answer(new InputAnswer.Result("{\"role\":\"user\"}".getBytes(UTF_8)));

    assertThat(first).isTrue();
    assertThat(request.method()).isEqualTo("sampling/createMessage");
    assertThat(new String(request.params().orElseThrow(), UTF_8)).isEqualTo("{\"maxTokens\":7}");
    assertThat(answer().get("id").toString()).isEqualTo(id);
    assertThat(answer().path("result").path("role").asText()).isEqualTo("user");
    serverAnswers(0);
  }

  @Test
  void givenRefusal_whenAsked_thenServerGetsItsCodeAndText() throws Exception {
    open(DEDICATED);
    call(asked::add);

    serverAsks("3");
    asked.getFirst().answer(new InputAnswer.Refused(-1, "the user said no"));

    assertThat(answer().path("error").path("code").asInt()).isEqualTo(-1);
    assertThat(answer().path("error").path("message").asText()).isEqualTo("the user said no");
  }

  @Test
  void givenSharedConnection_whenServerAsksOutsideTheStreamOfACall_thenNobodyIsAsked()
      throws Exception {
    open(SHARED);
    call(asked::add);

    serverAsks("3");

    assertThat(answer().path("error").path("code").asInt()).isEqualTo(-32601);
    assertThat(asked).isEmpty();
    assertThat(uncaused).isEmpty();
  }

  @Test
  void givenSharedConnection_whenServerAsksOnTheStreamOfACall_thenThatCallsClientIsAsked()
      throws Exception {
    open(SHARED);
    var others = new CopyOnWriteArrayList<InputRequest>();
    call(others::add);
    // what is delivered while a message is sent comes on the sender's thread, as over HTTP
    channel.answerWith(message -> message.contains("tools/call")
        ? Optional.of("{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"roots/list\"}")
        : Optional.empty());
    call(asked::add);

    await().until(() -> asked.size() == 1);
    assertThat(others).isEmpty();
    assertThat(asked.getFirst().params()).isEmpty();
  }

  @Test
  void givenSeveralCalls_whenServerOfOneClientAsks_thenTheNewestIsTheCause() throws Exception {
    open(DEDICATED);
    var older = new CopyOnWriteArrayList<InputRequest>();
    call(older::add);
    call(asked::add);

    serverAsks("1");
    serverAnswers(1);
    await().until(() -> asked.size() == 1);
    asked.getFirst().answer(new InputAnswer.Result("{}".getBytes(UTF_8)));
    await().until(() -> answers().size() == 1);
    serverAsks("2");

    await().until(() -> older.size() == 1);
    assertThat(asked).hasSize(1);
  }

  @Test
  void givenNoCall_whenServerAsks_thenTheConnectionsOwnerIsAsked() throws Exception {
    open(DEDICATED);

    serverAsks("1");

    assertThat(uncaused).hasSize(1);
    uncaused.getFirst().answer(new InputAnswer.Result("{\"k\":1}".getBytes(UTF_8)));
    assertThat(answer().path("result").path("k").asInt()).isEqualTo(1);
  }

  @Test
  void givenListenerThatKnowsNobody_whenServerAsks_thenItIsRefused() {
    var request = new InputRequest("roots/list", null);
    var answers = new ArrayList<InputAnswer>();
    request.onAnswer(answers::add);

    new UpstreamListener() {
      @Override
      public void onNotification(Envelope notification) {}

      @Override
      public void onIrregular(String what, long count) {}
    }.onRequest(request);

    assertThat(answers)
        .containsExactly(new InputAnswer.Refused(-32601, "the client does not support roots/list"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tasks/list", "initialize", "tools/call", "x"})
  void givenOtherRequest_whenServerAsks_thenItIsRefused(String method) throws Exception {
    open(DEDICATED);
    call(asked::add);

    channel.deliver("{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"" + method + "\"}");

    assertThat(answer().path("error").path("code").asInt()).isEqualTo(-32601);
    assertThat(asked).isEmpty();
  }

  @Test
  void givenQuestion_whenServerTakesItBack_thenClientIsToldAndServerGetsNoAnswer()
      throws Exception {
    open(DEDICATED);
    call(asked::add);
    serverAsks("1");
    var withdrawn = new ArrayList<String>();
    asked.getFirst().onWithdrawn(withdrawn::add);

    channel.deliver("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":"
        + "{\"requestId\":1,\"reason\":\"enough\"}}");
    asked.getFirst().answer(new InputAnswer.Result("{}".getBytes(UTF_8)));
    serverAsks("2");
    asked.get(1).answer(new InputAnswer.Result("{}".getBytes(UTF_8)));

    assertThat(withdrawn).containsExactly("enough");
    assertThat(answer().path("id").asInt()).isEqualTo(2);
  }

  @Test
  void givenQuestion_whenItsCallIsCancelled_thenItIsWithdrawnAndTheServerHearsNo()
      throws Exception {
    open(DEDICATED);
    var cancellation = new Cancellation();
    call(asked::add, cancellation);
    serverAsks("1");
    var withdrawn = new CopyOnWriteArrayList<String>();
    asked.getFirst().onWithdrawn(withdrawn::add);

    cancellation.cancel("bored");

    await().until(() -> !withdrawn.isEmpty());
    assertThat(answer().path("id").asInt()).isEqualTo(1);
    assertThat(answer().path("error").path("code").asInt()).isEqualTo(-32603);
    await().until(() -> !sent("notifications/cancelled").isEmpty());
  }

  @Test
  void givenQuestion_whenConnectionEnds_thenItIsWithdrawn() throws Exception {
    open(DEDICATED);
    call(asked::add);
    serverAsks("1");
    var withdrawn = new ArrayList<String>();
    asked.getFirst().onWithdrawn(withdrawn::add);

    channel.breakOff("it crashed");

    assertThat(withdrawn).containsExactly("it crashed");
  }

  @Test
  void givenQuestion_whenClientIsSlow_thenTheCallsTimeStandsStill() throws Exception {
    open(DEDICATED);
    CompletableFuture<Optional<Envelope>> answer = call(asked::add);
    clock.advance(Duration.ofSeconds(30));
    serverAsks("1");
    serverAsks("2");

    clock.advance(Duration.ofMinutes(5));
    asked.getFirst().answer(new InputAnswer.Result("{}".getBytes(UTF_8)));
    clock.advance(Duration.ofMinutes(5));
    assertThat(answer).isNotDone();
    asked.get(1).answer(new InputAnswer.Result("{}".getBytes(UTF_8)));
    clock.advance(Duration.ofSeconds(29));
    assertThat(answer).isNotDone();
    clock.advance(Duration.ofSeconds(2));

    await().until(answer::isCompletedExceptionally);
    await().until(() -> !sent("notifications/cancelled").isEmpty());
  }

  @Test
  void givenServerThatWantsProgress_whenClientReports_thenItGoesOutWithTheServersToken()
      throws Exception {
    open(DEDICATED);
    call(asked::add);
    channel.deliver("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"sampling/createMessage\","
        + "\"params\":{\"_meta\":{\"progressToken\":\"up\"}}}");
    Envelope progress = Envelope.read(("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\","
            + "\"params\":{\"progressToken\":4,\"progress\":1,\"k\":2}}")
        .getBytes(UTF_8));

    asked.getFirst().report(progress);
    await().until(() -> !sent("notifications/progress").isEmpty());
    asked.getFirst().answer(new InputAnswer.Result("{}".getBytes(UTF_8)));
    asked.getFirst().report(progress);
    answer();

    assertThat(sent("notifications/progress")).singleElement().satisfies(sent -> {
      assertThat(sent.path("params").path("progressToken").asText()).isEqualTo("up");
      assertThat(sent.path("params").path("k").asInt()).isEqualTo(2);
    });
  }

  @Test
  void givenTooManyQuestions_whenServerAsksOn_thenThoseAreRefusedAndTheOthersStay()
      throws Exception {
    open(DEDICATED);
    call(asked::add);

    for (int i = 0; i <= ServerRequests.MAX_OPEN; i++) {
      serverAsks(String.valueOf(i));
    }

    assertThat(asked).hasSize(ServerRequests.MAX_OPEN);
    assertThat(answer().path("id").asInt()).isEqualTo(ServerRequests.MAX_OPEN);
    assertThat(answer().path("error").path("code").asInt()).isEqualTo(-32603);
  }

  @Test
  void givenIdInUse_whenServerAsksAgain_thenOnlyThatIsRefused() throws Exception {
    open(DEDICATED);
    call(asked::add);

    serverAsks("1");
    serverAsks("1");

    assertThat(asked).hasSize(1);
    assertThat(answer().path("error").path("code").asInt()).isEqualTo(-32600);
  }

  @Test
  void givenHandlerThatFails_whenAsked_thenServerHearsSoAndTheConnectionLives() throws Exception {
    open(DEDICATED);
    CompletableFuture<Optional<Envelope>> answer = call(request -> {
      throw new IllegalStateException("broken");
    });

    serverAsks("1");
    assertThat(answer().path("error").path("code").asInt()).isEqualTo(-32603);
    serverAnswers(0);

    assertThat(answer.get(10, TimeUnit.SECONDS)).isPresent();
  }
}
