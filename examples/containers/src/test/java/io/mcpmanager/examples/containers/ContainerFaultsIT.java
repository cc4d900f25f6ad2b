package io.mcpmanager.examples.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.ContainerLimits;
import io.mcpmanager.api.server.ContainerMount;
import io.mcpmanager.api.server.ContainerNetwork;
import io.mcpmanager.api.server.ContainerSecurity;
import io.mcpmanager.api.server.Failure;
import io.mcpmanager.api.server.ImagePull;
import io.mcpmanager.api.server.Phase;
import io.mcpmanager.api.server.PortBinding;
import io.mcpmanager.api.server.RestartPolicy;
import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.ServerState;
import io.mcpmanager.testkit.LeakFree;
import io.mcpmanager.testkit.Requires;
import io.mcpmanager.testkit.engine.RegistryStub;
import io.mcpmanager.testkit.engine.TestEngine;
import io.mcpmanager.testkit.engine.TestImages;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong with a container is told in words that help, is noticed at once, and leaves nothing behind. */
@LeakFree
@Requires({"docker", "busybox"})
final class ContainerFaultsIT {

  /** Within this the end of a container that somebody else has ended is to be noticed. */
  private static final Duration NOTICED = Duration.ofSeconds(1);

  private static String image;

  @TempDir
  private Path folder;

  @BeforeAll
  static void makeImage() throws Exception {
    image = TestImages.of(TestEngine.standard()).shellServer();
  }

  @Test
  void givenAnImageThatIsNotThere_whenItMayNotBeFetched_thenThatIsSaid() throws Exception {
    try (var boxes = Boxes.open()) {
      Failure failure = boxes.failureOf(ContainerLaunch.of("mcp-manager-test/absent:1")
          .withPull(ImagePull.of(ImagePull.Policy.NEVER)));

      assertThat(failure.message()).contains("mcp-manager-test/absent:1", "never");
    }
  }

  @Test
  void givenARegistryWithoutTheImage_whenStarted_thenItsAnswerIsTold() throws Exception {
    try (var registry = RegistryStub.open();
        var boxes = Boxes.open()) {
      String name = registry.address() + "/team/absent:1";

      Failure failure = boxes.failureOf(ContainerLaunch.of(name));

      assertThat(failure.phase()).isEqualTo(Phase.INSTALL);
      assertThat(failure.message()).contains(name, "manifest unknown");
    }
  }

  @Test
  void givenARegistryThatWantsAPassword_whenStartedWithAWrongOne_thenThatIsSaidWithoutIt()
      throws Exception {
    try (var registry = RegistryStub.protectedBy("ann", "right");
        var boxes = Boxes.open()) {
      String ignored = registry.addShellServer("team/server", "1", "x");
      String name = registry.address() + "/team/server:1";

      Failure failure = boxes.failureOf(ContainerLaunch.of(name)
          .withPull(new ImagePull(ImagePull.Policy.ALWAYS, "ann", "so-wrong")));

      assertThat(failure.phase()).isEqualTo(Phase.INSTALL);
      assertThat(failure.message()).contains(name).containsIgnoringCase("auth");
      assertThat(failure.toString()).doesNotContain("so-wrong");
    }
  }

