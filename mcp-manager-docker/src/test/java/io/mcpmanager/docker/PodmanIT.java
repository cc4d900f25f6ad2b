package io.mcpmanager.docker;

import static io.mcpmanager.docker.Containers.GRACE;
import static io.mcpmanager.docker.Containers.SOON;
import static io.mcpmanager.docker.Containers.exitOf;
import static io.mcpmanager.docker.Containers.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.diagnostics.Finding;
import io.mcpmanager.api.log.LogStream;
import io.mcpmanager.api.server.ContainerEndpoint;
import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.ContainerNetwork;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.docker.Containers.Inbox;
import io.mcpmanager.spi.Instance;
import io.mcpmanager.spi.LaunchSpec;
import io.mcpmanager.spi.Leftover.Outcome;
import io.mcpmanager.spi.store.InstanceRecord;
import io.mcpmanager.testkit.Requires;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The life of containers of Podman, with root and without. */
@Requires({"podman", "setpriv", "busybox"})
@EnabledIf(value = "isRoot", disabledReason = "only root can start Podman for several users")
final class PodmanIT {

  @TempDir
  private Path folder;

  private int asked;

  static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  @Test
  void givenPodmanWithRoot_whenContainersLiveAndEnd_thenAllOfItIsSeen() throws Exception {
    try (var podman = PodmanService.start(folder, PodmanService.User.ROOT);
        var containers = containers(podman)) {
      DockerRuntime runtime = containers.runtime();

      assertThat(limits(runtime).status()).isEqualTo(Finding.Status.OK);
      Instance instance = serves(containers, runtime);
      assertThat(instance.container().orElseThrow().notEnforced()).isEmpty();
      await().atMost(SOON).until(() -> instance.usage().isPresent());
      instance.stop(GRACE);
      endsForAReason(containers, runtime);
      isTakenOver(containers, runtime);
      assertThat(containers.all()).isEmpty();
    }
  }

  @Test
  void givenPodmanWithoutRoot_whenContainersLiveAndEnd_thenWhatItCannotHoldThemToIsSaid()
      throws Exception {
    Optional<PodmanService.User> user = PodmanService.User.withoutRoot();
    assumeTrue(user.isPresent(), "nobody but root has user ids for containers (/etc/subuid)");
    try (var podman = PodmanService.start(folder, user.get());
        var containers = containers(podman)) {
      DockerRuntime runtime = containers.runtime();

      Instance instance = serves(containers, runtime);
      List<String> notEnforced = instance.container().orElseThrow().notEnforced();
      assertThat(limits(runtime).status())
          .isEqualTo(notEnforced.isEmpty() ? Finding.Status.OK : Finding.Status.WARNING);
      instance.stop(GRACE);
      endsForAReason(containers, runtime);
      assertThat(containers.all()).isEmpty();
    }
  }

  private static Containers containers(PodmanService podman) {
    return new Containers(podman.engine(), () -> DockerRuntime.builder().host(podman.host()));
  }

  /** On a busy machine Podman may not answer in time at first. */
  private static Finding limits(DockerRuntime runtime) {
    return await("Podman says which limits it keeps")
        .atMost(SOON)
        .until(
            () -> runtime.checks().getFirst().examine(CallContext.system("test")).stream()
                .filter(finding -> finding.id().equals("docker.limits"))
                .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  private Instance launched(Containers containers, DockerRuntime runtime) throws Exception {
    return runtime.launch(containers.spec("box", 1, containers.server()), containers.listener);
  }

  private Instance serves(Containers containers, DockerRuntime runtime) throws Exception {
    Instance instance = launched(containers, runtime);
    answers(instance);
    await()
        .atMost(SOON)
        .until(() -> containers.texts(LogStream.STDERR).contains("the shell server begins"));
    return instance;
  }

  private void answers(Instance instance) throws Exception {
    var inbox = new Inbox();
    instance.channel().open(inbox);
    assertThat(Containers.run(instance, inbox, ++asked, "echo heard")).contains("heard");
  }

  private void endsForAReason(Containers containers, DockerRuntime runtime) throws Exception {
    Instance killed = launched(containers, runtime);
    containers.engine.kill(id(killed), "KILL");
    assertThat(exitOf(killed).description()).contains("signal 9", "somebody else");
    Instance removed = launched(containers, runtime);
    containers.engine.remove(id(removed));
    assertThat(exitOf(removed).description()).contains("removed by somebody else");
    ContainerLaunch brief = containers.server("exits", "3");
    Instance ended = runtime.launch(containers.spec("brief", 1, brief), containers.listener);
    assertThat(exitOf(ended).code()).isEqualTo(3);
  }

  /** One over HTTP; the input of others ends with the manager's connection. */
  private void isTakenOver(Containers containers, DockerRuntime runtime) throws Exception {
    ContainerLaunch web = containers
        .server("http", "8080")
        .withNetwork(ContainerNetwork.DEFAULT)
        .withEndpoint(new ContainerEndpoint(8080, "/cgi-bin/mcp"));
    LaunchSpec spec = containers.spec("web", 1, web);
    Instance before = runtime.launch(spec, containers.listener);
    assertThat(before.container().orElseThrow().notEnforced()).containsExactly("network.mode");
    Containers.kill(runtime);

    DockerRuntime next = containers.runtime();
    var noted =
        new InstanceRecord(spec.mark().token(), spec.server(), "docker", Instant.EPOCH, null);
    assertThat(next.recover(containers.manager, List.of(noted), ServerId.of("web")::equals))
        .extracting(leftover -> leftover.outcome())
        .containsExactly(Outcome.ADOPTED);
    Instance after =
        next.launch(containers.spec("web", 2, web, spec.mark().token()), containers.listener);

    assertThat(id(after)).isEqualTo(id(before));
    assertThat(after.adopted()).isTrue();
    answers(after);
    after.stop(GRACE);
  }
}
