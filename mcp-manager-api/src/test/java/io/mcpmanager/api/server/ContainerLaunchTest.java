package io.mcpmanager.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.api.error.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ContainerLaunchTest {

  private static final ContainerLaunch PLAIN = ContainerLaunch.of("mcp/fetch:1.2", "--verbose");

  @Test
  void givenNothingButAnImage_whenChecked_thenItIsTheSafest() {
    assertThat(PLAIN.kind()).isEqualTo(LaunchKind.CONTAINER);
    assertThat(PLAIN.problems()).isEmpty();
    assertThat(PLAIN.loosened()).isEmpty();
    assertThat(PLAIN.network().mode()).isEqualTo(ContainerNetwork.Mode.NONE);
    assertThat(PLAIN.network().networkName()).isEmpty();
    assertThat(PLAIN.security().readOnlyRoot()).isTrue();
    assertThat(PLAIN.security().declaredUser()).isEmpty();
    assertThat(PLAIN.httpEndpoint()).isEmpty();
    assertThat(PLAIN.healthCommand()).isEmpty();
    assertThat(PLAIN.placement()).isEmpty();
    assertThat(PLAIN.pull().policy().text()).isEqualTo("missing");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "busybox",
        "mcp/fetch:1.2",
        "registry.example.com:5000/team/tool:v1",
        "tool@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
      })
  void givenNameOfAnImage_whenChecked_thenItIsTaken(String image) {
    assertThat(ContainerLaunch.of(image).problems()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "Upper/Case", "-rm", "name:", "name@sha256:12", "a b", "--privileged"})
  void givenNoNameOfAnImage_whenChecked_thenTheFieldIsNamed(String image) {
    assertThat(fields(ContainerLaunch.of(image))).containsExactly("image");
  }

  @Test
  void givenEverythingLoosened_whenAsked_thenEachFieldIsNamed() {
    ContainerLaunch loose = PLAIN
        .withNetwork(ContainerNetwork.DEFAULT.withPorts(List.of(PortBinding.loopback(80, 8080))))
        .withMounts(List.of(
            ContainerMount.readOnly("/data", "/data"),
            new ContainerMount("cache", "/cache", false)))
        .withSecurity(
            new ContainerSecurity(false, Map.of(), Set.of("NET_BIND_SERVICE"), false, "1000:1000"));

    assertThat(loose.problems()).isEmpty();
    assertThat(loose.loosened())
        .contains(
            "network.mode",
            "network.ports[0]",
            "mounts[1].readOnly",
            "security.readOnlyRoot",
            "security.capabilities",
            "security.noNewPrivileges");
    assertThat(loose.security().declaredUser()).contains("1000:1000");
    assertThat(loose.mounts().get(0).isVolume()).isFalse();
    assertThat(loose.mounts().get(1).isVolume()).isTrue();
    assertThat(loose.network().ports().getFirst().isOpen()).isFalse();
    assertThat(new PortBinding(80, 80, "0.0.0.0").isOpen()).isTrue();
  }

  @Test
  void givenOtherParts_whenPutIn_thenTheRestStays() {
    ContainerLaunch other = PLAIN
        .withEnvironment(Map.of("KEY", "secret"))
        .withEndpoint(new ContainerEndpoint(8080, "/mcp"))
        .withNetwork(ContainerNetwork.named("tools"))
        .withPull(new ImagePull(ImagePull.Policy.ALWAYS, "me", "password"))
        .withLimits(new ContainerLimits(64L << 20, 0.5, 32))
        .withHealth(ContainerHealth.of("/healthy", "--quick"))
        .withService(new ServicePlacement(2, List.of("node.labels.zone==a")));

    assertThat(other.problems()).isEmpty();
    assertThat(other.image()).isEqualTo(PLAIN.image());
    assertThat(other.httpEndpoint()).contains(new ContainerEndpoint(8080, "/mcp"));
    assertThat(other.network().networkName()).contains("tools");
    assertThat(other.healthCommand()).isPresent();
    assertThat(other.placement()).isPresent();
    assertThat(other.toString()).doesNotContain("secret").doesNotContain("--verbose");
    assertThat(other.pull().toString()).doesNotContain("password").doesNotContain("me,");
  }

  @Test
  void givenWrongParts_whenChecked_thenAllAreNamedAtOnce() {
    var wrong = new ContainerLaunch(
        "tool",
        List.of("a\0b"),
        List.of("x", "y\0"),
        Map.of("1X", "v", "OK", "v\0"),
        "relative",
        new ContainerEndpoint(0, "mcp"),
        new ImagePull(ImagePull.Policy.NEVER, "me", null),
        List.of(new ContainerMount("../up", "/", true)),
        ContainerNetwork.NONE,
        new ContainerLimits(1, 0, 0),
        new ContainerSecurity(true, Map.of("tmp", 1L), Set.of("CAP_SYS_ADMIN"), true, "no body"),
        new ContainerHealth(List.of(), Duration.ZERO, Duration.ZERO, Duration.ofDays(1), 0),
        Map.of("io.mcpmanager.server", "x"),
        new ServicePlacement(0, List.of("zone")));

    assertThat(fields(wrong))
        .contains(
            "entrypoint[0]",
            "arguments[1]",
            "environment.1X",
            "environment.OK",
            "workingDirectory",
            "endpoint.port",
            "endpoint.path",
            "network.mode",
            "pull.password",
            "mounts[0].source",
            "mounts[0].target",
            "limits.memoryBytes",
            "limits.cpus",
            "limits.processes",
            "security.temporaryFolders.tmp",
            "security.capabilities",
            "security.user",
            "health.command",
            "health.interval",
            "health.timeout",
            "health.startPeriod",
            "health.retries",
            "labels.io.mcpmanager.server",
            "service.replicas",
            "service.constraints[0]");
  }

  @Test
  void givenServiceWithoutEndpoint_whenChecked_thenItIsMissed() {
    assertThat(fields(PLAIN.withService(new ServicePlacement(1, List.of()))))
        .containsExactly("endpoint");
  }

  @Test
  void givenFactsOfAContainer_whenShownWithItsInstance_thenTheyAreThere() {
    var info = new ContainerInfo("1234", "name", "tool:1", "sha256:ab", null, true, List.of());
    var instance = new InstanceInfo(1, Instant.EPOCH, null, "2025-11-25", "tool", "1", null, null)
        .withContainer(info)
        .withIsolated(2)
        .withWedgedSince(Instant.EPOCH);
    var usage = new ResourceUsage(
        Instant.EPOCH,
        Duration.ofSeconds(1),
        2.5,
        3L,
        4,
        5,
        6,
        new ResourceUsage.Traffic(1, 2, 3, 4));

    assertThat(instance.withUsage(usage).asContainer()).contains(info);
    assertThat(info.registryDigest()).isEmpty();
    assertThat(usage.moved()).contains(new ResourceUsage.Traffic(1, 2, 3, 4));
    assertThat(usage.cpu()).contains(Duration.ofSeconds(1));
    assertThat(usage.cpuShare()).hasValue(2.5);
    assertThat(usage.memory()).hasValue(3);
    assertThat(usage.threadCount()).hasValue(5);
    assertThat(usage.openFileCount()).hasValue(6);
  }

  private static List<String> fields(ContainerLaunch launch) {
    return launch.problems().stream().map(Problem::field).distinct().toList();
  }
}
