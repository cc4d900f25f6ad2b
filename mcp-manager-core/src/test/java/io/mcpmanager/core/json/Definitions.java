package io.mcpmanager.core.json;

import io.mcpmanager.api.server.GatewayOptions;
import io.mcpmanager.api.server.HealthCheck;
import io.mcpmanager.api.server.Launch;
import io.mcpmanager.api.server.LogLimits;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.RemoteLaunch;
import io.mcpmanager.api.server.RestartPolicy;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.api.server.ServerSettings;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.arbitraries.StringArbitrary;

/** Valid definitions of every shape. */
final class Definitions {

  static Arbitrary<ServerDefinition> all() {
    Arbitrary<String> names = Arbitraries.strings()
        .withCharRange('a', 'z')
        .numeric()
        .withChars('.', '-')
        .ofMinLength(1)
        .ofMaxLength(40)
        .filter(name -> Character.isLetterOrDigit(name.charAt(0)));
    return Combinators.combine(
            names,
            texts().ofMaxLength(100),
            Arbitraries.maps(names, texts().ofMaxLength(50)).ofMaxSize(4),
            Arbitraries.oneOf(processes(), Containers.all(), remotes()),
            settings(),
            Arbitraries.of(true, false))
        .as(ServerDefinition::new)
        .filter(definition -> definition.problems().stream()
            .noneMatch(problem -> problem.field().equals("settings.health.target")));
  }

  static StringArbitrary texts() {
    return Arbitraries.strings().withCharRange(' ', '~').withChars('ä', '"', '\\', '→', '*');
  }

  static Arbitrary<Map<String, String>> values() {
    Arbitrary<String> names = Arbitraries.strings()
        .withCharRange('A', 'Z')
        .withChars('_')
        .ofMinLength(1)
        .ofMaxLength(12);
    Arbitrary<String> values = Arbitraries.oneOf(
        Arbitraries.just("***"), Arbitraries.strings().withCharRange(' ', '~').ofMaxLength(30));
    return Arbitraries.maps(names, values).ofMaxSize(5);
  }

  private static Arbitrary<URI> urls() {
    return Arbitraries.of(
            "http://localhost:3001/mcp",
            "https://example.org/a/b?c=d&e=%20",
            "http://[::1]:8080/mcp",
            "HTTPS://Example.org")
        .map(URI::create);
  }

  private static Arbitrary<Launch> processes() {
    return Combinators.combine(
            texts().ofMinLength(1).ofMaxLength(30).filter(text -> !text.isBlank()),
            texts().ofMaxLength(30).list().ofMaxSize(5),
            values(),
            Arbitraries.of("/srv", "relative/folder").injectNull(0.3),
            urls().injectNull(0.7))
        .as(ProcessLaunch::new);
  }

  private static Arbitrary<Launch> remotes() {
    return Combinators.combine(urls(), values()).as(RemoteLaunch::new);
  }

  static Arbitrary<Duration> durations(long minMillis, long maxMillis) {
    return Arbitraries.longs().between(minMillis, maxMillis).map(Duration::ofMillis);
  }

  private static Arbitrary<ServerSettings> settings() {
    return Combinators.combine(
            timeouts(),
            Arbitraries.of(HealthCheck.Reaction.class),
            restarts(),
            healthChecks(),
            Combinators.combine(
                    Arbitraries.integers().between(100, 1_000_000),
                    Arbitraries.longs().between(64L << 10, 16L << 30),
                    durations(3_600_000, 3650L * 86_400_000),
                    Arbitraries.integers().between(256, 1_048_576),
                    Arbitraries.integers().between(1, 1_000_000),
                    Arbitraries.integers().between(1024, 1 << 30))
                .as(LogLimits::new),
            Combinators.combine(
                    Arbitraries.of(
                        GatewayOptions.DEFAULT, GatewayOptions.DEFAULT.withValidateArguments(true)),
                    Arbitraries.of("", "files", "a-b_C").injectNull(0.3),
                    Arbitraries.integers().between(1, 10_000),
                    Arbitraries.of(GatewayOptions.Protocol.class),
                    Arbitraries.of(true, false),
                    Arbitraries.of(GatewayOptions.Isolation.class),
                    Arbitraries.integers().between(1, 1_000),
                    Arbitraries.of(0, 1 << 10, 1 << 20, 1 << 30))
                .as((usual, prefix, maxInFlight, protocol, repeat, isolation, isolated, bytes) ->
                    new GatewayOptions(
                        repeat,
                        prefix,
                        maxInFlight,
                        protocol,
                        repeat,
                        isolation,
                        isolated,
                        bytes,
                        usual.validateArguments())))
        .as((timeouts, whenWedged, restart, health, log, gateway) -> new ServerSettings(
            timeouts.install(),
            timeouts.start(),
            timeouts.stop(),
            timeouts.call(),
            whenWedged,
            restart,
            health,
            log,
            gateway));
  }

  private record Timeouts(Duration install, Duration start, Duration stop, Duration call) {}

  private static Arbitrary<Timeouts> timeouts() {
    return Combinators.combine(
            durations(1000, 21_600_000),
            durations(100, 1_800_000),
            durations(0, 600_000),
            durations(10, 86_400_000))
        .as(Timeouts::new);
  }

  private static Arbitrary<RestartPolicy> restarts() {
    return Combinators.combine(
            Arbitraries.of(RestartPolicy.Mode.class),
            Arbitraries.integers().between(0, 1000),
            durations(1000, 86_400_000),
            durations(10, 100_000),
            durations(100_000, 3_600_000),
            durations(1000, 86_400_000))
        .as(RestartPolicy::new);
  }

  private static Arbitrary<HealthCheck> healthChecks() {
    return Combinators.combine(
            Arbitraries.of(HealthCheck.Kind.class).filter(k -> k != HealthCheck.Kind.TCP_CONNECT),
            durations(60_000, 3_600_000),
            durations(10, 60_000),
            durations(0, 3_600_000),
            Arbitraries.integers().between(1, 100),
            Arbitraries.integers().between(1, 100),
            urls().injectNull(0.5),
            Arbitraries.of(HealthCheck.Reaction.class))
        .as((kind, interval, timeout, start, failures, successes, target, reaction) ->
            new HealthCheck(
                kind, interval, timeout, start, failures, successes, target, 204, reaction, 99.95));
  }

  private Definitions() {}
}
