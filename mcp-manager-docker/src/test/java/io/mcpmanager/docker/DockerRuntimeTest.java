package io.mcpmanager.docker;

import static io.mcpmanager.docker.Containers.GRACE;
import static io.mcpmanager.docker.Containers.SOON;
import static io.mcpmanager.docker.Containers.ask;
import static io.mcpmanager.docker.Containers.exitOf;
import static io.mcpmanager.docker.Containers.id;
import static io.mcpmanager.docker.Containers.run;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpmanager.api.error.LaunchException;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.log.LogStream;
import io.mcpmanager.api.server.ContainerEndpoint;
import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.ContainerLimits;
import io.mcpmanager.api.server.ContainerMount;
import io.mcpmanager.api.server.ContainerNetwork;
import io.mcpmanager.api.server.ContainerSecurity;
import io.mcpmanager.api.server.ImagePull;
import io.mcpmanager.docker.Containers.Inbox;
import io.mcpmanager.spi.Instance;
import io.mcpmanager.spi.OutboundMessage;
import io.mcpmanager.testkit.LeakFree;
import io.mcpmanager.testkit.Requires;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Requires({"docker", "busybox"})
@LeakFree
final class DockerRuntimeTest {

  private final Containers containers = new Containers();
  private final Inbox inbox = new Inbox();
  private DockerRuntime runtime;

  @BeforeEach
  void open() {
    runtime = containers.runtime();
  }

  @AfterEach
  void close() throws Exception {
    runtime.close();
    assertThat(containers.all()).isEmpty();
    containers.close();
  }

  private Instance launch(ContainerLaunch launch) throws Exception {
    return runtime.launch(containers.spec("srv", 1, launch), containers.listener);
  }

  private Instance open(ContainerLaunch launch) throws Exception {
    Instance instance = launch(launch);
    instance.channel().open(inbox);
    return instance;
  }

  // what it may

  @Test
  void givenADefinitionThatSaysNothing_whenLaunched_thenNothingIsOpen() throws Exception {
    Instance instance = open(containers.server());

    JsonNode host = containers.inspect(instance).path("HostConfig");
    assertThat(host.path("NetworkMode").asText()).isEqualTo("none");
    assertThat(host.path("ReadonlyRootfs").asBoolean()).isTrue();
    assertThat(host.path("CapDrop").toString()).contains("ALL");
    assertThat(host.path("CapAdd").size()).isZero();
    assertThat(host.path("SecurityOpt").toString()).contains("no-new-privileges");
    assertThat(host.path("Memory").asLong()).isEqualTo(512L << 20);
    assertThat(host.path("MemorySwap").asLong()).isEqualTo(512L << 20);
    assertThat(host.path("NanoCpus").asLong()).isEqualTo(1_000_000_000L);
    assertThat(host.path("PidsLimit").asLong()).isEqualTo(256);
    assertThat(host.path("Privileged").asBoolean()).isFalse();
    assertThat(host.path("RestartPolicy").path("Name").asText()).isIn("no", "");
    assertThat(host.path("LogConfig").path("Type").asText()).isEqualTo("none");
    assertThat(host.path("AutoRemove").asBoolean()).isFalse();
    assertThat(run(instance, inbox, 1, "touch /x || touch /tmp/x && echo only there"))
        .contains("Read-only file system")
        .contains("only there");
    assertThat(run(instance, inbox, 2, "grep Cap /proc/self/status"))
        .contains("CapEff: 0000000000000000")
        .contains("CapBnd: 0000000000000000");
    assertThat(run(instance, inbox, 3, "ls /sys/class/net")).contains("lo").doesNotContain("eth0");
    instance.stop(GRACE);
  }

  @Test
  void givenADefinitionThatSaysMore_whenLaunched_thenItHasThat() throws Exception {
    var security = new ContainerSecurity(
        true, Map.of("/scratch", 1L << 20), Set.of("NET_BIND_SERVICE"), true, "4711:4712");
    Instance instance = open(containers
        .server()
        .withSecurity(security)
        .withLimits(new ContainerLimits(64L << 20, 0.5, 50))
        .withMounts(List.of(ContainerMount.readOnly("/etc", "/given")))
        .withEnvironment(Map.of("GREETING", "a b=c")));

    assertThat(run(instance, inbox, 1, "id")).contains("uid=4711").contains("gid=4712");
    assertThat(run(instance, inbox, 2, "df /scratch")).contains("1024");
    assertThat(run(instance, inbox, 3, "ls /given/passwd; touch /given/x"))
        .contains("/given/passwd")
        .contains("Read-only");
    assertThat(run(instance, inbox, 4, "env")).contains("GREETING=a b=c");
    JsonNode host = containers.inspect(instance).path("HostConfig");
    assertThat(host.path("NanoCpus").asLong()).isEqualTo(500_000_000L);
    assertThat(host.path("CapAdd").toString()).contains("NET_BIND_SERVICE");
    instance.stop(GRACE);
  }

