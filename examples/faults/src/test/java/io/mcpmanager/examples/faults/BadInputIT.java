package io.mcpmanager.examples.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Wrong input of every kind is refused with a reason and a place, and changes nothing. */
final class BadInputIT {

  private static final Pattern REPEATED = Pattern.compile("<(.)\\*(\\d+)>");
  private static final Pattern HEADERS = Pattern.compile("; (?=[A-Z][A-Za-z-]*: )");

  @TempDir
  private static Path folder;

  private static ManagerProgram manager;
  private static RawHttp http;
  private static String before;

  /** A line of {@code bad-input.txt}. */
  record Input(
      String what,
      String method,
      String path,
      String headers,
      String body,
      int status,
      String code,
      String field) {

    static Input of(String line) {
      String[] parts =
          Stream.of((line + " ").split(" \\| ", -1)).map(String::strip).toArray(String[]::new);
      return new Input(
          parts[0],
          parts[1],
          parts[2],
          parts[3],
          parts[4],
          Integer.parseInt(parts[5]),
          parts[6],
          parts[7]);
    }

    byte[] bytes() {
      return body.equals("<\\xff>") ? new byte[] {(byte) 0xff} : expand(body).getBytes(UTF_8);
    }

    String headerLines() {
      var lines = new StringBuilder();
      HEADERS.splitAsStream(headers).filter(header -> !header.isEmpty()).forEach(header -> lines
          .append(header)
          .append("\r\n"));
      return body.isEmpty() || headers.contains("Content-Type")
          ? lines.toString()
          : lines + "Content-Type: application/json\r\n";
    }

    @Override
    public String toString() {
      return what;
    }
  }

  @BeforeAll
  static void start() throws Exception {
    manager = ManagerProgram.start(folder);
    http = new RawHttp(manager.url("/"));
    manager.create(Definition.of("present", List.of("true")));
    manager.create(Definition.of("other", List.of("true")));
    manager.create(Definition.of("disabled", List.of("true")));
    manager.command("disabled", "disable");
    before = state();
  }

  @AfterAll
  static void stop() throws Exception {
    manager.close();
  }

  @AfterEach
  void nothingHasChanged() throws Exception {
    assertThat(state()).isEqualTo(before);
  }

  static Stream<Input> inputs() throws IOException {
    String name = "bad-input.txt";
    try (InputStream in =
        Objects.requireNonNull(BadInputIT.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), UTF_8)
              .lines()
              .filter(line -> !line.isEmpty() && !line.startsWith("#"))
              .map(Input::of)
              .toList()
              .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void givenWrongInput_whenSent_thenItIsRefusedWithReasonAndPlace(Input input) throws Exception {
    String answer = http.exchange(input.method(), input.path(), input.headerLines(), input.bytes());

    assertThat(answer).startsWith("HTTP/1.1 " + input.status() + " ");
    JsonNode body = Json.read(bodyOf(answer));
    if (body.has("success")) {
      assertThat(body.path("success").asBoolean()).isFalse();
      assertThat(body.path("code").asText()).isEqualTo(input.code());
      assertThat(body.path("error").asText()).isNotBlank();
      assertThat(body.path("requestId").asText()).isNotBlank();
      assertThat(body.path("details").path(0).path("field").asText()).isEqualTo(input.field());
    } else {
      assertThat(body.path("error").path("code").asText()).isEqualTo(input.code());
      assertThat(body.path("error").path("message").asText()).isNotBlank();
    }
    assertThat(answer).doesNotContain("Exception", "\tat ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense<r><n><r><n>",
        "GET /api/v1/servers HTTP/9.9<r><n>Host: 127.0.0.1:<port><r><n><r><n>",
        "GET /api/v1/servers HTTP/1.1<r><n><r><n>",
        "GET /api/v1/servers HTTP/1.1<r><n>Host: evil.example<r><n>Connection: close<r><n><r><n>",
        "GET http://evil.example/api/v1/servers HTTP/1.1<r><n>Host: evil.example<r><n>Connection: close<r><n><r><n>",
        "GET /api/v1/servers HTTP/1.1<r><n>Host: 127.0.0.1:<port><r><n>No colon<r><n><r><n>",
        "GET /<x*100000> HTTP/1.1<r><n>Host: 127.0.0.1:<port><r><n><r><n>",
        "GET /health HTTP/1.1<r><n>Host: 127.0.0.1:<port><r><n>X-Big: <x*100000><r><n><r><n>",
        "POST /api/v1/servers HTTP/1.1<r><n>Host: 127.0.0.1:<port><r><n>Content-Length: many<r><n><r><n>",
        "POST /api/v1/servers HTTP/1.1<r><n>Host: 127.0.0.1:<port><r><n>Transfer-Encoding: chunked<r><n>"
            + "Content-Type: application/json<r><n><r><n>zz<r><n>{}<r><n>0<r><n><r><n>",
        "POST /mcp HTTP/1.1<r><n>Host: 127.0.0.1:<port><r><n>Transfer-Encoding: chunked<r><n>"
            + "Accept: application/json, text/event-stream<r><n>"
            + "Content-Type: application/json<r><n><r><n>fffffffffff<r><n>{}<r><n>0<r><n><r><n>",
      })
  void givenBytesThatAreNoRequest_whenSent_thenTheConnectionEndsAndOthersAreServed(String bytes)
      throws Exception {
    String answer = http.send(
        expand(bytes)
            .replace("<r>", "\r")
            .replace("<n>", "\n")
            .replace("<port>", String.valueOf(manager.url("/").getPort())),
        new byte[0]);

    assertThat(answer).matches("(?s)(HTTP/1.1 4\\d\\d .*)?").doesNotContain("Exception", "\tat ");
    assertThat(manager.send("GET", "/health", "").statusCode()).isEqualTo(200);
  }

  private static String expand(String text) {
    return REPEATED
        .matcher(text)
        .replaceAll(found -> found.group(1).repeat(Integer.parseInt(found.group(2))));
  }

  private static String bodyOf(String answer) {
    String body =
        new String(answer.substring(answer.indexOf("\r\n\r\n") + 4).getBytes(ISO_8859_1), UTF_8);
    // an answer in chunks: the JSON is between the first brace and the last
    return body.substring(body.indexOf('{'), body.lastIndexOf('}') + 1);
  }

  /** Definitions, states, and the number of the last event that tells of a change of either. */
  private static String state() throws Exception {
    var state = new StringBuilder();
    for (JsonNode server : manager.call("GET", "/servers", "").path("data")) {
      for (String field : List.of("name", "revision", "updatedAt", "desired", "state")) {
        state.append(server.path(field).asText()).append(' ');
      }
    }
    JsonNode last =
        manager.call("GET", "/events?category=configuration,state&limit=1", "").path("data");
    return state.append(last.path(0).path("sequence").asText()).toString();
  }
}
