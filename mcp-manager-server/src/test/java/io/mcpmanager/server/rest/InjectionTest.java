package io.mcpmanager.server.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.mcpmanager.McpManager;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.api.server.ServerQuery;
import io.mcpmanager.server.Assembly;
import io.mcpmanager.server.TestConfig;
import io.mcpmanager.server.http.HttpServer;
import io.mcpmanager.store.SqliteStore;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Text that would be a statement, or a line of the log, if it were taken for more than text. */
final class InjectionTest {

  private static final CallContext HOST = CallContext.system("test");

  @TempDir
  private Path folder;

  private final HttpClient client = HttpClient.newHttpClient();
  private final Queue<String> log = new ConcurrentLinkedQueue<>();
  private final Handler handler = new Handler() {
    @Override
    public void publish(LogRecord record) {
      log.add(new SimpleFormatter().formatMessage(record));
    }

    @Override
    public void flush() {
      // nothing is kept back
    }

    @Override
    public void close() {
      // nothing is held
    }
  };
  private McpManager manager;
  private HttpServer server;

  @BeforeEach
  void serve() {
    Logger.getLogger("").addHandler(handler);
    manager = McpManager.builder()
        .store(SqliteStore.open(folder.resolve("manager.db")))
        .build()
        .start();
    Server ignored =
        manager.servers().create(HOST, ServerDefinition.of("files", ProcessLaunch.of("true")));
    server = Assembly.serve(manager, TestConfig.open(folder));
  }

  @AfterEach
  void stop() {
    server.close();
    manager.close();
    client.close();
    Logger.getLogger("").removeHandler(handler);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'; drop table server; --",
        "' or 1=1 --",
        "\" or \"\"=\"",
        "files' union select content from document --",
        "%",
        "_____",
        "\\",
        "1); attach database '/tmp/x' as x; --"
      })
  void givenTextThatReadsLikeSql_whenSearchedOrNamed_thenItIsTextAndFindsNothing(String text)
      throws Exception {
    String encoded = URLEncoder.encode(text, UTF_8).replace("+", "%20");
    for (String path : new String[] {
      "/api/v1/servers?q=" + encoded,
      "/api/v1/events?q=" + encoded,
      "/api/v1/audit?text=" + encoded,
      "/api/v1/audit?actor=" + encoded,
      "/api/v1/servers/files/logs?q=" + encoded
    }) {
      HttpResponse<String> answer = get(path);
      assertThat(answer.statusCode()).as(path + answer.body()).isIn(200, 400);
      assertThat(answer.body()).as(path).doesNotContain("\"name\":\"files\"");
    }
    for (String path : new String[] {
      "/api/v1/servers/" + encoded,
      "/api/v1/users/" + encoded,
      "/api/v1/secrets/" + encoded,
      "/api/v1/bulk/" + encoded
    }) {
      assertThat(get(path).statusCode()).as(path).isIn(400, 404);
    }

    assertThat(manager.servers().list(HOST, ServerQuery.ALL).items())
        .extracting(Server::name)
        .containsExactly("files");
    assertThat(manager.audit().verify(HOST).intact()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"eve\nSEVERE: FORGED", "eve\r\nSEVERE: FORGED", "eve\u2028FORGED\u001b[2J"})
  void givenTextWithLineEnds_whenItIsRefused_thenNoLineOfTheLogComesOfIt(String text)
      throws Exception {
    String quoted = new String(JsonStringEncoder.getInstance().quoteAsString(text));
    String encoded = URLEncoder.encode(text, UTF_8).replace("+", "%20");
    post("/api/v1/auth/sign-in", "{\"name\":\"" + quoted + "\",\"password\":\"wrong\"}");
    post(
        "/api/v1/servers",
        "{\"name\":\"" + quoted + "\",\"launch\":{\"kind\":\"process\",\"command\":\"x\"}}");
    post("/api/v1/users", "{\"name\":\"" + quoted + "\",\"roles\":[\"viewer\"]}");
    post("/mcp/servers/" + encoded, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + quoted + "\"}");
    get("/api/v1/servers/" + encoded);
    get("/" + encoded);

    assertThat(log)
        .noneMatch(line -> line.contains("\nSEVERE: FORGED")
            || line.contains("\r")
            || line.contains("\u001b")
            || line.contains("\u2028"));
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(path, HttpRequest.newBuilder().GET());
  }

  private void post(String path, String body) throws IOException, InterruptedException {
    HttpResponse<String> answer = send(
        path,
        HttpRequest.newBuilder()
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, text/event-stream")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
    assertThat(answer.statusCode()).as(path + answer.body()).isBetween(400, 499);
  }

  private HttpResponse<String> send(String path, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(
        request
            .uri(URI.create("http://localhost:" + server.port() + path))
            .timeout(Duration.ofSeconds(30))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