  // what it says

  @Test
  void givenAContainer_whenItRuns_thenItIsKnownWhatItIs() throws Exception {
    Instance instance = open(containers.server());

    var info = instance.container().orElseThrow();
    assertThat(info.id()).hasSize(64);
    assertThat(info.name()).startsWith("mcp-srv-");
    assertThat(info.image()).isEqualTo(containers.image());
    assertThat(info.imageId()).startsWith("sha256:");
    assertThat(info.registryDigest()).isEmpty();
    assertThat(info.adopted()).isFalse();
    assertThat(instance.adopted()).isFalse();
    assertThat(instance.processId()).isEmpty();
    assertThat(instance.isAlive()).isTrue();
    instance.stop(GRACE);
  }

  @Test
  void givenMuchOutput_whenItComes_thenBothStreamsAreWhole() throws Exception {
    Instance instance = open(containers.server());

    ask(instance, inbox, 1, "tools/call", "{\"name\":\"flood\",\"arguments\":{\"lines\":1000}}");

    await().atMost(SOON).until(() -> containers.texts(LogStream.STDERR).size() == 1001);
    assertThat(containers.texts(LogStream.STDERR))
        .contains("line 1000 of a flood", "line 1 of a flood");
    assertThat(run(instance, inbox, 2, "head -c 2000000 /dev/zero | tr '\\\\000' x"))
        .hasSizeGreaterThan(2_000_000);
    instance.stop(GRACE);
  }

  // how it ends

  @Test
  void givenAContainerThatExitsAtOnce_whenItHas_thenStatusAndLastLinesAreKnown() throws Exception {
    Instance instance = open(containers.server("exits", "7"));

    var exit = exitOf(instance);
    assertThat(exit.exitCode()).hasValue(7);
    assertThat(exit.requested()).isFalse();
    assertThat(exit.description()).isEqualTo("exited with status 7");
    assertThat(containers.texts(LogStream.STDERR)).endsWith("giving up");
    await().atMost(SOON).until(() -> !inbox.closed.isEmpty());
  }

  @Test
  void givenAContainerThatServesHttp_whenItExitsAtOnce_thenThatIsTheReason() throws Exception {
    var launch = containers
        .server("exits", "7")
        .withNetwork(ContainerNetwork.DEFAULT)
        .withEndpoint(new ContainerEndpoint(8080, "/cgi-bin/mcp"));

    try {
      assertThat(exitOf(launch(launch)).description()).isEqualTo("exited with status 7");
    } catch (LaunchException e) {
      assertThat(e).hasMessage("the container ended at once: exited with status 7");
    }
    assertThat(containers.texts(LogStream.STDERR)).endsWith("giving up");
    assertThat(containers.all()).isEmpty();
  }

  @Test
  void givenAContainerThatTakesTooMuchMemory_whenItIsKilled_thenThatIsTheReason() throws Exception {
    Instance instance = open(containers.server().withLimits(new ContainerLimits(24L << 20, 1, 64)));

    ask(instance, inbox, 1, "ping", "{}");
    instance.channel().send(oom(), SOON);

    var exit = exitOf(instance);
    assertThat(exit.description()).contains("out of memory").contains("24 MiB");
    assertThat(exit.requested()).isFalse();
  }

  private static OutboundMessage oom() {
    String call =
        "{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"tools/call\",\"params\":{\"name\":\"oom\",\"arguments\":{}}}";
    return new OutboundMessage(call.getBytes(UTF_8), "tools/call", true);
  }

  @Test
  void givenAContainer_whenSomebodyElseKillsIt_thenThatIsNoticed() throws Exception {
    Instance instance = open(containers.server());

    containers.engine.kill(id(instance), "KILL");

    var exit = exitOf(instance);
    assertThat(exit.exitCode()).hasValue(137);
    assertThat(exit.description()).contains("signal 9").contains("somebody else");
  }

  @Test
  void givenAContainer_whenSomebodyElseRemovesIt_thenThatIsNoticed() throws Exception {
    Instance instance = open(containers.server());

    containers.engine.remove(id(instance));

    assertThat(exitOf(instance).description()).contains("removed by somebody else");
    assertThat(exitOf(instance).requested()).isFalse();
  }

