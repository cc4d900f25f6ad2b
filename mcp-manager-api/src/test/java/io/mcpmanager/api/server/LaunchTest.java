package io.mcpmanager.api.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.mcpmanager.api.error.Problem;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LaunchTest {

  private static final URI URL = URI.create("https://example.org/mcp");
  private static final ProcessLaunch PROCESS = ProcessLaunch.of("node", "server.js");

  static Stream<Arguments> badProcesses() {
    return Stream.of(
        Arguments.of(ProcessLaunch.of(""), "command", Problem.Code.REQUIRED),
        Arguments.of(ProcessLaunch.of(" "), "command", Problem.Code.REQUIRED),
        Arguments.of(ProcessLaunch.of("a\0b"), "command", Problem.Code.INVALID_FORMAT),
        Arguments.of(
            ProcessLaunch.of("a", "b", "c\0"), "arguments[1]", Problem.Code.INVALID_FORMAT),
        Arguments.of(
            PROCESS.withEnvironment(Map.of("1A", "x")),
            "environment.1A",
            Problem.Code.INVALID_FORMAT),
        Arguments.of(
            PROCESS.withEnvironment(Map.of("A=B", "x")),
            "environment.A=B",
            Problem.Code.INVALID_FORMAT),
        Arguments.of(
            PROCESS.withEnvironment(Map.of("A", "\0")),
            "environment.A",
            Problem.Code.INVALID_FORMAT),
        Arguments.of(
            PROCESS.withWorkingDirectory(" "), "workingDirectory", Problem.Code.INVALID_FORMAT),
        Arguments.of(
            PROCESS.withEndpoint(URI.create("ftp://host/")),
            "endpoint",
            Problem.Code.INVALID_FORMAT));
  }

  @ParameterizedTest
  @MethodSource("badProcesses")
  void givenBadProcess_whenChecked_thenTheProblemNamesTheField(
      ProcessLaunch launch, String field, Problem.Code code) {
    assertThat(launch.problems())
        .extracting(Problem::field, Problem::code)
        .containsExactly(tuple(field, code));
  }

  @Test
  void givenGoodProcess_whenChecked_thenNoProblems() {
    var launch = PROCESS
        .withEnvironment(Map.of("A", "", "_b.c", "x"))
        .withWorkingDirectory("/srv")
        .withEndpoint(URI.create("http://127.0.0.1:8080/mcp"));
    assertThat(launch.problems()).isEmpty();
    assertThat(launch.kind()).isEqualTo(LaunchKind.PROCESS);
    assertThat(launch.command()).isEqualTo("node");
    assertThat(launch.arguments()).containsExactly("server.js");
    assertThat(launch.environment()).isEqualTo(Map.of("A", "", "_b.c", "x"));
    assertThat(launch.workingDirectory()).isEqualTo("/srv");
    assertThat(launch.httpEndpoint()).contains(URI.create("http://127.0.0.1:8080/mcp"));
  }

  @ParameterizedTest
  @CsvSource({
    "ftp://host/, INVALID_FORMAT",
    "mailto:a@example.org, INVALID_FORMAT",
    "relative/path, INVALID_FORMAT",
    "http:/path, INVALID_FORMAT",
    "http://bad_host/, INVALID_FORMAT",
    "http://host:0/, OUT_OF_RANGE",
    "http://host:65536/, OUT_OF_RANGE",
    "http://user:pw@host/, NOT_ALLOWED",
    "http://host/#part, NOT_ALLOWED"
  })
  void givenBadUrl_whenChecked_thenItsProblemIsNamed(URI url, Problem.Code code) {
    assertThat(RemoteLaunch.of(url).problems())
        .extracting(Problem::field, Problem::code)
        .containsExactly(tuple("url", code));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://host", "HTTPS://host/", "http://host:1/", "http://host:65535/p?q=1"})
  void givenGoodUrl_whenChecked_thenNoProblems(URI url) {
    assertThat(RemoteLaunch.of(url).problems()).isEmpty();
    assertThat(RemoteLaunch.of(url).kind()).isEqualTo(LaunchKind.REMOTE);
  }

  static Stream<Arguments> headers() {
    return Stream.of(
        Arguments.of("Authorization", "Bearer x", null),
        Arguments.of("X-Tab", "a\tb ~ÿ", null),
        Arguments.of("X-Empty", "", null),
        Arguments.of("", "x", Problem.Code.INVALID_FORMAT),
        Arguments.of("a b", "x", Problem.Code.INVALID_FORMAT),
        Arguments.of("a:", "x", Problem.Code.INVALID_FORMAT),
        Arguments.of("X-Split", "a\r\nb", Problem.Code.INVALID_FORMAT),
        Arguments.of("X-Delete", "\u007f", Problem.Code.INVALID_FORMAT),
        Arguments.of("X-Wide", "\u0100", Problem.Code.INVALID_FORMAT),
        Arguments.of("Host", "x", Problem.Code.NOT_ALLOWED),
        Arguments.of("content-LENGTH", "x", Problem.Code.NOT_ALLOWED),
        Arguments.of("Mcp-Session-Id", "x", Problem.Code.NOT_ALLOWED));
  }

  @ParameterizedTest
  @MethodSource("headers")
  void givenHeader_whenChecked_thenItsProblemNamesTheHeader(
      String name, String value, Problem.Code expected) {
    var problems = new RemoteLaunch(URL, Map.of(name, value)).problems();
    if (expected == null) {
      assertThat(problems).isEmpty();
    } else {
      assertThat(problems)
          .extracting(Problem::field, Problem::code)
          .containsExactly(tuple("headers." + name, expected));
      assertThat(problems).allSatisfy(p -> assertThat(p.message()).doesNotContain("\r\n"));
    }
  }

  @Test
  void givenSecretsInProcessLaunch_whenShown_thenNoneAppears() {
    var launch = ProcessLaunch.of("node", "--token=secret-argument")
        .withEnvironment(Map.of("KEY", "secret-value"))
        .withEndpoint(URI.create("http://host/mcp?key=secret-query"));
    assertThat(ServerDefinition.of("a", launch).toString())
        .contains("command=node", "1 arguments", "1 variables")
        .doesNotContain("secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://secret:secret@example.org/mcp?key=secret#secret",
        "https://secret:secret@not_a_host/mcp?key=secret",
        "mailto:secret@example.org",
        "secret"
      })
  void givenSecretsInRemoteLaunch_whenShown_thenNoneAppears(URI url) {
    var launch = new RemoteLaunch(url, Map.of("Authorization", "Bearer secret"));
    assertThat(ServerDefinition.of("a", launch).toString())
        .contains("1 headers")
        .doesNotContain("secret");
  }

  @Test
  void givenRemoteLaunch_whenShown_thenHostPortAndPathAppear() {
    assertThat(RemoteLaunch.of(URI.create("https://example.org:8443/mcp?x=1")).toString())
        .isEqualTo(
            "RemoteLaunch[url=https://example.org:8443/mcp, 0 headers, transport=streamable-http]");
  }

  @Test
  void givenMapsChangedLater_whenLaunchIsRead_thenItHasNotChanged() {
    var values = new HashMap<>(Map.of("A", "1"));
    var process = PROCESS.withEnvironment(values);
    var remote = new RemoteLaunch(URL, values);
    values.clear();
    assertThat(process.environment()).hasSize(1).isUnmodifiable();
    assertThat(remote.headers()).hasSize(1).isUnmodifiable();
    assertThat(remote.url()).isEqualTo(URL);
  }
}
