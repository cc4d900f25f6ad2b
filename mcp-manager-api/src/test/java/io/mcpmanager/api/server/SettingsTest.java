package io.mcpmanager.api.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.mcpmanager.api.error.Problem;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SettingsTest {

  private static final ServerSettings SETTINGS = ServerSettings.DEFAULT;
  private static final HealthCheck HEALTH = HealthCheck.DEFAULT;

  private static final HealthCheck OTHER_HEALTH = new HealthCheck(
      HealthCheck.Kind.NONE,
      Duration.ofSeconds(9),
      Duration.ofSeconds(8),
      Duration.ofSeconds(7),
      6,
      5,
      URI.create("http://host/"),
      204,
      HealthCheck.Reaction.RESTART,
      95);

  private static final RestartPolicy OTHER_RESTART = new RestartPolicy(
      RestartPolicy.Mode.ALWAYS,
      7,
      RestartPolicy.DEFAULT.window(),
      Duration.ofSeconds(2),
      Duration.ofSeconds(9),
      RestartPolicy.DEFAULT.resetAfter());

  private static final ServerSettings OTHER_SETTINGS = new ServerSettings(
      Duration.ofSeconds(10),
      Duration.ofSeconds(11),
      Duration.ofSeconds(12),
      Duration.ofSeconds(13),
      HealthCheck.Reaction.REMOVE_FROM_ROTATION,
      OTHER_RESTART,
      OTHER_HEALTH,
      new LogLimits(200, 1L << 20, Duration.ofDays(2), 512, 14, 2048),
      new GatewayOptions(false, "x", 3));

  @Test
  void givenDefaults_whenChecked_thenNoProblems() {
    assertThat(SETTINGS.problems()).isEmpty();
    assertThat(RestartPolicy.NEVER.problems()).isEmpty();
    assertThat(RestartPolicy.NEVER.mode()).isEqualTo(RestartPolicy.Mode.NEVER);
    assertThat(OTHER_SETTINGS.problems()).isEmpty();
  }

  private static Arguments range(
      String field, String min, String max, Function<Duration, List<Problem>> problems) {
    return Arguments.of(field, Duration.parse(min), Duration.parse(max), problems);
  }

  static Stream<Arguments> durations() {
    return Stream.of(
        range("installTimeout", "PT1S", "PT6H", d -> SETTINGS
            .withInstallTimeout(d)
            .problems()),
        range("startTimeout", "PT0.1S", "PT30M", d -> SETTINGS
            .withTimeouts(d, SETTINGS.stopTimeout(), SETTINGS.callTimeout())
            .problems()),
        range("stopTimeout", "PT0S", "PT10M", d -> SETTINGS
            .withTimeouts(SETTINGS.startTimeout(), d, SETTINGS.callTimeout())
            .problems()),
        range("callTimeout", "PT0.01S", "PT24H", d -> SETTINGS
            .withTimeouts(SETTINGS.startTimeout(), SETTINGS.stopTimeout(), d)
            .problems()),
        range("window", "PT1S", "PT24H", d -> new RestartPolicy(
                RestartPolicy.Mode.ALWAYS, 1, d, second(1), second(1), second(1))
            .problems()),
        range("firstDelay", "PT0.01S", "PT1H", d -> RestartPolicy.DEFAULT
            .withDelays(d, Duration.ofHours(1).compareTo(d) < 0 ? d : Duration.ofHours(1))
            .problems()
            .stream()
            .filter(p -> p.field().equals("firstDelay"))
            .toList()),
        range("maxDelay", "PT1S", "PT1H", d -> RestartPolicy.DEFAULT
            .withDelays(second(1), d)
            .problems()),
        range("resetAfter", "PT1S", "PT24H", d -> new RestartPolicy(
                RestartPolicy.Mode.ALWAYS, 1, second(1), second(1), second(1), d)
            .problems()),
        range("interval", "PT1S", "PT1H", d -> HEALTH
            .withTimes(d, Duration.ofMillis(10), second(1))
            .problems()),
        range("timeout", "PT0.01S", "PT5M", d -> HEALTH
            .withTimes(Duration.ofHours(1), d, second(1))
            .problems()),
        range("timeout", "PT0.01S", "PT2S", d -> HEALTH
            .withTimes(second(2), d, second(1))
            .problems()),
        range("startPeriod", "PT0S", "PT1H", d -> HEALTH
            .withTimes(second(2), second(1), d)
            .problems()));
  }

  @ParameterizedTest
  @MethodSource("durations")
  void givenDuration_whenChecked_thenOnlyValuesOutsideItsRangeAreRefused(
      String field, Duration min, Duration max, Function<Duration, List<Problem>> problems) {
    assertThat(problems.apply(min)).isEmpty();
    assertThat(problems.apply(max)).isEmpty();
    for (Duration wrong : List.of(min.minusNanos(1), max.plusNanos(1))) {
      assertThat(problems.apply(wrong))
          .extracting(Problem::field, Problem::code)
          .containsExactly(tuple(field, Problem.Code.OUT_OF_RANGE));
      assertThat(problems.apply(wrong).getFirst().message())
          .isEqualTo("must be from " + min + " to " + max + ", was " + wrong);
    }
  }

  static Stream<Arguments> numbers() {
    return Stream.of(
        number("maxRestarts", 0, 1000, n -> RestartPolicy.DEFAULT
            .withMaxRestarts(n)
            .problems()),
        number("failureThreshold", 1, 100, n -> HEALTH.withThresholds(n, 1).problems()),
        number("successThreshold", 1, 100, n -> HEALTH.withThresholds(1, n).problems()),
        number("expectedStatus", 100, 599, n -> expecting(n).problems()),
        number("historyLines", 100, 1_000_000, n -> LogLimits.DEFAULT
            .withHistory(n, 1L << 20, Duration.ofDays(1))
            .problems()),
        number("maxLineBytes", 256, 1_048_576, n -> LogLimits.DEFAULT
            .withMaxLineBytes(n)
            .problems()),
        number("linesPerSecond", 1, 1_000_000, n -> LogLimits.DEFAULT
            .withRate(n, 1024)
            .problems()),
        number("bytesPerSecond", 1024, 1 << 30, n -> LogLimits.DEFAULT
            .withRate(1, n)
            .problems()),
        number("maxInFlight", 1, 10_000, n -> new GatewayOptions(true, null, n).problems()),
        number("maxIsolated", 1, 1_000, n -> GatewayOptions.DEFAULT
            .withIsolation(GatewayOptions.Isolation.SESSION, n)
            .problems()),
        number("maxResultBytes", 1 << 10, 1 << 30, n -> GatewayOptions.DEFAULT
            .withMaxResultBytes(n)
            .problems()));
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void givenNumber_whenChecked_thenOnlyValuesOutsideItsRangeAreRefused(
      String field, int min, int max, Function<Integer, List<Problem>> problems) {
    assertThat(problems.apply(min)).isEmpty();
    assertThat(problems.apply(max)).isEmpty();
    for (int wrong : new int[] {min - 1, max + 1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      assertThat(problems.apply(wrong))
          .extracting(Problem::field, Problem::code)
          .containsExactly(tuple(field, Problem.Code.OUT_OF_RANGE));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP_GET, http://host/health, ",
    "HTTP_GET, tcp://host:1, INVALID_FORMAT",
    "TCP_CONNECT, tcp://host:1, ",
    "TCP_CONNECT, tcp://host:65535, ",
    "TCP_CONNECT, tcp://host:65536, INVALID_FORMAT",
    "TCP_CONNECT, tcp://host:0, INVALID_FORMAT",
    "TCP_CONNECT, tcp://host, INVALID_FORMAT",
    "TCP_CONNECT, tcp:///path, INVALID_FORMAT",
    "TCP_CONNECT, http://host:80, INVALID_FORMAT",
    "MCP_PING, http://host:80, "
  })
  void givenTarget_whenChecked_thenItFitsTheKindOfCheck(
      HealthCheck.Kind kind, URI target, Problem.Code expected) {
    var problems = HEALTH.withKind(kind).withTarget(target).problems();
    if (expected == null) {
      assertThat(problems).isEmpty();
    } else {
      assertThat(problems)
          .extracting(Problem::field, Problem::code)
          .containsExactly(tuple("target", expected));
    }
  }

  @Test
  void givenPrefix_whenChecked_thenOnlyShortPlainOnesAreTaken() {
    for (String good : List.of("", "a-b_C9", "x".repeat(32))) {
      assertThat(new GatewayOptions(true, good, 1).problems()).isEmpty();
      assertThat(new GatewayOptions(true, good, 1).declaredPrefix()).contains(good);
    }
    for (String bad : List.of("x".repeat(33), "a.b", "a b", "ä")) {
      assertThat(new GatewayOptions(true, bad, 1).problems())
          .extracting(Problem::field, Problem::code)
          .containsExactly(tuple("prefix", Problem.Code.INVALID_FORMAT));
    }
    assertThat(GatewayOptions.DEFAULT.declaredPrefix()).isEmpty();
  }

  @Test
  void givenHealthCheck_whenEachPartIsReplaced_thenTheRestIsKept() {
    assertReachedPartByPart(
        new HealthCheck(
            HEALTH.kind(),
            HEALTH.interval(),
            HEALTH.timeout(),
            HEALTH.startPeriod(),
            HEALTH.failureThreshold(),
            HEALTH.successThreshold(),
            URI.create("http://first/"),
            204,
            HEALTH.whenUnhealthy(),
            HEALTH.availabilityObjective()),
        OTHER_HEALTH,
        List.of(
            (from, other) -> from.withKind(other.kind()),
            (from, other) -> from.withTimes(other.interval(), other.timeout(), other.startPeriod()),
            (from, other) ->
                from.withThresholds(other.failureThreshold(), other.successThreshold()),
            (from, other) -> from.withTarget(other.declaredTarget().orElseThrow()),
            (from, other) -> from.withReaction(other.whenUnhealthy()),
            (from, other) -> from.withObjective(other.availabilityObjective())));
  }

  @Test
  void givenRestartPolicy_whenEachPartIsReplaced_thenTheRestIsKept() {
    assertReachedPartByPart(
        RestartPolicy.DEFAULT,
        OTHER_RESTART,
        List.of(
            (from, other) -> from.withMode(other.mode()),
            (from, other) -> from.withMaxRestarts(other.maxRestarts()),
            (from, other) -> from.withDelays(other.firstDelay(), other.maxDelay())));
  }

  @Test
  void givenSettings_whenEachPartIsReplaced_thenTheRestIsKept() {
    assertReachedPartByPart(
        SETTINGS,
        OTHER_SETTINGS,
        List.of(
            (from, other) -> from.withInstallTimeout(other.installTimeout()),
            (from, other) -> from.withWhenWedged(other.whenWedged()),
            (from, other) ->
                from.withTimeouts(other.startTimeout(), other.stopTimeout(), other.callTimeout()),
            (from, other) -> from.withRestart(other.restart()),
            (from, other) -> from.withHealth(other.health()),
            (from, other) -> from.withLog(other.log()),
            (from, other) -> from.withGateway(other.gateway())));
  }

  private static <T> void assertReachedPartByPart(
      T from, T other, List<BiFunction<T, T, T>> copies) {
    T reached = from;
    for (BiFunction<T, T, T> copy : copies) {
      T changed = copy.apply(from, other);
      assertThat(changed).isNotEqualTo(from);
      assertThat(copy.apply(changed, from)).isEqualTo(from);
      reached = copy.apply(reached, other);
    }
    assertThat(reached).isEqualTo(other);
  }

  private static Arguments number(
      String field, int min, int max, Function<Integer, List<Problem>> problems) {
    return Arguments.of(field, min, max, problems);
  }

  @ParameterizedTest
  @ValueSource(doubles = {50, 99, 99.9, 99.999})
  void givenObjective_whenWithinItsRange_thenItIsTaken(double objective) {
    assertThat(HEALTH.withObjective(objective).problems()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(doubles = {49.9, 100, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void givenObjective_whenOutsideItsRange_thenItIsRefused(double objective) {
    assertThat(HEALTH.withObjective(objective).problems())
        .extracting(Problem::field, Problem::code)
        .containsExactly(tuple("availabilityObjective", Problem.Code.OUT_OF_RANGE));
  }

  private static HealthCheck expecting(int status) {
    return new HealthCheck(
        HEALTH.kind(),
        HEALTH.interval(),
        HEALTH.timeout(),
        HEALTH.startPeriod(),
        HEALTH.failureThreshold(),
        HEALTH.successThreshold(),
        null,
        status,
        HEALTH.whenUnhealthy(),
        HEALTH.availabilityObjective());
  }

  private static Duration second(int seconds) {
    return Duration.ofSeconds(seconds);
  }

  @Test
  void givenTargetWithQuery_whenShown_thenTheQueryIsNot() {
    var check = HealthCheck.DEFAULT
        .withKind(HealthCheck.Kind.HTTP_GET)
        .withTarget(URI.create("http://localhost:8080/health?token=s3cret"));

    assertThat(check.toString()).contains("http://localhost:8080/health").doesNotContain("s3cret");
  }
}
