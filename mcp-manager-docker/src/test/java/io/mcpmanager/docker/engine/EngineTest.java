package io.mcpmanager.docker.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.command.CreateContainerResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.diagnostics.Finding;
import io.mcpmanager.docker.diagnostics.EngineCheck;
import io.mcpmanager.docker.diagnostics.LabelledContainers;
import io.mcpmanager.docker.engine.ContainerEvent.Kind;
import io.mcpmanager.docker.stream.Attachment;
import io.mcpmanager.docker.testkit.Engines;
import io.mcpmanager.docker.testkit.RealClock;
import io.mcpmanager.docker.transport.EngineException;
import io.mcpmanager.docker.transport.EngineFaults;
import io.mcpmanager.testkit.LeakFree;
import io.mcpmanager.testkit.Requires;
import io.mcpmanager.testkit.engine.TestEngine;
import io.mcpmanager.testkit.engine.TestImages;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The engine of this machine. */
@Requires("docker")
@LeakFree
final class EngineTest {

  private static final String TEST_LABEL = "mcp-manager-engine-test";

  private final String run = UUID.randomUUID().toString();
  private final TestEngine real = TestEngine.standard();
  private final RealClock clock = new RealClock();
  private final AtomicInteger available = new AtomicInteger();
  private final Engine engine =
      new Engine(Engines.at(real.socket()), clock, available::incrementAndGet);
  private String image = "";

  @BeforeEach
  void start() throws Exception {
    image = TestImages.of(real).shellServer();
    engine.start();
    engine.require();
  }

  @AfterEach
  void stop() throws Exception {
    engine.close();
    clock.close();
    real.remove(real.containers(TEST_LABEL + "=" + run));
  }

  @Test
  void givenAnEngine_whenItIsFound_thenItIsPresentAndToldOnce() {
    assertThat(engine.state()).isInstanceOfSatisfying(EngineState.Present.class, present -> {
      assertThat(present.version().api().isGreaterOrEqual(EngineVersion.NEEDED)).isTrue();
    });
    await().untilAsserted(() -> assertThat(available).hasValue(1));
    engine.client().pingCmd().exec();
    assertThat(engine.client().infoCmd().exec().getDriver()).isNotBlank();
  }

  @Test
  void givenAContainer_whenAttachedBeforeItStarts_thenStreamsComeApartAndItsInputEnds()
      throws Exception {
    String id = create("sh", "-c", "echo out; echo err >&2; cat; echo bye");
    var stderr = new ByteArrayOutputStream();
    var stdout = new ByteArrayOutputStream();

    try (Attachment streams = engine.attach(id)) {
      engine.client().startContainerCmd(id).exec();
      OutputStream input = streams.input();
      input.write("hello\n".getBytes(UTF_8));
      input.close();
      try (InputStream output = streams.output(stderr::write)) {
        output.transferTo(stdout);
      }
    }

    assertThat(stdout.toString(UTF_8)).isEqualTo("out\nhello\nbye\n");
    assertThat(stderr.toString(UTF_8)).isEqualTo("err\n");
  }

  @Test
  void givenAWatchedContainer_whenSomebodyElseKillsAndRemovesIt_thenThatIsTold() throws Exception {
    String id = create("sleep", "1000");
    var events = new CopyOnWriteArrayList<ContainerEvent>();
    try (Watch watch = engine.watch(id, events::add)) {
      engine.client().startContainerCmd(id).exec();
      await().untilAsserted(() -> assertThat(kinds(events)).contains(Kind.STARTED));

      real.kill(id, "KILL");

      await().pollInterval(Duration.ofMillis(20)).untilAsserted(() -> assertThat(kinds(events))
          .contains(Kind.DIED));
      assertThat(events.getLast().attributes()).containsEntry("exitCode", "137");
      real.remove(id);
      await().pollInterval(Duration.ofMillis(20)).untilAsserted(() -> assertThat(kinds(events))
          .contains(Kind.REMOVED));
    }
  }

  @Test
  void givenNoSuchContainer_whenUsed_thenTheEngineSaysSo() {
    assertThatThrownBy(
            () -> engine.client().inspectContainerCmd("nobody-" + run).exec())
        .isInstanceOf(NotFoundException.class)
        .satisfies(
            e -> assertThat(EngineFaults.reason(e)).isEqualTo("No such container: nobody-" + run));
    assertThatThrownBy(() -> engine.attach("nobody-" + run))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("No such container");
  }

  @Test
  void givenTheEngineOfThisMachine_whenExamined_thenItIsWell() {
    var check = new EngineCheck(
        Engines.at(real.socket()), clock, new LabelledContainers(Optional::empty, token -> false));

    List<Finding> findings = check.examine(CallContext.system("test"));

    assertThat(findings)
        .extracting(Finding::id)
        .contains("docker.engine", "docker.disk", "docker.limits", "docker.leftovers");
    assertThat(findings.getFirst().status()).isEqualTo(Finding.Status.OK);
  }

  @Test
  void givenManyCommands_whenTheyHaveEnded_thenNoConnectionIsLeft() {
    for (int i = 0; i < 50; i++) {
      engine
          .client()
          .listContainersCmd()
          .withLabelFilter(Map.of(TEST_LABEL, run))
          .exec();
      engine.client().pingCmd().exec();
    }

    assertThat(engine.transport().exchanges()).as("the stream of events").isEqualTo(1);
  }

  private String create(String... command) {
    CreateContainerResponse created = engine
        .client()
        .createContainerCmd(image)
        .withEntrypoint(command)
        .withStdinOpen(true)
        .withStdInOnce(true)
        .withAttachStdin(true)
        .withAttachStdout(true)
        .withAttachStderr(true)
        .withLabels(Map.of(TEST_LABEL, run, Engine.MANAGER_LABEL, "test-" + run))
        .withHostConfig(HostConfig.newHostConfig()
            .withInit(true)
            .withNetworkMode("none")
            .withLogConfig(new LogConfig(LogConfig.LoggingType.NONE)))
        .exec();
    return created.getId();
  }

  private static List<Kind> kinds(List<ContainerEvent> events) {
    return events.stream().map(ContainerEvent::kind).toList();
  }
}
