package io.mcpmanager.core.json;

import io.mcpmanager.api.server.ContainerEndpoint;
import io.mcpmanager.api.server.ContainerHealth;
import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.ContainerLimits;
import io.mcpmanager.api.server.ContainerMount;
import io.mcpmanager.api.server.ContainerNetwork;
import io.mcpmanager.api.server.ContainerSecurity;
import io.mcpmanager.api.server.ImagePull;
import io.mcpmanager.api.server.Launch;
import io.mcpmanager.api.server.PortBinding;
import io.mcpmanager.api.server.ServicePlacement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.jspecify.annotations.Nullable;

/** Valid container launches of every shape. */
final class Containers {

  /** Image, words and surroundings of the program. */
  private record Program(
      String image,
      List<String> entrypoint,
      List<String> arguments,
      Map<String, String> environment,
      @Nullable String workingDirectory,
      Map<String, String> labels) {}

  /** What hangs together: without a network there is no endpoint, without an endpoint no service. */
  private record Reach(
      ContainerNetwork network,
      @Nullable ContainerEndpoint endpoint,
      @Nullable ServicePlacement service) {}

  static Arbitrary<Launch> all() {
    return Combinators.combine(
            programs(),
            pulls(),
            mounts().list().ofMaxSize(3),
            reaches(),
            limits(),
            securities(),
            healthChecks().injectNull(0.5))
        .as((program, pull, mounts, reach, limits, security, health) -> new ContainerLaunch(
            program.image(),
            program.entrypoint(),
            program.arguments(),
            program.environment(),
            program.workingDirectory(),
            reach.endpoint(),
            pull,
            mounts,
            reach.network(),
            limits,
            security,
            health,
            program.labels(),
            reach.service()));
  }

  private static Arbitrary<Program> programs() {
    return Combinators.combine(
            Arbitraries.of(
                "mcp/fetch", "registry.example.org:5000/a/b-c:1.2", "a@sha256:" + "0a".repeat(32)),
            Definitions.texts().ofMaxLength(20).list().ofMaxSize(3),
            Definitions.texts().ofMaxLength(20).list().ofMaxSize(3),
            Definitions.values(),
            paths().injectNull(0.5),
            Arbitraries.of(Map.<String, String>of(), Map.of("team", "a b", "x.y/z", "")))
        .as(Program::new);
  }

  private static Arbitrary<String> paths() {
    return Arbitraries.of("/data", "/srv/a b", "/ä/b\"c", "/***");
  }

  private static Arbitrary<ImagePull> pulls() {
    Arbitrary<ImagePull.Policy> policies = Arbitraries.of(ImagePull.Policy.class);
    return Arbitraries.oneOf(
        policies.map(ImagePull::of),
        Combinators.combine(
                policies, Arbitraries.of("ada", ""), Arbitraries.of("s3cret", "***", "a\"b"))
            .as(ImagePull::new));
  }

  private static Arbitrary<ContainerMount> mounts() {
    return Combinators.combine(
            Arbitraries.of("/srv/data", "C:\\data", "a-volume"),
            paths(),
            Arbitraries.of(true, false))
        .as(ContainerMount::new);
  }

  private static Arbitrary<Reach> reaches() {
    Arbitrary<Map<String, String>> hosts = Arbitraries.of(
        Map.<String, String>of(), Map.of("db", "10.0.0.1", "host.internal", "host-gateway"));
    Arbitrary<Reach> without = hosts.map(named -> new Reach(
        new ContainerNetwork(ContainerNetwork.Mode.NONE, null, List.of(), List.of(), named),
        null,
        null));
    Arbitrary<ContainerNetwork> networks = Combinators.combine(
            Arbitraries.of("back-end").injectNull(0.5),
            Arbitraries.of("api.example.com", "*.example.com:8443").list().ofMaxSize(2),
            ports().list().ofMaxSize(2),
            hosts)
        .as((name, allowed, ports, named) -> name == null
            ? new ContainerNetwork(ContainerNetwork.Mode.DEFAULT, null, allowed, ports, named)
            : new ContainerNetwork(ContainerNetwork.Mode.NAMED, name, List.of(), ports, named));
    Arbitrary<Reach> with = Combinators.combine(
            networks, endpoints().injectNull(0.3), services().injectNull(0.5))
        .as((network, endpoint, service) ->
            new Reach(network, endpoint, endpoint == null ? null : service));
    return Arbitraries.oneOf(without, with);
  }

  private static Arbitrary<PortBinding> ports() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 65_535),
            Arbitraries.integers().between(0, 65_535),
            Arbitraries.of("127.0.0.1", "0.0.0.0", "::1"))
        .as(PortBinding::new);
  }

  private static Arbitrary<ContainerEndpoint> endpoints() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 65_535), Arbitraries.of("/", "/mcp", "/a?b=c"))
        .as(ContainerEndpoint::new);
  }

  private static Arbitrary<ServicePlacement> services() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 100),
            Arbitraries.of("node.role==worker", "node.labels.zone != a").list().ofMaxSize(2))
        .as(ServicePlacement::new);
  }

  private static Arbitrary<ContainerLimits> limits() {
    return Combinators.combine(
            Arbitraries.longs().between(6L << 20, 1L << 40),
            Arbitraries.doubles().between(0.01, 1024).ofScale(3),
            Arbitraries.integers().between(1, 1_000_000))
        .as(ContainerLimits::new);
  }

  private static Arbitrary<ContainerSecurity> securities() {
    return Combinators.combine(
            Arbitraries.of(true, false),
            Arbitraries.maps(paths(), Arbitraries.longs().between(4096, 64L << 30)),
            Arbitraries.of("NET_BIND_SERVICE", "CHOWN", "ALL").set().ofMaxSize(3),
            Arbitraries.of(true, false),
            Arbitraries.of("1000:1000", "nobody").injectNull(0.5))
        .as(ContainerSecurity::new);
  }

  private static Arbitrary<ContainerHealth> healthChecks() {
    return Combinators.combine(
            Definitions.texts().ofMaxLength(20).list().ofMaxSize(3),
            Definitions.durations(1000, 3_600_000),
            Definitions.durations(1000, 300_000),
            Definitions.durations(0, 3_600_000),
            Arbitraries.integers().between(1, 100))
        .as((arguments, interval, timeout, startPeriod, retries) -> {
          var command = new ArrayList<>(List.of("/bin/check"));
          command.addAll(arguments);
          return new ContainerHealth(command, interval, timeout, startPeriod, retries);
        });
  }

  private Containers() {}
}
