package io.mcpmanager.examples.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that drop their connection at random points while servers start and stop. */
final class ResumeIT {

  private static final int ROUNDS = 15;
  private static final int SERVERS = 3;
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir
  private Path folder;

  private final ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();
  private final Random random = new Random(42);
  private final HttpClient http = HttpClient.newHttpClient();
  private ManagerProcess manager;

  @BeforeEach
  void start() throws Exception {
    manager = ManagerProcess.start(folder);
    for (int i = 0; i < SERVERS; i++) {
      manager.add("s" + i, List.of("sh", "-c", ShellServer.SCRIPT), Map.of());
    }
  }

  @AfterEach
  void stop() throws Exception {
    background.close();
    http.close();
    manager.close();
  }

  @Test
  void givenWebSocketThatDrops_whenItResumes_thenEveryEventComesOnceAndInOrder() throws Exception {
    Future<?> busy = background.submit(this::startAndStop);
    List<Long> seen = new ArrayList<>();

    while (!busy.isDone() || lastOf(seen) < latest()) {
      takeFromWebSocket(seen, 1 + random.nextInt(12));
    }

    busy.get();
    assertComplete(seen);
  }

  @Test
  void givenEventStreamThatDrops_whenItResumes_thenEveryEventComesOnceAndInOrder()
      throws Exception {
    Future<?> busy = background.submit(this::startAndStop);
    List<Long> seen = new ArrayList<>();

    while (!busy.isDone() || lastOf(seen) < latest()) {
      takeFromEventStream(seen, 1 + random.nextInt(12));
    }

    busy.get();
    assertComplete(seen);
  }

  private Void startAndStop() throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      for (int server = 0; server < SERVERS; server++) {
        manager.call("POST", "/servers/s" + server + "/stop", "");
        manager.call("POST", "/servers/s" + server + "/start", "");
      }
    }
    return null;
  }

  /** Takes up to {@code count} events, as far as there are any, and drops the connection without a word. */
  private void takeFromWebSocket(List<Long> seen, int count) throws Exception {
    var messages = new Messages();
    URI uri = URI.create(manager.url("/ws").toString().replaceFirst("http", "ws"));
    WebSocket socket =
        http.newWebSocketBuilder().buildAsync(uri, messages).get(10, TimeUnit.SECONDS);
    try {
      socket.sendText(
          "{\"type\":\"subscribe\",\"id\":\"1\",\"topics\":[\"events\"],\"after\":" + lastOf(seen)
              + "}",
          true);
      for (int taken = 0; taken < count; ) {
        String text = messages.texts.poll(1, TimeUnit.SECONDS);
        if (text == null) {
          return;
        }
        JsonNode message = JSON.readTree(text);
        if (message.path("type").asText().equals("event")) {
          seen.add(message.path("event").path("sequence").asLong());
          taken++;
        }
      }
    } finally {
      socket.abort();
    }
  }

  private void takeFromEventStream(List<Long> seen, int count) throws Exception {
    var request = HttpRequest.newBuilder(manager.url("/api/v1/events/stream"))
        .header("Accept", "text/event-stream")
        .header("Last-Event-ID", Long.toString(lastOf(seen)))
        .build();
    if (lastOf(seen) >= latest()) {
      return;
    }
    var answer = http.send(request, BodyHandlers.ofInputStream());
    assertThat(answer.statusCode()).isEqualTo(200);
    long end = latest();
    try (var lines =
        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
      for (int taken = 0; taken < count && lastOf(seen) < end; ) {
        String line = lines.readLine();
        if (line.startsWith("data:")) {
          JsonNode message = JSON.readTree(line.substring("data:".length()));
          seen.add(message.path("event").path("sequence").asLong());
          taken++;
        }
      }
    }
  }

  private long latest() throws Exception {
    return manager
        .call("GET", "/events?limit=1", "")
        .path("data")
        .path(0)
        .path("sequence")
        .asLong();
  }

  private static long lastOf(List<Long> seen) {
    return seen.isEmpty() ? 0 : seen.getLast();
  }

  private static void assertComplete(List<Long> seen) {
    assertThat(seen)
        .hasSizeGreaterThan(ROUNDS * SERVERS)
        .containsExactlyElementsOf(
            LongStream.rangeClosed(1, seen.size()).boxed().toList());
  }

  /** Keeps the messages of a WebSocket. */
  private static final class Messages implements WebSocket.Listener {

    final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    private final StringBuilder partial = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      partial.append(data);
      if (last) {
        texts.add(partial.toString());
        partial.setLength(0);
      }
      socket.request(1);
      return CompletableFuture.completedFuture(null);
    }
  }
}
