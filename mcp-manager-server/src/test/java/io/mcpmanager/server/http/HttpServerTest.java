package io.mcpmanager.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helidon.webserver.http.HttpRouting;
import io.helidon.websocket.WsListener;
import io.helidon.websocket.WsSession;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.error.ServerNotFoundException;
import io.mcpmanager.api.error.ValidationException;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class HttpServerTest {

  private static final Pattern LENGTH =
      Pattern.compile("Content-Length: (\\d+)\r\n(?:[^\r]+\r\n)*\r\n", Pattern.CASE_INSENSITIVE);

  private final HttpClient client = HttpClient.newHttpClient();
  private HttpServer server;

  @BeforeEach
  void start() {
    server = HttpServer.start(limits(0), Authenticator.open(), List.of(), List.of(new Sample()));
  }

  @AfterEach
  void stop() {
    server.close();
    client.close();
  }

  @Test
  void givenNoRequestId_whenAsked_thenTheAnswerCarriesANewOneAndTheSecurityHeaders()
      throws Exception {
    var answer = get("/echo");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("X-Request-Id")).hasValue(answer.body());
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("frame-ancestors 'none'");
  }

  @Test
  void givenARequestId_whenItIsWellFormed_thenItIsKept_elseReplaced() throws Exception {
    var kept = raw("GET /echo HTTP/1.1", "Host: localhost:PORT", "X-Request-Id: abc-1");
    var replaced = raw("GET /echo HTTP/1.1", "Host: localhost:PORT", "X-Request-Id: a b");

    assertThat(kept).contains("X-Request-Id: abc-1");
    assertThat(replaced).startsWith("HTTP/1.1 200").doesNotContain("a b");
  }

  @Test
  void givenAForeignHost_whenAsked_thenRefused() throws Exception {
    assertThat(raw("GET /echo HTTP/1.1", "Host: evil.example:PORT"))
        .startsWith("HTTP/1.1 403")
        .contains("ORIGIN_NOT_ALLOWED")
        .contains("nosniff");
    assertThat(raw("GET /echo HTTP/1.1", "Host: localhost:1")).startsWith("HTTP/1.1 403");
    assertThat(raw("GET /echo HTTP/1.1", "Host: localhost")).startsWith("HTTP/1.1 403");
    assertThat(raw("GET /echo HTTP/1.1", "Host: LOCALHOST:PORT")).startsWith("HTTP/1.1 200");
    assertThat(raw("GET /echo HTTP/1.1", "Host: [::1]:PORT")).startsWith("HTTP/1.1 200");
  }

  @Test
  void givenAForeignOrigin_whenAsked_thenRefused() throws Exception {
    for (String foreign : List.of(
        "https://evil.example", "null", "http://localhost.evil.example", "http://a@localhost")) {
      assertThat(raw("GET /echo HTTP/1.1", "Host: localhost:PORT", "Origin: " + foreign))
          .as(foreign)
          .startsWith("HTTP/1.1 403")
          .contains("ORIGIN_NOT_ALLOWED");
    }
    for (String ours : List.of("http://localhost:PORT", "http://127.0.0.1:8080", "http://[::1]")) {
      assertThat(raw("GET /echo HTTP/1.1", "Host: localhost:PORT", "Origin: " + ours))
          .as(ours)
          .startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void givenAForeignOrigin_whenAWebSocketIsOpened_thenRefused() throws Exception {
    String[] upgrade = {
      "GET /socket HTTP/1.1",
      "Host: localhost:PORT",
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
      "Origin: http://localhost:PORT"
    };
    assertThat(raw(upgrade)).startsWith("HTTP/1.1 101");

    upgrade[6] = "Origin: https://evil.example";
    assertThat(raw(upgrade)).startsWith("HTTP/1.1 4").doesNotContain("\"hello\"");
  }

  @Test
  void givenFailures_whenAHandlerThrows_thenEachHasItsStatusAndEnvelope() throws Exception {
    var invalid = get("/invalid");
    assertThat(invalid.statusCode()).isEqualTo(400);
    assertThat(invalid.body())
        .contains("\"success\":false")
        .contains("\"code\":\"VALIDATION_FAILED\"")
        .contains("\"field\":\"name\"")
        .contains(
            "\"requestId\":\"" + invalid.headers().firstValue("X-Request-Id").orElseThrow());

    assertThat(get("/missing").statusCode()).isEqualTo(404);
    assertThat(get("/missing").body()).contains("SERVER_NOT_FOUND");
    assertThat(get("/nowhere").statusCode()).isEqualTo(404);
    assertThat(get("/nowhere").body()).contains("ROUTE_NOT_FOUND");

    var broken = get("/broken");
    assertThat(broken.statusCode()).isEqualTo(500);
    assertThat(broken.body()).contains("INTERNAL_ERROR").doesNotContain("secret detail");
  }

  @Test
  void givenABodyOverTheLimit_whenSent_thenTooLarge() throws Exception {
    var answer = client.send(
        HttpRequest.newBuilder(uri("/length"))
            .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[2000]))
            .build(),
        HttpResponse.BodyHandlers.ofString());
    var chunked = client.send(
        HttpRequest.newBuilder(uri("/length"))
            .POST(HttpRequest.BodyPublishers.ofInputStream(
                () -> new java.io.ByteArrayInputStream(new byte[2000])))
            .build(),
        HttpResponse.BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.body()).contains("TOO_LARGE");
    assertThat(chunked.statusCode()).isEqualTo(413);
    assertThat(chunked.body()).contains("TOO_LARGE");
  }

  @Test
  void givenBrokenHttp_whenSent_thenTheEnvelopeSaysSo() throws Exception {
    assertThat(raw("NONSENSE", "Host: localhost:PORT"))
        .startsWith("HTTP/1.1 400")
        .contains("MALFORMED_INPUT");
    assertThat(raw("GET /%zz HTTP/1.1", "Host: localhost:PORT"))
        .startsWith("HTTP/1.1 400")
        .contains("MALFORMED_INPUT");
  }

  @Test
  void givenAClientThatLeavesInTheMiddleOfItsBody_whenRead_thenNothingIsAnsweredOrLogged()
      throws Exception {
    List<LogRecord> logged = new CopyOnWriteArrayList<>();
    Handler recorder = new Handler() {
      @Override
      public void publish(LogRecord entry) {
        logged.add(entry);
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
    Logger root = Logger.getLogger("");
    root.addHandler(recorder);
    try (var socket = new Socket("127.0.0.1", server.port())) {
      socket.setSoTimeout(5000);
      String head = "POST /length HTTP/1.1\r\nHost: localhost:" + server.port()
          + "\r\nContent-Length: 50\r\n\r\nhalf";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      socket.shutdownOutput();

      assertThat(socket.getInputStream().readAllBytes()).isEmpty();
    } finally {
      root.removeHandler(recorder);
    }

    assertThat(logged).isEmpty();
  }

  @Test
  void givenAConnectionThatIsToBeClosed_whenAnswered_thenItIsClosed() throws Exception {
    String ours = "Host: localhost:" + server.port();

    assertThat(untilClosed("GET /echo", ours, "Connection: close")).startsWith("HTTP/1.1 200");
    assertThat(untilClosed("GET /missing", ours, "Connection: close")).startsWith("HTTP/1.1 404");
  }

  @Test
  void givenAChunkWithoutLength_whenRead_thenItIsRefusedAndTheConnectionIsClosed()
      throws Exception {
    for (String length : List.of("zz", "ffffffffffffff", "-1")) {
      String answer = untilClosed(
          "POST /length",
          "Host: localhost:" + server.port(),
          "Transfer-Encoding: chunked\r\n\r\n" + length + "\r\n{}\r\n0");

      assertThat(answer).as(length).startsWith("HTTP/1.1 400").contains("MALFORMED_INPUT");
    }
  }

  private String untilClosed(String request, String... headers) throws IOException {
    try (var socket = new Socket("127.0.0.1", server.port())) {
      socket.setSoTimeout(5000);
      String head = request + " HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  @Test
  void givenATakenPort_whenStarted_thenOneSentenceSaysSo() {
    assertThatThrownBy(() ->
            HttpServer.start(limits(server.port()), Authenticator.open(), List.of(), List.of()))
        .isInstanceOf(McpManagerException.class)
        .hasMessageContaining("port " + server.port())
        .hasMessageContaining("--port");
  }

  private static HttpLimits limits(int port) {
    return new HttpLimits(
        "127.0.0.1", port, 1000, 100, Duration.ofMinutes(1), Duration.ofMillis(200), 16 << 10);
  }

  private URI uri(String path) {
    return URI.create("http://localhost:" + server.port() + path);
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private String raw(String... lines) throws IOException {
    try (var socket = new Socket("127.0.0.1", server.port())) {
      socket.setSoTimeout(5000);
      String head = String.join("\r\n", lines) + "\r\n\r\n";
      socket
          .getOutputStream()
          .write(head.replace("PORT", "" + server.port()).getBytes(StandardCharsets.US_ASCII));
      var text = new StringBuilder();
      byte[] buffer = new byte[8192];
      do {
        int count = socket.getInputStream().read(buffer);
        text.append(new String(buffer, 0, count, StandardCharsets.US_ASCII));
      } while (!isComplete(text));
      return text.toString();
    }
  }

  private static boolean isComplete(CharSequence answer) {
    var head = LENGTH.matcher(answer);
    return answer.toString().startsWith("HTTP/1.1 101")
        || (head.find() && answer.length() >= head.end() + Integer.parseInt(head.group(1)));
  }

  private static final class Sample implements HttpFeature {

    @Override
    public void routes(HttpRouting.Builder routes) {
      routes
          .get("/echo", (request, response) -> response.send(RequestIds.of(request)))
          .get("/missing", (request, response) -> {
            throw new ServerNotFoundException("x");
          })
          .get("/invalid", (request, response) -> {
            throw new ValidationException(
                List.of(new Problem("name", "must not be blank", Problem.Code.REQUIRED)));
          })
          .get("/broken", (request, response) -> {
            throw new IllegalStateException("secret detail");
          })
          .post(
              "/length",
              (request, response) -> response.send("" + RequestBodies.read(request).length));
    }

    @Override
    public Map<String, Function<Caller, WsListener>> webSockets() {
      return Map.of("/socket", caller -> new WsListener() {
        @Override
        public void onOpen(WsSession session) {
          session.send("\"hello\"", true);
        }
      });
    }
  }
}
