package io.mcpmanager.core.json;

import static io.mcpmanager.api.error.Problem.Code.DUPLICATE;
import static io.mcpmanager.api.error.Problem.Code.INVALID_FORMAT;
import static io.mcpmanager.api.error.Problem.Code.NOT_ALLOWED;
import static io.mcpmanager.api.error.Problem.Code.NOT_FOUND;
import static io.mcpmanager.api.error.Problem.Code.OUT_OF_RANGE;
import static io.mcpmanager.api.error.Problem.Code.REQUIRED;
import static io.mcpmanager.api.error.Problem.Code.UNKNOWN_FIELD;
import static io.mcpmanager.api.error.Problem.Code.WRONG_TYPE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.error.ValidationException;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.RemoteLaunch;
import io.mcpmanager.api.server.RemoteTransport;
import io.mcpmanager.api.server.RestartPolicy;
import io.mcpmanager.api.server.ServerDefinition;
import java.net.URI;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DefinitionJsonTest {

  private static final String PROCESS = "\"launch\":{\"kind\":\"process\",\"command\":\"node\"}";

  @Test
  void givenOnlyWhatMustBeGiven_whenRead_thenTheRestHasItsDefault() {
    ServerDefinition definition = DefinitionJson.read("{\"name\":\"files\"," + PROCESS + "}", null);

    assertThat(definition).isEqualTo(ServerDefinition.of("files", ProcessLaunch.of("node")));
  }

  @Test
  void givenFieldsThatAreNull_whenRead_thenTheyCountAsAbsent() {
    ServerDefinition definition = DefinitionJson.read(
        "{\"name\":\"files\",\"description\":null,\"settings\":{\"health\":null}," + PROCESS + "}",
        null);

    assertThat(definition).isEqualTo(ServerDefinition.of("files", ProcessLaunch.of("node")));
  }

  static Stream<Arguments> badDefinitions() {
    return Stream.of(
        arguments("[]", "", WRONG_TYPE, "an object"),
        arguments("{" + PROCESS + "}", "name", REQUIRED, "must be given"),
        arguments("{\"name\":\"\"," + PROCESS + "}", "name", REQUIRED, "blank"),
        arguments(
            "{\"name\":7," + PROCESS + "}", "name", WRONG_TYPE, "must be a text, was a number"),
        arguments("{\"name\":\"a b\"," + PROCESS + "}", "name", INVALID_FORMAT, "a-z A-Z 0-9"),
        arguments("{\"name\":\"a\"}", "launch", REQUIRED, "must be given"),
        arguments("{\"name\":\"a\",\"launch\":\"node\"}", "launch", WRONG_TYPE, "an object"),
        arguments("{\"name\":\"a\",\"launch\":{}}", "launch.kind", REQUIRED, "must be given"),
        arguments(
            launch("\"kind\":\"rocket\""),
            "launch.kind",
            NOT_ALLOWED,
            "process, container, remote"),
        arguments(launch("\"kind\":\"process\""), "launch.command", REQUIRED, "must be given"),
        arguments(process("\"args\":[]"), "launch.args", UNKNOWN_FIELD, "arguments"),
        arguments(process("\"arguments\":\"x\""), "launch.arguments", WRONG_TYPE, "an array"),
        arguments(process("\"arguments\":[\"x\",1]"), "launch.arguments[1]", WRONG_TYPE, "a text"),
        arguments(
            process("\"arguments\":[\"x\\u0000\"]"), "launch.arguments[0]", INVALID_FORMAT, "NUL"),
        arguments(process("\"environment\":[]"), "launch.environment", WRONG_TYPE, "an object"),
        arguments(
            process("\"environment\":{\"A\":1}"), "launch.environment.A", WRONG_TYPE, "a text"),
        arguments(
            process("\"environment\":{\"1\":\"\"}"),
            "launch.environment.1",
            INVALID_FORMAT,
            "letters"),
        arguments(process("\"endpoint\":\"http://a b\""), "launch.endpoint", INVALID_FORMAT, "URL"),
        arguments(launch("\"kind\":\"remote\""), "launch.url", REQUIRED, "must be given"),
        arguments(launch("\"kind\":\"remote\",\"url\":3"), "launch.url", WRONG_TYPE, "a text"),
        arguments(
            launch("\"kind\":\"remote\",\"url\":\"http://x\",\"transport\":\"pigeon\""),
            "launch.transport",
            NOT_ALLOWED,
            "streamable-http, sse"),
        arguments(
            launch("\"kind\":\"remote\",\"url\":\"ftp://x\""),
            "launch.url",
            INVALID_FORMAT,
            "http"),
        arguments(with("\"labels\":{\"a\":{}}"), "labels.a", WRONG_TYPE, "a text"),
        arguments(with("\"enabled\":\"yes\""), "enabled", WRONG_TYPE, "true or false"),
        arguments(with("\"colour\":1"), "colour", UNKNOWN_FIELD, "name, description, labels"),
        arguments(with("\"settings\":[]"), "settings", WRONG_TYPE, "an object"),
        arguments(settings("\"callTimeout\":5"), "settings.callTimeout", WRONG_TYPE, "a text"),
        arguments(
            settings("\"callTimeout\":\"5s\""), "settings.callTimeout", INVALID_FORMAT, "PT5S"),
        arguments(
            settings("\"callTimeout\":\"PT0S\""), "settings.callTimeout", OUT_OF_RANGE, "PT0.01S"),
        arguments(
            settings("\"restart\":{\"mode\":\"often\"}"),
            "settings.restart.mode",
            NOT_ALLOWED,
            "never, on-failure, always"),
        arguments(
            settings("\"restart\":{\"maxRestarts\":1.5}"),
            "settings.restart.maxRestarts",
            WRONG_TYPE,
            "a whole number"),
        arguments(
            settings("\"restart\":{\"maxRestarts\":5000000000}"),
            "settings.restart.maxRestarts",
            OUT_OF_RANGE,
            "too large"),
        arguments(
            settings("\"health\":{\"kind\":\"smell\"}"),
            "settings.health.kind",
            NOT_ALLOWED,
            "none, mcp-ping, http-get"),
        arguments(
            settings("\"health\":{\"every\":1}"),
            "settings.health.every",
            UNKNOWN_FIELD,
            "interval"),
        arguments(
            settings("\"log\":{\"historyLines\":1}"),
            "settings.log.historyLines",
            OUT_OF_RANGE,
            "100"),
        arguments(
            settings("\"gateway\":{\"isolation\":\"some\"}"),
            "settings.gateway.isolation",
            NOT_ALLOWED,
            "session"),
        arguments(
            settings("\"gateway\":{\"maxResultBytes\":7}"),
            "settings.gateway.maxResultBytes",
            OUT_OF_RANGE,
            "1024"),
        arguments(
            settings("\"gateway\":{\"maxIsolated\":0}"),
            "settings.gateway.maxIsolated",
            OUT_OF_RANGE,
            "1000"),
        arguments(
            settings("\"gateway\":{\"exposed\":0}"),
            "settings.gateway.exposed",
            WRONG_TYPE,
            "true or false"));
  }

  @ParameterizedTest
  @MethodSource("badDefinitions")
  void givenOneMistake_whenRead_thenItIsTheOneProblemFound(
      String json, String field, Problem.Code code, String partOfMessage) {
    ValidationException refusal = refusal(json);

    assertThat(refusal.problems()).hasSize(1).first().satisfies(problem -> {
      assertThat(problem.field()).isEqualTo(field);
      assertThat(problem.code()).isEqualTo(code);
      assertThat(problem.message()).contains(partOfMessage);
    });
  }

  @Test
  void givenManyMistakes_whenRead_thenAllAreFoundAtOnce() {
    ValidationException refusal = refusal("""
        {"name":"a b","description":1,"launch":{"kind":"process","environment":{"A":1}},
         "settings":{"restart":{"mode":"often","window":"PT0S"},"x":1},"y":1}""");

    assertThat(refusal.code()).isEqualTo(ErrorCode.VALIDATION_FAILED);
    assertThat(refusal.problems())
        .extracting(Problem::field, Problem::code)
        .containsExactlyInAnyOrder(
            tuple("name", INVALID_FORMAT),
            tuple("description", WRONG_TYPE),
            tuple("launch.command", REQUIRED),
            tuple("launch.environment.A", WRONG_TYPE),
            tuple("settings.restart.mode", NOT_ALLOWED),
            tuple("settings.restart.window", OUT_OF_RANGE),
            tuple("settings.x", UNKNOWN_FIELD),
            tuple("y", UNKNOWN_FIELD));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "{\"name\":\"s3cret\"",
        "{} {}",
        "{}x",
        "nul",
        "{\"a\":s3cret}",
        "{\"a\":1,}"
      })
  void givenTextThatIsNotOneDocument_whenRead_thenItIsMalformedAndNotQuoted(String json) {
    ValidationException refusal = refusal(json);

    assertThat(refusal.code()).isEqualTo(ErrorCode.MALFORMED_INPUT);
    assertThat(refusal.getMessage()).doesNotContain("s3cret");
  }

  @Test
  void givenRepeatedKeys_whenRead_thenEachIsNamed() {
    ValidationException refusal =
        refusal("{\"name\":\"a\",\"name\":\"b\",\"launch\":{\"kind\":\"\",\"kind\":\"\"}}");

    assertThat(refusal.code()).isEqualTo(ErrorCode.MALFORMED_INPUT);
    assertThat(refusal.problems())
        .extracting(Problem::field, Problem::code)
        .containsExactly(tuple("name", DUPLICATE), tuple("launch.kind", DUPLICATE));
  }

  @Test
  void givenDeepNesting_whenRead_thenItIsMalformed() {
    assertThat(refusal("[".repeat(100_000)).code()).isEqualTo(ErrorCode.MALFORMED_INPUT);
  }

  @Test
  void givenTooLongADocument_whenRead_thenItIsTooLarge() {
    assertThat(refusal(" ".repeat((1 << 20) + 1)).code()).isEqualTo(ErrorCode.TOO_LARGE);
  }

  @Test
  void givenAHiddenValueWithoutAStoredOne_whenRead_thenItIsRefused() {
    ServerDefinition existing = ServerDefinition.of(
        "a", ProcessLaunch.of("node").withEnvironment(Map.of("TOKEN", "s3cret")));

    ValidationException refusal = catchThrowableOfType(
        ValidationException.class,
        () -> DefinitionJson.read(
            process("\"environment\":{\"TOKEN\":\"***\",\"OTHER\":\"***\"}"), existing));

    assertThat(refusal.problems())
        .extracting(Problem::field, Problem::code)
        .containsExactly(tuple("launch.environment.OTHER", NOT_FOUND));
  }

  @Test
  void givenAHiddenValueAndANewOne_whenRead_thenOnlyTheHiddenOneIsKept() {
    ServerDefinition existing = ServerDefinition.of(
        "a", new RemoteLaunch(URI.create("http://x/mcp"), Map.of("A", "old", "B", "old")));

    ServerDefinition read = DefinitionJson.read(
        launch(
            "\"kind\":\"remote\",\"url\":\"http://x/mcp\",\"headers\":{\"A\":\"***\",\"B\":\"new\"}"),
        existing);

    assertThat(((RemoteLaunch) read.launch()).headers())
        .containsExactlyInAnyOrderEntriesOf(Map.of("A", "old", "B", "new"));
  }

  @Test
  void givenRemoteServer_whenItsRestartsAreNotGiven_thenItIsReconnectedForEver() {
    ServerDefinition bare =
        DefinitionJson.read(launch("\"kind\":\"remote\",\"url\":\"http://x\""), null);
    ServerDefinition process = DefinitionJson.read("{\"name\":\"a\"," + PROCESS + "}", null);

    assertThat(bare.settings().restart()).isEqualTo(RestartPolicy.RECONNECT);
    assertThat(bare).isEqualTo(ServerDefinition.of(bare.name(), bare.launch()));
    assertThat(process.settings().restart()).isEqualTo(RestartPolicy.DEFAULT);
  }

  @Test
  void givenSecretValuesThatAreWrong_whenRead_thenNoMessageHoldsThem() {
    ValidationException refusal = refusal(launch(
        "\"kind\":\"remote\",\"url\":\"http://u:s3cret@x\",\"headers\":{\"A\":\"s3cret\\u0001\"}"));

    assertThat(refusal.problems()).hasSize(2);
    assertThat(refusal.getMessage()).doesNotContain("s3cret");
  }

  private static ValidationException refusal(String json) {
    return catchThrowableOfType(ValidationException.class, () -> DefinitionJson.read(json, null));
  }

  private static String with(String field) {
    return "{\"name\":\"a\"," + PROCESS + "," + field + "}";
  }

  private static String launch(String fields) {
    return "{\"name\":\"a\",\"launch\":{" + fields + "}}";
  }

  private static String process(String field) {
    return launch("\"kind\":\"process\",\"command\":\"node\"," + field);
  }

  private static String settings(String field) {
    return with("\"settings\":{" + field + "}");
  }

  @Test
  void givenOlderTransport_whenPrintedAndRead_thenItIsTheSame() {
    ServerDefinition definition = ServerDefinition.of(
        "a", new RemoteLaunch(URI.create("http://x/sse"), Map.of(), RemoteTransport.SSE));

    String printed = DefinitionJson.print(definition);

    assertThat(printed).contains("\"transport\":\"sse\"");
    assertThat(DefinitionJson.parse(printed)).isEqualTo(definition);
  }
}
