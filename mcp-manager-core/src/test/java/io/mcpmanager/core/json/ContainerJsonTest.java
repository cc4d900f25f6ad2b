package io.mcpmanager.core.json;

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

import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.error.ValidationException;
import io.mcpmanager.api.server.ContainerEndpoint;
import io.mcpmanager.api.server.ContainerHealth;
import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.ContainerLimits;
import io.mcpmanager.api.server.ContainerMount;
import io.mcpmanager.api.server.ContainerNetwork;
import io.mcpmanager.api.server.ContainerSecurity;
import io.mcpmanager.api.server.ImagePull;
import io.mcpmanager.api.server.PortBinding;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.api.server.ServicePlacement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class ContainerJsonTest {

  private static final ContainerLaunch EVERYTHING = new ContainerLaunch(
      "ghcr.io/acme/files:1.2",
      List.of("/bin/tini", "--"),
      List.of("serve", "/data"),
      Map.of("TOKEN", "s3cret"),
      "/app",
      new ContainerEndpoint(8080, "/mcp"),
      new ImagePull(ImagePull.Policy.ALWAYS, "ada", "passw0rd"),
      List.of(new ContainerMount("/srv/data", "/data", false)),
      new ContainerNetwork(
          ContainerNetwork.Mode.DEFAULT,
          null,
          List.of("api.example.com"),
          List.of(new PortBinding(8080, 18080, "0.0.0.0")),
          Map.of("db", "10.0.0.1")),
      new ContainerLimits(256L << 20, 0.5, 64),
      new ContainerSecurity(false, Map.of("/run", 1L << 20), Set.of("CHOWN"), false, "1000"),
      new ContainerHealth(
          List.of("/bin/check"),
          Duration.ofSeconds(10),
          Duration.ofSeconds(2),
          Duration.ofMinutes(1),
          2),
      Map.of("team", "a"),
      new ServicePlacement(2, List.of("node.role==worker")));

  // held to the letter: this is what clients of the REST API and stored definitions rely on
  private static final String EVERYTHING_SHOWN = """
      {"kind":"container","image":"ghcr.io/acme/files:1.2","entrypoint":["/bin/tini","--"],
      "arguments":["serve","/data"],"environment":{"TOKEN":"***"},"workingDirectory":"/app",
      "endpoint":{"port":8080,"path":"/mcp"},
      "pull":{"policy":"always","username":"ada","password":"***"},
      "mounts":[{"source":"/srv/data","target":"/data","readOnly":false}],
      "network":{"mode":"default","allowedHosts":["api.example.com"],
      "ports":[{"containerPort":8080,"hostPort":18080,"hostAddress":"0.0.0.0"}],
      "hosts":{"db":"10.0.0.1"}},
      "limits":{"memoryBytes":268435456,"cpus":0.5,"processes":64},
      "security":{"readOnlyRoot":false,"temporaryFolders":{"/run":1048576},
      "capabilities":["CHOWN"],"noNewPrivileges":false,"user":"1000"},
      "health":{"command":["/bin/check"],"interval":"PT10S","timeout":"PT2S",
      "startPeriod":"PT1M","retries":2},
      "labels":{"team":"a"},
      "service":{"replicas":2,"constraints":["node.role==worker"]}}""".replace("\n", "");

  @Test
  void givenEveryField_whenShown_thenItIsExactlyThis() {
    ServerDefinition definition = ServerDefinition.of("files", EVERYTHING);

    assertThat(definition.problems()).isEmpty();
    assertThat(ServerJson.definition(definition).get("launch")).hasToString(EVERYTHING_SHOWN);
  }

  @Test
  void givenWhatWasShown_whenGivenBack_thenHiddenValuesAreKept() {
    ServerDefinition existing = ServerDefinition.of("files", EVERYTHING);

    assertThat(DefinitionJson.read(launch(EVERYTHING_SHOWN), existing).launch())
        .isEqualTo(EVERYTHING);
  }

  @Test
  void givenOnlyAnImage_whenRead_thenEverythingElseIsTheSafeDefault() {
    ServerDefinition read = DefinitionJson.read(container("\"image\":\"mcp/fetch\""), null);

    assertThat(read.launch()).isEqualTo(ContainerLaunch.of("mcp/fetch"));
    assertThat(((ContainerLaunch) read.launch()).loosened()).isEmpty();
  }

  @Test
  void givenPartsWithoutFields_whenRead_thenTheirDefaultsAreTaken() {
    ServerDefinition read = DefinitionJson.read(image("""
            "pull":{},"network":{},"limits":{},"security":{},"mounts":[],"health":null,
            "endpoint":null,"service":null"""), null);

    assertThat(read.launch()).isEqualTo(ContainerLaunch.of("mcp/fetch"));
  }

  @Test
  void givenShortForms_whenRead_thenTheRestIsFilledIn() {
    var read = (ContainerLaunch) DefinitionJson.read(image("""
                "endpoint":{"port":80},"network":{"mode":"default","ports":[{"containerPort":80}]},
                "mounts":[{"source":"/a","target":"/b"}],"limits":{"memoryBytes":"1.5GiB"},
                "security":{"temporaryFolders":{"/run":"16m","/gone":null}},
                "health":{"command":["/check"]},"service":{}"""), null).launch();

    assertThat(read.endpoint()).isEqualTo(new ContainerEndpoint(80, "/mcp"));
    assertThat(read.network().ports()).containsExactly(PortBinding.loopback(80, 0));
    assertThat(read.mounts()).containsExactly(ContainerMount.readOnly("/a", "/b"));
    assertThat(read.limits().memoryBytes()).isEqualTo(3L << 29);
    assertThat(read.security().temporaryFolders()).isEqualTo(Map.of("/run", 16L << 20));
    assertThat(read.health()).isEqualTo(ContainerHealth.of("/check"));
    assertThat(read.service()).isEqualTo(new ServicePlacement(1, List.of()));
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        arguments(container("\"arguments\":[]"), "image", REQUIRED, "must be given"),
        arguments(container("\"image\":\"A B\""), "image", INVALID_FORMAT, "lower case"),
        arguments(image("\"command\":\"x\""), "command", UNKNOWN_FIELD, "entrypoint"),
        arguments(image("\"entrypoint\":\"x\""), "entrypoint", WRONG_TYPE, "an array"),
        arguments(image("\"environment\":{\"A B\":\"\"}"), "environment.A B", INVALID_FORMAT, ""),
        arguments(
            image("\"workingDirectory\":\"a\""), "workingDirectory", INVALID_FORMAT, "absolute"),
        arguments(networked("\"endpoint\":{}"), "endpoint.port", REQUIRED, "must be given"),
        arguments(
            networked("\"endpoint\":{\"port\":70000}"), "endpoint.port", OUT_OF_RANGE, "65535"),
        arguments(
            networked("\"endpoint\":{\"port\":1,\"path\":\"x\"}"),
            "endpoint.path",
            INVALID_FORMAT,
            "/"),
        arguments(image("\"endpoint\":{\"port\":1}"), "network.mode", NOT_ALLOWED, "endpoint"),
        arguments(image("\"pull\":\"always\""), "pull", WRONG_TYPE, "an object"),
        arguments(
            image("\"pull\":{\"policy\":\"often\"}"),
            "pull.policy",
            NOT_ALLOWED,
            "always, missing, never"),
        arguments(image("\"pull\":{\"username\":\"a\"}"), "pull.password", REQUIRED, "together"),
        arguments(
            image("\"pull\":{\"username\":\"a\",\"password\":\"***\"}"),
            "pull.password",
            NOT_FOUND,
            "none is stored"),
        arguments(image("\"mounts\":{}"), "mounts", WRONG_TYPE, "an array"),
        arguments(image("\"mounts\":[7]"), "mounts[0]", WRONG_TYPE, "an object"),
        arguments(
            image("\"mounts\":[{\"source\":\"/a\"}]"), "mounts[0].target", REQUIRED, "be given"),
        arguments(
            image("\"mounts\":[{\"source\":\"/a\",\"target\":\"/b\",\"ro\":true}]"),
            "mounts[0].ro",
            UNKNOWN_FIELD,
            "readOnly"),
        arguments(
            image("\"mounts\":[{\"source\":\"../a\",\"target\":\"/b\"}]"),
            "mounts[0].source",
            INVALID_FORMAT,
            "absolute"),
        arguments(
            image("\"network\":{\"mode\":\"host\"}"),
            "network.mode",
            NOT_ALLOWED,
            "none, default, named"),
        arguments(image("\"network\":{\"mode\":\"named\"}"), "network.name", REQUIRED, "network"),
        arguments(image("\"network\":{\"dns\":[]}"), "network.dns", UNKNOWN_FIELD, "allowedHosts"),
        arguments(
            image("\"network\":{\"mode\":\"default\",\"allowedHosts\":[\"a/b\"]}"),
            "network.allowedHosts[0]",
            INVALID_FORMAT,
            "host:port"),
        arguments(
            image("\"network\":{\"mode\":\"default\",\"ports\":[{}]}"),
            "network.ports[0].containerPort",
            REQUIRED,
            "be given"),
        arguments(
            image("\"network\":{\"hosts\":{\"a\":1}}"), "network.hosts.a", WRONG_TYPE, "a text"),
        arguments(
            image("\"limits\":{\"memoryBytes\":\"lots\"}"),
            "limits.memoryBytes",
            INVALID_FORMAT,
            "512MiB"),
        arguments(
            image("\"limits\":{\"memoryBytes\":true}"),
            "limits.memoryBytes",
            WRONG_TYPE,
            "a whole number"),
        arguments(
            image("\"limits\":{\"memoryBytes\":\"1k\"}"),
            "limits.memoryBytes",
            OUT_OF_RANGE,
            "was 1024"),
        arguments(image("\"limits\":{\"cpus\":0}"), "limits.cpus", OUT_OF_RANGE, "0.01"),
        arguments(
            image("\"limits\":{\"memory\":1}"), "limits.memory", UNKNOWN_FIELD, "memoryBytes"),
        arguments(
            image("\"security\":{\"privileged\":true}"),
            "security.privileged",
            UNKNOWN_FIELD,
            "readOnlyRoot"),
        arguments(
            image("\"security\":{\"temporaryFolders\":{\"/run\":{}}}"),
            "security.temporaryFolders./run",
            WRONG_TYPE,
            "a whole number"),
        arguments(
            image("\"security\":{\"capabilities\":[\"CAP_CHOWN\"]}"),
            "security.capabilities",
            INVALID_FORMAT,
            "without CAP_"),
        arguments(image("\"health\":{}"), "health.command", REQUIRED, "program"),
        arguments(
            image("\"health\":{\"command\":[\"x\"],\"interval\":\"5s\"}"),
            "health.interval",
            INVALID_FORMAT,
            "PT5S"),
        arguments(
            image("\"labels\":{\"io.mcpmanager.server\":\"x\"}"),
            "labels.io.mcpmanager.server",
            NOT_ALLOWED,
            "io.mcpmanager."),
        arguments(image("\"service\":{}"), "endpoint", REQUIRED, "service"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void givenOneMistake_whenRead_thenItIsTheOneProblemFound(
      String json, String field, Problem.Code code, String partOfMessage) {
    assertThat(refusal(json).problems()).hasSize(1).first().satisfies(problem -> {
      assertThat(problem.field()).isEqualTo("launch." + field);
      assertThat(problem.code()).isEqualTo(code);
      assertThat(problem.message()).contains(partOfMessage);
    });
  }

  @Test
  void givenMistakesInLaterElements_whenRead_thenTheyHaveTheirOwnIndex() {
    assertThat(refusal(image("\"mounts\":[1,{\"source\":\"/a\",\"target\":\"b\"}]"))
            .problems())
        .extracting(Problem::field, Problem::code)
        .containsExactly(
            tuple("launch.mounts[0]", WRONG_TYPE),
            tuple("launch.mounts[1].target", INVALID_FORMAT));
  }

  @Test
  void givenStoredValuesOfAProcess_whenHiddenOnesAreGivenForAContainer_thenTheyAreRefused() {
    var existing = ServerDefinition.of(
        "a", ProcessLaunch.of("node").withEnvironment(Map.of("TOKEN", "s3cret")));

    ValidationException refusal = catchThrowableOfType(
        ValidationException.class,
        () -> DefinitionJson.read(image("\"environment\":{\"TOKEN\":\"***\"}"), existing));

    assertThat(refusal.problems())
        .extracting(Problem::field, Problem::code)
        .containsExactly(tuple("launch.environment.TOKEN", NOT_FOUND));
  }

  private static ValidationException refusal(String json) {
    return catchThrowableOfType(ValidationException.class, () -> DefinitionJson.read(json, null));
  }

  private static String launch(String launch) {
    return "{\"name\":\"files\",\"launch\":" + launch + "}";
  }

  private static String container(String fields) {
    return launch("{\"kind\":\"container\"," + fields + "}");
  }

  private static String image(String fields) {
    return container("\"image\":\"mcp/fetch\"," + fields);
  }

  private static String networked(String fields) {
    return image("\"network\":{\"mode\":\"default\"}," + fields);
  }
}