  @Test
  void givenAPortThatIsTaken_whenStarted_thenThePortIsNamed() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var boxes = Boxes.open()) {
      var network = ContainerNetwork.DEFAULT.withPorts(
          List.of(PortBinding.loopback(8080, taken.getLocalPort())));

      Failure failure = boxes.failureOf(ContainerLaunch.of(image).withNetwork(network));

      assertThat(failure.message()).contains(String.valueOf(taken.getLocalPort()), "port");
    }
  }

  @Test
  void givenAMountWhoseSourceIsMissing_whenStarted_thenItIsNamed() throws Exception {
    try (var boxes = Boxes.open()) {
      String source = folder.resolve("absent").toString();

      Failure failure = boxes.failureOf(
          ContainerLaunch.of(image).withMounts(List.of(ContainerMount.readOnly(source, "/data"))));

      assertThat(failure.message()).contains(source);
    }
  }

  @Test
  void givenAContainerThatEndsAtOnce_whenStarted_thenItsStatusAndItsLastLinesAreTold()
      throws Exception {
    try (var boxes = Boxes.open()) {
      Failure failure = boxes.failureOf(ContainerLaunch.of(image, "exits", "3"));

      assertThat(failure.exit()).hasValue(3);
      assertThat(failure.lastErrorLines()).contains("cannot open the database", "giving up");
      assertThat(failure.message()).contains("3");
    }
  }

  @Test
  void givenAProgramThatTheImageHasNot_whenStarted_thenThatIsSaid() throws Exception {
    try (var boxes = Boxes.open()) {
      var launch = new ContainerLaunch(
          image,
          List.of("/no/such/program"),
          List.of(),
          Map.of(),
          null,
          null,
          ImagePull.DEFAULT,
          List.of(),
          ContainerNetwork.NONE,
          ContainerLimits.DEFAULT,
          ContainerSecurity.DEFAULT,
          null,
          Map.of(),
          null);

      assertThat(boxes.failureOf(launch).toString()).contains("/no/such/program");
    }
  }

  @Test
  void givenAContainerThatTakesTooMuchMemory_whenItIsKilled_thenTheCallerAndTheServerSaySo()
      throws Exception {
    try (var boxes = Boxes.open()) {
      var limits = new ContainerLimits(16L << 20, 1, 64);
      ServerId id =
          boxes.running("box", ContainerLaunch.of(image).withLimits(limits), RestartPolicy.NEVER);

      assertThatThrownBy(() -> boxes.call("box__oom", "{}"))
          .isInstanceOf(McpManagerException.class)
          .hasMessageContaining("memory");

      Failure failure = boxes.failureOf(id);
      assertThat(failure.message()).contains("memory");
      assertThat(failure.exit()).hasValue(137);
    }
  }

  /** By its first process, or by the engine's own command. */
  @ParameterizedTest
  @ValueSource(strings = {"kill", "remove"})
  void givenARunningContainer_whenSomebodyElseEndsIt_thenThatIsNoticedAtOnceAndItRunsAgain(
      String how) throws Exception {
    try (var boxes = Boxes.open()) {
      ServerId never = boxes.running("box", ContainerLaunch.of(image), RestartPolicy.NEVER);
      ServerId again = boxes.running("again", ContainerLaunch.of(image), Boxes.QUICK);
      String first = boxes.container(again).id();

      end(boxes, how, boxes.container(never).id());
      long ended = System.nanoTime();
      await()
          .pollInterval(Duration.ofMillis(10))
          .atMost(Boxes.LONG)
          .until(() -> boxes.get(never).state() == ServerState.ERROR);
      assertThat(Duration.ofNanos(System.nanoTime() - ended)).isLessThan(NOTICED);
      assertThat(boxes.failureOf(never).message()).containsPattern("signal 9|137|removed|killed");

      end(boxes, how, first);
      await()
          .atMost(Boxes.LONG)
          .until(() -> boxes.get(again).state() == ServerState.RUNNING
              && !boxes.container(again).id().equals(first));
      assertThat(boxes.call("again__echo", "{\"text\": \"back\"}")).isEqualTo("back");
    }
  }

  private static void end(Boxes boxes, String how, String container) throws Exception {
    if (how.equals("kill")) {
      boxes.engine().kill(container, "KILL");
    } else {
      boxes.engine().remove(container);
    }
  }

  /** An engine can be told by a plugin to refuse; what an operating system refuses, see the next test. */
  @Test
  void givenAnEngineThatRefuses_whenStarted_thenItsReasonIsTold() throws Exception {
    TestEngine engine = TestEngine.standard();
    try (var proxy = new EngineProxy(folder.resolve("s"), engine.socket());
        var boxes = Boxes.open(engine, proxy.host())) {
      proxy.refuse("/containers/create", 403, "authorization denied by plugin house-rules");

      Failure failure = boxes.failureOf(ContainerLaunch.of(image));

      assertThat(failure.message()).contains("authorization denied by plugin house-rules");
    }
  }

  @Test
  void givenAnEngineWithoutDisk_whenItSaysSo_thenThatIsTold() throws Exception {
    TestEngine engine = TestEngine.standard();
    try (var proxy = new EngineProxy(folder.resolve("s"), engine.socket());
        var boxes = Boxes.open(engine, proxy.host())) {
      ServerId id = boxes.create("box", ContainerLaunch.of(image), Boxes.QUICK);
      proxy.refuse("/start", 500, "write /var/lib/docker: no space left on device");

      boxes.execute(id, new ServerCommand.Start());
      assertThat(boxes.failureOf(id).message()).contains("no space left on device");

      proxy.heal();
      boxes.awaitState(id, ServerState.RUNNING);
    }
  }

  /** The engine's connection breaks within a frame, whose length it had announced. */
  @Test
  void givenAConnectionThatEndsWithinAFrame_whenCalled_thenTheCallerIsToldAndTheServerRunsAgain()
      throws Exception {
    TestEngine engine = TestEngine.standard();
    try (var proxy = new EngineProxy(folder.resolve("s"), engine.socket());
        var boxes = Boxes.open(engine, proxy.host())) {
      ServerId id = boxes.running("box", ContainerLaunch.of(image), Boxes.QUICK);
      String first = boxes.container(id).id();
      proxy.cutNextFrame();

      assertThatThrownBy(() -> boxes.call("box__echo", "{\"text\": \"lost\"}"))
          .isInstanceOf(McpManagerException.class)
          .hasMessageContaining("box");

      proxy.heal();
      await()
          .atMost(Boxes.LONG)
          .until(() -> boxes.get(id).state() == ServerState.RUNNING
              && !boxes.container(id).id().equals(first));
      assertThat(boxes.call("box__echo", "{\"text\": \"back\"}")).isEqualTo("back");
    }
  }

  @Test
  void givenAServerThatIsFlooded_whenItWritesMuch_thenCallsAreStillAnswered() throws Exception {
    try (var boxes = Boxes.open()) {
      ServerId ignored = boxes.running("box", ContainerLaunch.of(image), RestartPolicy.NEVER);

      assertThat(boxes.call("box__flood", "{\"lines\": 20000}")).isEqualTo("flooded");
      assertThat(boxes.call("box__echo", "{\"text\": \"still here\"}")).isEqualTo("still here");
    }
  }
}
