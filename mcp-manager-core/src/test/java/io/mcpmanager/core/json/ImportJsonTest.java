package io.mcpmanager.core.json;

import static io.mcpmanager.api.error.Problem.Code.DUPLICATE;
import static io.mcpmanager.api.error.Problem.Code.INVALID_FORMAT;
import static io.mcpmanager.api.error.Problem.Code.NOT_ALLOWED;
import static io.mcpmanager.api.error.Problem.Code.NOT_FOUND;
import static io.mcpmanager.api.error.Problem.Code.REQUIRED;
import static io.mcpmanager.api.error.Problem.Code.UNKNOWN_FIELD;
import static io.mcpmanager.api.error.Problem.Code.WRONG_TYPE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.error.ValidationException;
import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.ContainerNetwork;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.RemoteLaunch;
import io.mcpmanager.api.server.RemoteTransport;
import io.mcpmanager.api.server.ServerDefinition;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ImportJsonTest {

  private final ImportJson reader =
      new ImportJson(Map.of("HOME", "/home/ada", "TOKEN", "s3cret$1", "EMPTY", "")::get, true);

  @Test
  void givenAClientsDocument_whenRead_thenEveryServerIsThere() {
    List<ServerDefinition> read = definitions("""
        {"mcpServers": {
          "files": {"command": "npx", "args": ["-y", "files", "/tmp"], "env": {"A": "b"}, "cwd": "/srv"},
          "remote": {"type": "http", "url": "https://example.org/mcp", "headers": {"X": "y"}},
          "stdio": {"type": "stdio", "command": "node"},
          "plain": {"url": "http://localhost:1/mcp"},
          "streamable": {"type": "streamable-http", "url": "http://localhost:1/mcp"},
          "older": {"type": "sse", "url": "http://localhost:1/mcp"},
          "camel": {"type": "streamableHttp", "url": "http://localhost:1/mcp", "disabled": true,
                    "autoApprove": ["x"], "alwaysAllow": [], "timeout": 60, "description": "text"}
        }}""");

    RemoteLaunch local = RemoteLaunch.of(URI.create("http://localhost:1/mcp"));
    assertThat(read)
        .containsExactly(
            ServerDefinition.of(
                "files",
                ProcessLaunch.of("npx", "-y", "files", "/tmp")
                    .withEnvironment(Map.of("A", "b"))
                    .withWorkingDirectory("/srv")),
            ServerDefinition.of(
                "remote",
                new RemoteLaunch(URI.create("https://example.org/mcp"), Map.of("X", "y"))),
            ServerDefinition.of("stdio", ProcessLaunch.of("node")),
            ServerDefinition.of("plain", local),
            ServerDefinition.of("streamable", local),
            ServerDefinition.of(
                "older", new RemoteLaunch(local.url(), Map.of(), RemoteTransport.SSE)),
            ServerDefinition.of("camel", local).withEnabled(false).withDescription("text"));
  }

  @Test
  void givenReferencesToTheEnvironment_whenRead_thenTheyAreReplaced() {
    List<ServerDefinition> read = definitions("""
        {"mcpServers": {
          "p": {"command": "${HOME}/bin/x", "args": ["${TOKEN}", "${NO:-a b}", "${EMPTY:-d}", "${EMPTY}", "$HOME ${a:b}"],
                "env": {"T": "x${TOKEN}y${TOKEN}"}, "cwd": "${HOME}"},
          "r": {"url": "http://${HOST:-localhost}/mcp", "headers": {"Authorization": "Bearer ${TOKEN}"}}
        }}""");

    assertThat(read)
        .containsExactly(
            ServerDefinition.of(
                "p",
                ProcessLaunch.of("/home/ada/bin/x", "s3cret$1", "a b", "d", "", "$HOME ${a:b}")
                    .withEnvironment(Map.of("T", "xs3cret$1ys3cret$1"))
                    .withWorkingDirectory("/home/ada")),
            ServerDefinition.of(
                "r",
                new RemoteLaunch(
                    URI.create("http://localhost/mcp"),
                    Map.of("Authorization", "Bearer s3cret$1"))));
  }

  static Stream<Arguments> badServers() {
    return Stream.of(
        arguments("[]", "", WRONG_TYPE, "an object"),
        arguments("{}", ".command", REQUIRED, "command or url"),
        arguments("{\"type\":\"stdio\"}", ".command", REQUIRED, "must be given"),
        arguments("{\"type\":\"http\"}", ".url", REQUIRED, "must be given"),
        arguments("{\"type\":\"sse\"}", ".url", REQUIRED, "must be given"),
        arguments("{\"type\":\"pigeon\",\"command\":\"x\"}", ".type", NOT_ALLOWED, "stdio, http"),
        arguments("{\"command\":\"x\",\"url\":\"http://x\"}", ".url", NOT_ALLOWED, "belongs to"),
        arguments("{\"url\":\"http://x\",\"args\":[]}", ".args", NOT_ALLOWED, "belongs to"),
        arguments("{\"command\":\"x\",\"arg\":[]}", ".arg", UNKNOWN_FIELD, "args, cwd, env"),
        arguments("{\"command\":\"x\",\"args\":\"y\"}", ".args", WRONG_TYPE, "an array"),
        arguments("{\"command\":\"x\",\"args\":[\"y\",{}]}", ".args[1]", WRONG_TYPE, "a text"),
        arguments("{\"command\":\"x\",\"env\":{\"A\":true}}", ".env.A", WRONG_TYPE, "a text"),
        arguments(
            "{\"command\":\"x\",\"env\":{\"A B\":\"\"}}", ".env.A B", INVALID_FORMAT, "letters"),
        arguments("{\"command\":\"${NOT_SET}\"}", ".command", NOT_FOUND, "NOT_SET"),
        arguments(
            "{\"command\":\"x\",\"args\":[\"\",\"${NOT_SET}\"]}", ".args[1]", NOT_FOUND, "NOT_SET"),
        arguments(
            "{\"command\":\"x\",\"env\":{\"A\":\"${NOT_SET}\"}}", ".env.A", NOT_FOUND, "NOT_SET"),
        arguments("{\"command\":\"x\",\"cwd\":\" \"}", ".cwd", INVALID_FORMAT, "blank"),
        arguments("{\"url\":\"nowhere\"}", ".url", INVALID_FORMAT, "http"),
        arguments("{\"url\":\"http://${TOKEN} \"}", ".url", INVALID_FORMAT, "URL"),
        arguments(
            "{\"url\":\"http://x\",\"headers\":{\"Host\":\"y\"}}",
            ".headers.Host",
            NOT_ALLOWED,
            "manager"));
  }

  @ParameterizedTest
  @MethodSource("badServers")
  void givenOneMistake_whenRead_thenItIsTheOneProblemFound(
      String server, String field, Problem.Code code, String partOfMessage) {
    ValidationException refusal = refusal("{\"mcpServers\":{\"one\":" + server + "}}");

    assertThat(refusal.problems()).hasSize(1).first().satisfies(problem -> {
      assertThat(problem.field()).isEqualTo("mcpServers.one" + field);
      assertThat(problem.code()).isEqualTo(code);
      assertThat(problem.message()).contains(partOfMessage).doesNotContain("s3cret");
    });
  }

  @Test
  void givenMistakesInManyServers_whenRead_thenAllAreFoundAtOnce() {
    ValidationException refusal = refusal("""
        {"mcpServers": {"a b": {"command": "x"}, "c": {"command": 1}},
         "servers": [{"name": "d"}, 7], "more": 1}""");

    assertThat(refusal.problems())
        .extracting(Problem::field, Problem::code)
        .containsExactly(
            tuple("mcpServers.a b", INVALID_FORMAT),
            tuple("mcpServers.c.command", WRONG_TYPE),
            tuple("servers[0].launch", REQUIRED),
            tuple("servers[1]", WRONG_TYPE),
            tuple("more", UNKNOWN_FIELD));
  }

  @Test
  void givenANameTwice_whenRead_thenItIsRefused() {
    String document = ImportJson.print(List.of(
        ServerDefinition.of("a", ProcessLaunch.of("x")),
        ServerDefinition.of("a", ProcessLaunch.of("y"))));

    assertThat(refusal(document).problems()).extracting(Problem::code).containsExactly(DUPLICATE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "{}", "{\"mcpServers\":[]}", "{\"servers\":{}}"})
  void givenAnotherDocument_whenRead_thenItIsRefused(String document) {
    assertThat(refusal(document).problems()).hasSize(1);
  }

  private static final String CONTAINERS = """
      {"mcpServers": {
        "github": {"command": "docker", "args": ["run", "-i", "--rm", "-e", "TOKEN", "ghcr.io/github/mcp"],
                   "env": {"TOKEN": "x${TOKEN}"}},
        "gpu": {"command": "docker", "args": ["run", "-i", "--gpus", "all", "x"]},
        "plain": {"command": "node"}
      }}""";

  @Test
  void givenCommandsThatMakeContainers_whenRead_thenTheyBecomeSomeIfEverythingIsUnderstood() {
    Imported read = reader.read(CONTAINERS);

    assertThat(read.definitions())
        .extracting(ServerDefinition::launch)
        .containsExactly(
            ContainerLaunch.of("ghcr.io/github/mcp")
                .withNetwork(ContainerNetwork.DEFAULT)
                .withEnvironment(Map.of("TOKEN", "xs3cret$1")),
            ProcessLaunch.of("docker", "run", "-i", "--gpus", "all", "x"),
            ProcessLaunch.of("node"));
    assertThat(read.notes()).containsOnlyKeys("github", "gpu");
    assertThat(read.notes().get("github")).startsWith("became a container");
    assertThat(read.notes().get("gpu")).startsWith("stays a process").endsWith("--gpus");
  }

  @Test
  void givenNoContainers_whenRead_thenTheirCommandsStayProcesses() {
    Imported read = new ImportJson(Map.of("TOKEN", "t")::get, false).read(CONTAINERS);

    assertThat(read.definitions())
        .extracting(ServerDefinition::launch)
        .allMatch(ProcessLaunch.class::isInstance);
    assertThat(read.notes()).containsOnlyKeys("github", "gpu");
  }

  @Test
  void givenNoServers_whenRead_thenThereAreNone() {
    assertThat(definitions("{\"mcpServers\":{}}")).isEmpty();
  }

  private List<ServerDefinition> definitions(String document) {
    return reader.read(document).definitions();
  }

  private ValidationException refusal(String document) {
    return catchThrowableOfType(ValidationException.class, () -> definitions(document));
  }
}
