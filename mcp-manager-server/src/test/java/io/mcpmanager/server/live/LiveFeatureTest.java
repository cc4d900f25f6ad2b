package io.mcpmanager.server.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.api.gateway.CallRecord;
import io.mcpmanager.api.log.LogLevel;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.ServerState;
import io.mcpmanager.api.server.ServerStatus;
import io.mcpmanager.core.wire.SseEvent;
import io.mcpmanager.core.wire.SseReader;
import io.mcpmanager.server.ScriptedCalls;
import io.mcpmanager.server.http.Authenticator;
import io.mcpmanager.server.http.HttpLimits;
import io.mcpmanager.server.http.HttpServer;
import io.mcpmanager.server.http.SlowClients;
import io.mcpmanager.testkit.ManualClock;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.stream.LongStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LiveFeatureTest {

  private static final int FLOW = 400;

  private final ListEvents events = new ListEvents(16);
  private final ListLogs logs = new ListLogs();
  private final ScriptedCalls calls = new ScriptedCalls();
  private final MapServers servers = new MapServers();
  private final ManualClock clock =
      new ManualClock(Instant.EPOCH, task -> Thread.ofVirtual().start(task));
  private final LiveLimits limits =
      new LiveLimits(3, 4, 5_000, Duration.ofMillis(200), Duration.ofSeconds(1));
  private final LiveFeature feature = new LiveFeature(
      servers,
      events,
      logs,
      new EmptyGateway(),
      calls,
      clock,
      new SlowClients(new ManualClock(), Duration.ofSeconds(30)),
      limits);
  private final HttpServer server = HttpServer.start(
      new HttpLimits(
          "127.0.0.1", 0, 1_000_000, 100, Duration.ofMinutes(1), Duration.ofMillis(500), 16 << 10),
      Authenticator.open(),
      List.of(),
      List.of(feature));
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @AfterEach
  void stop() {
    client.shutdownNow();
    server.close();
  }

  @Test
  void givenSubscription_whenEventsHappen_thenTheyComeAfterTheConfirmation() throws Exception {
    events.publish(3);
    try (var live = connect()) {
      live.send("{\"type\":\"subscribe\",\"id\":\"1\",\"topics\":[\"events\"]}");
      JsonNode confirmed = live.next();
      events.publish("files", new EventData.ServerCreated(1));
      JsonNode message = live.next();

      assertThat(confirmed.toString())
          .isEqualTo("{\"type\":\"subscribed\",\"id\":\"1\",\"latest\":3}");
      assertThat(message.path("type").asText()).isEqualTo("event");
      assertThat(message.path("subscription").asText()).isEqualTo("1");
      assertThat(message.at("/event/sequence").asLong()).isEqualTo(4);
      assertThat(message.at("/event/type").asText()).isEqualTo("server.created");
    }
  }

  @Test
  void givenFilter_whenEventsHappen_thenOnlyThoseThatPassCome() throws Exception {
    try (var live = connect()) {
      live.send("{\"type\":\"subscribe\",\"id\":\"1\",\"topics\":[\"events\"],\"after\":0,"
          + "\"filter\":{\"servers\":[\"a\"],\"minSeverity\":\"error\",\"categories\":[\"error\"],"
          + "\"types\":[\"manager.error\"]}}");
      live.next("subscribed");
      events.publish("a", new EventData.ServerCreated(1));
      events.publish("b", new EventData.ManagerError("x", "y"));
      events.publish("a", new EventData.ManagerError("x", "y"));

      assertThat(live.next("event").at("/event/sequence").asLong()).isEqualTo(3);
    }
  }

  @RepeatedTest(8)
  void givenClientThatDropsAnywhere_whenItResumes_thenItSeesEveryEventOnceAndInOrder(
      RepetitionInfo repetition) throws Exception {
    var random = new Random(repetition.getCurrentRepetition());
    Thread publisher = Thread.ofVirtual().start(() -> publishAll(random.nextLong()));
    List<Long> seen = new ArrayList<>();

    while (seen.size() < FLOW) {
      long after = seen.isEmpty() ? 0 : seen.getLast();
      int part = 1 + random.nextInt(FLOW - seen.size());
      try (var live = connect()) {
        live.send("{\"type\":\"subscribe\",\"id\":\"1\",\"topics\":[\"events\"],\"after\":" + after
            + "}");
        for (int i = 0; i < part; i++) {
          seen.add(live.next("event").at("/event/sequence").asLong());
        }
        live.drop();
      }
      await().until(() -> feature.webSocketsOpen() < limits.maxConnections() || beat());
    }

    publisher.join();
    assertThat(seen)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, FLOW).boxed().toList());
  }

  @RepeatedTest(6)
  void givenStreamThatDropsAnywhere_whenItResumes_thenItSeesEveryEventOnceAndInOrder(
      RepetitionInfo repetition) throws Exception {
    var random = new Random(repetition.getCurrentRepetition());
    Thread publisher = Thread.ofVirtual().start(() -> publishAll(random.nextLong()));
    List<Long> seen = new ArrayList<>();

    String last = "0";
    while (seen.size() < FLOW) {
      int part = 1 + random.nextInt(FLOW - seen.size());
      var request = get("/api/v1/events/stream?after=0").header("Last-Event-ID", last);
      HttpResponse<InputStream> response =
          client.send(request.build(), BodyHandlers.ofInputStream());
      if (response.statusCode() != 200) {
        response.body().close();
        continue;
      }
      var reader = new SseReader(response.body(), 10_000);
      for (int i = 0; i < part; ) {
        SseEvent event = reader.next().orElseThrow();
        JsonNode message = LiveClient.JSON.readTree(event.data());
        if (message.path("type").asText().equals("event")) {
          seen.add(message.at("/event/sequence").asLong());
          last = event.id();
          i++;
        }
      }
      response.body().close();
    }

    publisher.join();
    assertThat(seen)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, FLOW).boxed().toList());
  }

  @Test
  void givenClientThatDoesNotRead_whenEventsFlood_thenItIsToldAndStillSeesAll() throws Exception {
    int flood = 30_000;
    try (var live = LiveClient.lazy(client, server.port())) {
      live.send("{\"type\":\"subscribe\",\"id\":\"1\",\"topics\":[\"events\"],\"after\":0}");
      live.read(2);
      live.next("subscribed");
      // until this one arrives the feed may still be reading the log, and who reads misses nothing
      events.publish(1);
      live.next("event");
      for (int i = 1; i < flood; i++) {
        events.publish("s", new EventData.ManagerError("c", "x".repeat(500)));
      }
      live.read(Long.MAX_VALUE);

      boolean told = false;
      for (long expected = 2; expected <= flood; ) {
        JsonNode message = live.next();
        if (message.path("type").asText().equals("event")) {
          assertThat(message.at("/event/sequence").asLong()).isEqualTo(expected++);
        } else if (message.path("type").asText().equals("missed")) {
          told = true;
          assertThat(message.path("from").asLong())
              .isLessThanOrEqualTo(message.path("to").asLong());
        }
      }
      assertThat(told).isTrue();
    }
  }

  @Test
  void givenAClientThatReadsNothing_whenEventsFlood_thenTheOthersStillHearEachAtOnce()
      throws Exception {
    try (var slow = LiveClient.lazy(client, server.port());
        var quick = connect()) {
      slow.send("{\"type\":\"subscribe\",\"id\":\"1\",\"topics\":[\"events\"],\"after\":0}");
      quick.send("{\"type\":\"subscribe\",\"id\":\"1\",\"topics\":[\"events\"],\"after\":0}");
      await().until(() -> events.followers() == 2);

      // far more than sockets and queues hold for the one that does not read
      for (int sequence = 1; sequence <= 30_000; sequence++) {
        events.publish("s", new EventData.ManagerError("c", "x".repeat(500)));
        assertThat(quick.next("event").at("/event/sequence").asLong()).isEqualTo(sequence);
      }

      slow.drop();
    }
  }

  @Test
  void givenEventsThatAreNoLongerKept_whenResumedFromBeforeThem_thenTheClientIsToldWhich()
      throws Exception {
    events.publish(10);
    events.prune(6);
    try (var live = connect()) {
      live.send("{\"type\":\"subscribe\",\"id\":\"1\",\"topics\":[\"events\"],\"after\":2}");
      live.next("subscribed");

      JsonNode missed = live.next();
      assertThat(missed.path("type").asText()).isEqualTo("missed");
      assertThat(missed.path("from").asLong()).isEqualTo(3);
      assertThat(missed.path("to").asLong()).isEqualTo(6);
      assertThat(missed.path("reason").asText()).isEqualTo("deleted");
      assertThat(live.next().at("/event/sequence").asLong()).isEqualTo(7);
    }
  }

  @Test
  void givenUnsubscribed_whenEventsHappen_thenNoneComes() throws Exception {
    try (var live = connect()) {
      live.send("{\"type\":\"subscribe\",\"id\":\"1\",\"topics\":[\"events\"]}");
      live.next("subscribed");
      live.send("{\"type\":\"unsubscribe\",\"id\":\"1\"}");

      assertThat(live.next().toString()).isEqualTo("{\"type\":\"unsubscribed\",\"id\":\"1\"}");
      events.publish(5);
      assertThat(live.poll(Duration.ofMillis(100))).isNull();
      assertThat(events.followers()).isZero();
    }
  }

  @Test
  void givenConnection_whenItAsksForASignOfLife_thenItGetsOneAtOnce() throws Exception {
    try (var live = connect()) {
      live.send("{\"type\":\"ping\"}");

      assertThat(live.next().toString()).isEqualTo("{\"type\":\"pong\"}");
    }
  }

  @Test
  void givenServers_whenSubscribed_thenAllComeAndThenEachThatChanges() throws Exception {
    servers.put("a", new ServerStatus.Stopped(Instant.EPOCH));
    servers.put("b", new ServerStatus.Stopped(Instant.EPOCH));
    try (var live = connect()) {
      live.send("{\"type\":\"subscribe\",\"id\":\"s\",\"topics\":[\"servers\"]}");
      live.next("subscribed");
      assertThat(live.next("servers").path("servers")).hasSize(2);

      servers.put("a", new ServerStatus.Running(Instant.EPOCH, 1));
      events.publish(
          "a",
          new EventData.StateChanged(ServerState.STARTING, ServerState.RUNNING, 1, null, null));
      JsonNode changed = live.next("server").path("server");
      servers.remove("b");
      events.publish("b", new EventData.ServerDeleted());

      assertThat(changed.path("state").asText()).isEqualTo("running");
      assertThat(changed.at("/offers/tools").asInt()).isZero();
      assertThat(live.next("server-removed").path("server").asText()).isEqualTo("b");
    }
  }

  @Test
  void givenCalls_whenSubscribed_thenTheFirstComesAtOnceAndAFloodInFewMessages() throws Exception {
    try (var live = connect()) {
      live.send("{\"type\":\"subscribe\",\"id\":\"c\",\"topics\":[\"calls\"]}");
      live.next("subscribed");
      await().until(() -> calls.listeners() == 1);
      int flood = 10 * CallFeed.SENT;
      for (int i = 1; i <= flood; i++) {
        calls.happened(call("files", "tool-" + i));
      }

      int told = 0;
      int messages = 0;
      String last = "";
      while (told < flood) {
        JsonNode message = live.next("calls");
        assertThat(message.path("subscription").asText()).isEqualTo("c");
        assertThat(message.path("calls").size()).isBetween(1, CallFeed.SENT);
        told += message.path("calls").size() + message.path("skipped").asInt();
        last = message
            .path("calls")
            .path(message.path("calls").size() - 1)
            .path("target")
            .asText();
        messages++;
      }
      assertThat(told).isEqualTo(flood);
      assertThat(messages).isLessThan(10);
      assertThat(last).isEqualTo("tool-" + flood);
    }
    await().until(() -> calls.listeners() == 0);
  }

  @Test
  void givenOneServersCalls_whenAnotherIsCalled_thenNoneOfThoseComes() throws Exception {
    try (var live = connect()) {
      live.send("{\"type\":\"subscribe\",\"id\":\"c\",\"topics\":[\"calls\"],"
          + "\"filter\":{\"servers\":[\"files\"]}}");
      live.next("subscribed");
      await().until(() -> calls.listeners() == 1);
      calls.happened(call("web", "fetch"));
      calls.happened(call("files", "read"));

      JsonNode message = live.next("calls");
      assertThat(message.path("calls")).hasSize(1);
      assertThat(message.at("/calls/0/target").asText()).isEqualTo("read");
    }
  }

  @Test
  void givenLog_whenSubscribedAfterALine_thenOlderLinesAreLeftOutAndNewOnesFollow()
      throws Exception {
    servers.put("s1", new ServerStatus.Stopped(Instant.EPOCH));
    logs.write(LogLevel.INFO, "one");
    logs.write(LogLevel.INFO, "two");
    try (var live = connect()) {
      live.send("{\"type\":\"subscribe\",\"id\":\"l\",\"topics\":[\"logs:s1\"],\"after\":1}");

      assertThat(live.next("subscribed").path("latest").asLong()).isEqualTo(2);
      assertThat(live.next("log").at("/line/text").asText()).isEqualTo("two");
      logs.write(LogLevel.ERROR, "<b>three</b>");
      JsonNode line = live.next("log").path("line");
      assertThat(line.path("text").asText()).isEqualTo("<b>three</b>");
      assertThat(line.path("level").asText()).isEqualTo("error");
    }
  }

  @Test
  void givenLinesThatWereDropped_whenFollowing_thenTheClientIsToldWhich() throws Exception {
    servers.put("s1", new ServerStatus.Stopped(Instant.EPOCH));
    try (var live = connect()) {
      live.send("{\"type\":\"subscribe\",\"id\":\"l\",\"topics\":[\"logs:s1\"]}");
      live.next("subscribed");
      await().until(() -> logs.followers() == 1);
      logs.write(LogLevel.INFO, "one");
      live.next("log");
      logs.lose(10);
      JsonNode missed = live.next("missed");
      logs.write(LogLevel.INFO, "twelve");

      assertThat(missed.path("from").asLong()).isEqualTo(2);
      assertThat(missed.path("to").asLong()).isEqualTo(11);
      assertThat(live.next("log").at("/line/sequence").asLong()).isEqualTo(12);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nonsense|MALFORMED_INPUT",
        "[]|MALFORMED_INPUT",
        "{\"type\":\"subscribe\",\"type\":\"subscribe\"}|MALFORMED_INPUT",
        "{\"type\":\"shout\",\"id\":\"1\"}|VALIDATION_FAILED",
        "{\"type\":\"ping\",\"id\":\"1\"}|VALIDATION_FAILED",
        "{\"type\":\"subscribe\",\"topics\":[\"events\"]}|VALIDATION_FAILED",
        "{\"type\":\"subscribe\",\"id\":\"1\"}|VALIDATION_FAILED",
        "{\"type\":\"subscribe\",\"id\":\"1\",\"topics\":[\"gossip\"]}|VALIDATION_FAILED",
        "{\"type\":\"subscribe\",\"id\":\"1\",\"topics\":\"events\"}|VALIDATION_FAILED",
        "{\"type\":\"subscribe\",\"id\":\"1\",\"topics\":[\"events\"],\"x\":1}|VALIDATION_FAILED",
        "{\"type\":\"subscribe\",\"id\":\"1\",\"topics\":[\"events\"],\"after\":-1}|VALIDATION_FAILED",
        "{\"type\":\"subscribe\",\"id\":\"1\",\"topics\":[\"events\"],\"after\":\"1\"}|VALIDATION_FAILED",
        "{\"type\":\"subscribe\",\"id\":\"1\",\"topics\":[\"events\",\"servers\"],\"after\":1}|VALIDATION_FAILED",
        "{\"type\":\"subscribe\",\"id\":\"1\",\"topics\":[\"calls\"],\"after\":1}|VALIDATION_FAILED",
        "{\"type\":\"subscribe\",\"id\":\"1\",\"topics\":[\"events\"],\"filter\":1}|VALIDATION_FAILED",
        "{\"type\":\"subscribe\",\"id\":\"1\",\"topics\":[\"events\"],\"filter\":{\"types\":[\"x\"]}}|VALIDATION_FAILED",
        "{\"type\":\"subscribe\",\"id\":\"1\",\"topics\":[\"events\"],\"filter\":{\"y\":1}}|VALIDATION_FAILED",
        "{\"type\":\"subscribe\",\"id\":\"1\",\"topics\":[\"logs:nobody\"]}|SERVER_NOT_FOUND",
        "{\"type\":\"unsubscribe\",\"id\":\"1\"}|VALIDATION_FAILED"
      })
  void givenBadMessage_whenSent_thenTheErrorSaysSoAndTheConnectionGoesOn(String bad, String code)
      throws Exception {
    try (var live = connect()) {
      live.send(bad);
      JsonNode error = live.next();
      live.send("{\"type\":\"subscribe\",\"id\":\"ok\",\"topics\":[\"events\"]}");

      assertThat(error.path("type").asText()).isEqualTo("error");
      assertThat(error.path("code").asText()).isEqualTo(code);
      assertThat(error.path("message").asText()).isNotBlank();
      assertThat(live.next().path("id").asText()).isEqualTo("ok");
    }
  }

  @Test
  void givenBinaryMessage_whenSent_thenItIsRefused() throws Exception {
    try (var live = connect()) {
      live.sendBytes(new byte[] {1, 2});

      assertThat(live.next().path("code").asText()).isEqualTo("MALFORMED_INPUT");
    }
  }

  @Test
  void givenMessageOverTheBound_whenSent_thenTheConnectionIsClosed() throws Exception {
    try (var live = connect()) {
      live.send("x".repeat(5_001));

      assertThat(live.next().path("code").asText()).isEqualTo("TOO_LARGE");
      assertThat(live.closeCode()).isEqualTo(1009);
    }
  }

  @Test
  void givenSubscriptions_whenThereAreTooManyOrAnIdIsTaken_thenTheyAreRefused() throws Exception {
    try (var live = connect()) {
      for (int i = 0; i < 4; i++) {
        live.send("{\"type\":\"subscribe\",\"id\":\"" + i + "\",\"topics\":[\"events\"]}");
        live.next("subscribed");
      }
      live.send("{\"type\":\"subscribe\",\"id\":\"9\",\"topics\":[\"events\"]}");
      assertThat(live.next().path("code").asText()).isEqualTo("LIMIT_REACHED");
      live.send("{\"type\":\"unsubscribe\",\"id\":\"0\"}");
      live.next("unsubscribed");
      live.send("{\"type\":\"subscribe\",\"id\":\"1\",\"topics\":[\"events\"]}");
      assertThat(live.next().path("code").asText()).isEqualTo("VALIDATION_FAILED");
    }
  }

  @Test
  void givenConnections_whenThereAreTooMany_thenTheNextIsRefused() {
    try (var first = connect();
        var second = connect();
        var third = connect()) {
      Assertions.assertThatThrownBy(this::connect).isInstanceOf(CompletionException.class);
    }
    await().until(() -> feature.webSocketsOpen() == 0);
  }

  @Test
  void givenTimePasses_whenTheClientAnswersPings_thenItGetsHeartbeatsAndStays() throws Exception {
    events.publish(2);
    try (var live = connect()) {
      for (int i = 1; i <= 10; i++) {
        int beats = i;
        clock.advance(limits.heartbeat());
        assertThat(live.next("heartbeat").path("latest").asLong()).isEqualTo(2);
        await().until(() -> live.pings() >= beats && clock.pending() == 1);
        await().pollDelay(Duration.ofMillis(5)).until(() -> true);
      }
      assertThat(live.isClosed()).isFalse();
      assertThat(feature.webSocketsOpen()).isEqualTo(1);
    }
  }

  @Test
  void givenClientThatNeverReads_whenItIsSilentForTooLong_thenItIsDropped() throws Exception {
    var live = LiveClient.lazy(client, server.port());
    live.send("{\"type\":\"subscribe\",\"id\":\"1\",\"topics\":[\"events\"],\"after\":0}");
    await().until(() -> events.followers() == 1);
    for (int i = 0; i < 30_000; i++) {
      events.publish("s", new EventData.ManagerError("c", "x".repeat(500)));
    }

    await().until(() -> {
      clock.advance(limits.heartbeat());
      return feature.webSocketsOpen() == 0;
    });
    await().until(() -> events.followers() == 0);
    live.drop();
  }

  @Test
  void givenConnectionCutWithoutAWord_whenHeartbeatsFail_thenItIsForgotten() throws Exception {
    var live = connect();
    live.send("{\"type\":\"subscribe\",\"id\":\"1\",\"topics\":[\"events\"]}");
    live.next("subscribed");
    live.drop();

    await().until(() -> beat() || feature.webSocketsOpen() == 0);
    await().until(() -> events.followers() == 0);
  }

  @Test
  void givenOpenConnections_whenServerStops_thenTheyAreClosed() throws Exception {
    try (var live = connect()) {
      var stream = client.send(get("/api/v1/events/stream").build(), BodyHandlers.ofInputStream());

      server.close();

      assertThat(live.closeCode()).isEqualTo(1001);
      assertThat(stream.body().readAllBytes()).isNotNull();
    }
  }

  @Test
  void givenEventStream_whenOpened_thenItIsUncachedAndCanBeResumedAtOnce() throws Exception {
    events.publish(7);
    var stream = client.send(
        get("/api/v1/events/stream?type=manager.error&severity=error").build(),
        BodyHandlers.ofInputStream());
    var reader = new SseReader(stream.body(), 10_000);
    events.publish(3);
    events.publish(null, new EventData.ManagerError("c", "oops"));
    SseEvent event = reader.next().orElseThrow();

    assertThat(stream.headers().firstValue("Content-Type")).contains("text/event-stream");
    assertThat(stream.headers().firstValue("Cache-Control")).contains("no-cache");
    assertThat(event.id()).isEqualTo("11");
    assertThat(new String(event.data(), UTF_8)).contains("\"type\":\"event\"", "oops");
    stream.body().close();
    await().until(() -> events.followers() == 0);
  }

  @Test
  void givenLogStream_whenOpened_thenLinesOfTheLevelCome() throws Exception {
    servers.put("s1", new ServerStatus.Stopped(Instant.EPOCH));
    logs.write(LogLevel.INFO, "one");
    logs.write(LogLevel.ERROR, "two");
    var stream = client.send(
        get("/api/v1/servers/s1/logs/stream?after=0&level=error").build(),
        BodyHandlers.ofInputStream());

    SseEvent event = new SseReader(stream.body(), 10_000).next().orElseThrow();

    assertThat(event.id()).isEqualTo("2");
    assertThat(new String(event.data(), UTF_8)).contains("\"type\":\"log\"", "two");
    stream.body().close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/events/stream?type=nonsense",
        "/api/v1/events/stream?after=-1",
        "/api/v1/events/stream?after=x",
        "/api/v1/events/stream?severity=loud",
        "/api/v1/servers/s1/logs/stream?level=loud"
      })
  void givenBadQuery_whenStreaming_thenItIsRefused(String path) throws Exception {
    servers.put("s1", new ServerStatus.Stopped(Instant.EPOCH));

    var answer = client.send(get(path).build(), BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("VALIDATION_FAILED");
  }

  @Test
  void givenUnknownServer_whenStreamingItsLog_thenItIsNotFound() throws Exception {
    var answer =
        client.send(get("/api/v1/servers/nobody/logs/stream").build(), BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(404);
  }

  private static CallRecord call(String server, String tool) {
    return new CallRecord(
        Instant.EPOCH,
        Duration.ofMillis(1),
        "c",
        "1",
        "test",
        "ada",
        ServerId.of(server),
        server,
        "tools/call",
        tool,
        CallRecord.Outcome.SUCCEEDED,
        null,
        10,
        10);
  }

  private boolean beat() {
    clock.advance(limits.heartbeat());
    return false;
  }

  private void publishAll(long seed) {
    var random = new Random(seed);
    for (int i = 0; i < FLOW; i++) {
      events.publish(1);
      if (random.nextInt(10) == 0) {
        Thread.yield();
      }
    }
  }

  private LiveClient connect() {
    return LiveClient.connect(client, server.port());
  }

  private HttpRequest.Builder get(String path) throws IOException {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
        .timeout(Duration.ofSeconds(20));
  }
}
