package io.mcpmanager.api.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.tuple;

import io.mcpmanager.api.error.Problem;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ServerDefinitionTest {

  private static final ServerDefinition VALID =
      ServerDefinition.of("files", ProcessLaunch.of("node", "server.js"));

  private static final ServerDefinition FULL = new ServerDefinition(
      "files",
      "reads files",
      Map.of("team", "a"),
      ProcessLaunch.of("node"),
      ServerSettings.DEFAULT.withRestart(RestartPolicy.NEVER),
      false);

  @ParameterizedTest
  @ValueSource(strings = {"a", "9", "Files", "a.b-c_d", "a_b"})
  void givenGoodName_whenChecked_thenNoProblems(String name) {
    assertThat(VALID.withName(name).problems()).isEmpty();
  }

  @Test
  void givenNameOf48Characters_whenChecked_thenOnlyLongerOnesAreRefused() {
    assertThat(VALID.withName("a".repeat(48)).problems()).isEmpty();
    assertThat(VALID.withName("a".repeat(49)).problems())
        .extracting(Problem::field, Problem::code)
        .containsExactly(tuple("name", Problem.Code.INVALID_FORMAT));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-a", ".a", "_a", "a b", "a__b", "ä", "a/b", "a\n"})
  void givenBadName_whenChecked_thenItsFormIsTheProblem(String name) {
    assertThat(VALID.withName(name).problems())
        .extracting(Problem::field, Problem::code)
        .containsExactly(tuple("name", Problem.Code.INVALID_FORMAT));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t"})
  void givenBlankName_whenChecked_thenItIsRequired(String name) {
    assertThat(VALID.withName(name).problems())
        .extracting(Problem::field, Problem::code)
        .containsExactly(tuple("name", Problem.Code.REQUIRED));
  }

  @ParameterizedTest
  @EnumSource(
      value = HealthCheck.Kind.class,
      names = {"HTTP_GET", "TCP_CONNECT"})
  void givenCheckOfAnAddress_whenTheServerHasNoUrl_thenTheTargetIsRequired(HealthCheck.Kind kind) {
    HealthCheck check = HealthCheck.DEFAULT.withKind(kind);
    ServerSettings settings = ServerSettings.DEFAULT.withHealth(check);
    URI url = URI.create("http://127.0.0.1:8080/mcp");
    URI target = URI.create(
        kind == HealthCheck.Kind.HTTP_GET ? "http://host/health" : "tcp://127.0.0.1:8080");

    assertThat(VALID.withSettings(settings).problems())
        .extracting(Problem::field, Problem::code)
        .containsExactly(tuple("settings.health.target", Problem.Code.REQUIRED));
    assertThat(VALID.withSettings(settings.withHealth(check.withTarget(target))).problems())
        .isEmpty();
    assertThat(VALID
            .withSettings(settings)
            .withLaunch(ProcessLaunch.of("node").withEndpoint(url))
            .problems())
        .isEmpty();
    assertThat(VALID.withSettings(settings).withLaunch(RemoteLaunch.of(url)).problems())
        .isEmpty();
  }

  @Test
  void givenLongDescription_whenChecked_thenOnlyMoreThan1000CharactersAreRefused() {
    assertThat(VALID.withDescription("x".repeat(1000)).problems()).isEmpty();
    assertThat(VALID.withDescription("x".repeat(1001)).problems())
        .extracting(Problem::field, Problem::code)
        .containsExactly(tuple("description.length", Problem.Code.OUT_OF_RANGE));
  }

  @Test
  void givenManyLabels_whenChecked_thenOnlyMoreThan64AreRefused() {
    assertThat(VALID.withLabels(labels(64)).problems()).isEmpty();
    assertThat(VALID.withLabels(labels(65)).problems())
        .extracting(Problem::field, Problem::code)
        .containsExactly(tuple("labels.size", Problem.Code.OUT_OF_RANGE));
  }

  static Stream<Arguments> labelCases() {
    return Stream.of(
        Arguments.of("team", "x".repeat(255), null),
        Arguments.of("team", "x".repeat(256), Problem.Code.OUT_OF_RANGE),
        Arguments.of("a".repeat(63), "", null),
        Arguments.of("a".repeat(64), "", Problem.Code.INVALID_FORMAT),
        Arguments.of("a.b/c-d_e", "v", null),
        Arguments.of("", "v", Problem.Code.INVALID_FORMAT),
        Arguments.of("/a", "v", Problem.Code.INVALID_FORMAT),
        Arguments.of("a b", "v", Problem.Code.INVALID_FORMAT));
  }

  @ParameterizedTest
  @MethodSource("labelCases")
  void givenLabel_whenChecked_thenItsProblemNamesTheLabel(
      String key, String value, Problem.Code expected) {
    var problems = VALID.withLabels(Map.of(key, value)).problems();
    if (expected == null) {
      assertThat(problems).isEmpty();
    } else {
      assertThat(problems)
          .extracting(Problem::field, Problem::code)
          .containsExactly(tuple("labels." + key, expected));
    }
  }

  @Test
  void givenProblemsEverywhere_whenChecked_thenAllAreListedWithTheirPaths() {
    var settings = new ServerSettings(
        Duration.ZERO,
        Duration.ZERO,
        Duration.ofSeconds(-1),
        Duration.ZERO,
        HealthCheck.Reaction.NOTHING,
        RestartPolicy.DEFAULT.withMaxRestarts(-1),
        HealthCheck.DEFAULT.withThresholds(0, 1),
        LogLimits.DEFAULT.withHistory(1, 1L << 20, Duration.ofDays(1)),
        new GatewayOptions(true, null, 0));
    var definition = new ServerDefinition("", "", Map.of(), ProcessLaunch.of(" "), settings, true);
    assertThat(definition.problems())
        .extracting(Problem::field)
        .containsExactly(
            "name",
            "launch.command",
            "settings.installTimeout",
            "settings.startTimeout",
            "settings.stopTimeout",
            "settings.callTimeout",
            "settings.restart.maxRestarts",
            "settings.health.failureThreshold",
            "settings.log.historyLines",
            "settings.gateway.maxInFlight");
  }

  static Stream<BiFunction<ServerDefinition, ServerDefinition, ServerDefinition>> copies() {
    return Stream.of(
        (from, other) -> from.withName(other.name()),
        (from, other) -> from.withDescription(other.description()),
        (from, other) -> from.withLabels(other.labels()),
        (from, other) -> from.withLaunch(other.launch()),
        (from, other) -> from.withSettings(other.settings()),
        (from, other) -> from.withEnabled(other.enabled()));
  }

  @ParameterizedTest
  @MethodSource("copies")
  void givenDefinition_whenOneComponentIsReplacedAndPutBack_thenTheRestWasKept(
      BiFunction<ServerDefinition, ServerDefinition, ServerDefinition> copy) {
    var other =
        ServerDefinition.of("other", RemoteLaunch.of(URI.create("https://example.org/mcp")));
    var changed = copy.apply(FULL, other);
    assertThat(changed).isNotEqualTo(FULL);
    assertThat(copy.apply(changed, FULL)).isEqualTo(FULL);
  }

  @Test
  void givenAllComponentsReplacedOneByOne_whenCompared_thenTheOtherDefinitionIsReached() {
    var other =
        ServerDefinition.of("other", RemoteLaunch.of(URI.create("https://example.org/mcp")));
    var reached = copies()
        .reduce(FULL, (definition, copy) -> copy.apply(definition, other), (left, right) -> right);
    assertThat(reached).isEqualTo(other);
  }

  @Test
  void givenLabelsChangedLater_whenDefinitionIsRead_thenItHasNotChanged() {
    var labels = new HashMap<>(Map.of("team", "a"));
    var definition = VALID.withLabels(labels);
    labels.put("team", "b");
    assertThat(definition.labels()).containsExactly(Map.entry("team", "a")).isUnmodifiable();
  }

  @Test
  void givenNoLaunch_whenConstructed_thenRefused() {
    assertThatNullPointerException().isThrownBy(() -> VALID.withLaunch(null)).withMessage("launch");
  }

  private static Map<String, String> labels(int count) {
    var labels = new LinkedHashMap<String, String>();
    IntStream.range(0, count).forEach(i -> labels.put("label" + i, "v"));
    return labels;
  }
}