  @Test
  void givenAContainerThatMindsNothing_whenStopped_thenItIsKilled() throws Exception {
    Instance instance = open(containers.server("stubborn"));
    ask(instance, inbox, 1, "ping", "{}");

    instance.stop(Duration.ofMillis(300));

    assertThat(exitOf(instance).exitCode()).hasValue(137);
    assertThat(exitOf(instance).requested()).isTrue();
    assertThat(containers.all()).isEmpty();
  }

  @Test
  void givenAContainerThatSomebodyFroze_whenStopped_thenItEndsAllTheSame() throws Exception {
    Instance instance = open(containers.server());
    ask(instance, inbox, 1, "ping", "{}");
    containers.engine.send("POST", "/containers/" + id(instance) + "/pause");

    instance.stop(Duration.ofMillis(300));

    assertThat(exitOf(instance).requested()).isTrue();
    assertThat(containers.all()).isEmpty();
  }

  // what keeps it from running

  @Test
  void givenAnImageThatIsNotThere_whenLaunched_thenThatIsTheReason() {
    var launch = ContainerLaunch.of("mcp-manager-test/none:1")
        .withPull(ImagePull.of(ImagePull.Policy.NEVER));

    assertThatThrownBy(() -> launch(launch))
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("mcp-manager-test/none:1 is not there");
    assertThat(runtime.check(launch)).extracting(Problem::field).containsExactly("image");
  }

  @Test
  void givenSourcesThatAreNotThere_whenLaunched_thenTheyAreNamed() throws Exception {
    var launch = containers
        .server()
        .withMounts(List.of(
            ContainerMount.readOnly("/no/such/one", "/one"),
            ContainerMount.readOnly("/etc", "/etc2"),
            ContainerMount.readOnly("/no/such/two", "/two")));

    assertThatThrownBy(() -> launch(launch))
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("/no/such/one does not exist");
    assertThat(runtime.check(launch))
        .extracting(Problem::field)
        .containsExactly("mounts[0].source", "mounts[2].source");
    assertThat(containers.all()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/no/such/command", "nosuchcommand"})
  void givenACommandThatIsNotInTheImage_whenLaunched_thenItIsNamed(String command)
      throws Exception {
    var server = containers.server();
    var launch = new ContainerLaunch(
        server.image(),
        List.of(command),
        List.of(),
        Map.of(),
        null,
        null,
        server.pull(),
        List.of(),
        server.network(),
        server.limits(),
        server.security(),
        null,
        Map.of(),
        null);
    // with an init process the engine starts that, and it fails to start the command
    Instance instance = open(launch);

    assertThat(exitOf(instance).exitCode().orElseThrow()).isIn(126, 127);
    assertThat(containers.texts(LogStream.STDERR)).anyMatch(line -> line.contains(command));
  }

  @Test
  void givenAUserThatIsNotInTheImage_whenLaunched_thenItIsNamed() throws Exception {
    var launch = containers
        .server()
        .withSecurity(new ContainerSecurity(true, Map.of(), Set.of(), true, "nobodyatall"));

    assertThatThrownBy(() -> launch(launch))
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("nobodyatall");
    assertThat(containers.all()).isEmpty();
  }

  @Test
  void givenALaunchThatIsInterrupted_whenItIsOver_thenNothingIsLeft() throws Exception {
    var launch = containers.server();
    var begun = new CountDownLatch(1);
    for (int i = 0; i < 5; i++) {
      Thread launching = Thread.ofVirtual().start(() -> {
        begun.countDown();
        assertThatThrownBy(() -> launch(launch)).isInstanceOf(InterruptedException.class);
      });
      begun.await();
      int spins = i * 30;
      await().pollDelay(Duration.ofMillis(1 + spins)).until(() -> true);
      launching.interrupt();
      launching.join(SOON);
    }

    await().atMost(SOON).until(() -> containers.all().isEmpty());
  }

  @Test
  void givenCapabilitiesThatNobodyKnows_whenChecked_thenTheyAreNamed() throws Exception {
    var launch = containers
        .server()
        .withSecurity(new ContainerSecurity(true, Map.of(), Set.of("FLYING"), true, null));

    assertThat(runtime.check(launch)).singleElement().satisfies(problem -> {
      assertThat(problem.field()).isEqualTo("security.capabilities");
      assertThat(problem.message()).contains("FLYING");
    });
  }
}
