package io.mcpmanager.docker;

import static io.mcpmanager.docker.Containers.SOON;
import static io.mcpmanager.docker.Containers.exitOf;
import static io.mcpmanager.docker.Containers.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.LaunchException;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.docker.Containers.Inbox;
import io.mcpmanager.spi.Instance;
import io.mcpmanager.spi.Leftover;
import io.mcpmanager.spi.store.InstanceRecord;
import io.mcpmanager.testkit.Requires;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine goes away, and comes back. */
@Requires({"docker", "busybox"})
final class LostEngineTest {

  private final Containers containers = new Containers();
  private final Inbox inbox = new Inbox();
  private EngineRelay relay;
  private DockerRuntime runtime;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    relay = new EngineRelay(folder, containers.engine.socket());
    runtime = DockerRuntime.builder().host("unix://" + relay.socket()).build();
    runtime.initialize(containers.context);
  }

  @AfterEach
  void close() throws Exception {
    runtime.close();
    relay.close();
    containers.close();
  }

  @Test
  void givenARunningContainer_whenTheEngineGoesAwayAndComesBack_thenItEndsAndIsRemovedThen()
      throws Exception {
    Instance instance =
        runtime.launch(containers.spec("a", 1, containers.server()), containers.listener);
    instance.channel().open(inbox);
    int before = containers.context.timesAvailable();

    relay.cut();

    assertThat(exitOf(instance).description()).contains("engine can't be reached any more");
    assertThat(exitOf(instance).requested()).isFalse();
    await().atMost(SOON).until(() -> !inbox.closed.isEmpty());
    assertThatThrownBy(
            () -> runtime.launch(containers.spec("a", 2, containers.server()), containers.listener))
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("engine");
    assertThat(containers.all()).containsExactly(id(instance));

    relay.mend();

    await().atMost(SOON).until(() -> containers.context.timesAvailable() > before);
    await().atMost(SOON).until(() -> containers.all().isEmpty());
    Instance next =
        runtime.launch(containers.spec("a", 3, containers.server()), containers.listener);
    assertThat(containers.all()).containsExactly(id(next));
  }

  @Test
  void givenAnEngineThatIsAway_whenAskedForAnything_thenThatIsTheReason() throws Exception {
    relay.cut();
    await().atMost(SOON).untilAsserted(() -> assertThatThrownBy(runtime::checkReady)
        .isInstanceOf(McpManagerException.class)
        .extracting(thrown -> ((McpManagerException) thrown).code())
        .isEqualTo(ErrorCode.RUNTIME_UNAVAILABLE));

    assertThat(runtime.check(containers.server()))
        .singleElement()
        .extracting(Problem::field)
        .isEqualTo("");
    var noted = new InstanceRecord("t", ServerId.of("a"), "docker", Instant.EPOCH, null);
    assertThat(runtime.recover(containers.manager, List.of(noted), server -> true))
        .containsExactly(new Leftover("t", ServerId.of("a"), 0, Leftover.Outcome.ALIVE));

    relay.mend();
    await().atMost(SOON).untilAsserted(() -> assertThat(
            runtime.recover(containers.manager, List.of(noted), server -> true))
        .containsExactly(new Leftover("t", ServerId.of("a"), 0, Leftover.Outcome.GONE)));
    runtime.checkReady();
  }
}
