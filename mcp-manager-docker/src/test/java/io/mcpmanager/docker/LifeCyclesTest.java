package io.mcpmanager.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.docker.Containers.Inbox;
import io.mcpmanager.spi.Instance;
import io.mcpmanager.testkit.LeakFree;
import io.mcpmanager.testkit.Requires;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Starts and stops over and over; {@code -Dmcp-manager.cycles=500} for the long form. */
@Requires({"docker", "busybox"})
@LeakFree
final class LifeCyclesTest {

  private static final int CYCLES = Integer.getInteger("mcp-manager.cycles", 8);

  private final Containers containers = new Containers();

  @AfterEach
  void close() throws Exception {
    containers.close();
  }

  @Test
  void givenManyCycles_whenTheyAreOver_thenNothingIsLeft() throws Exception {
    DockerRuntime runtime = containers.runtime();
    ContainerLaunch launch = containers.server();
    cycle(runtime, 0, launch);
    int exchanges = runtime.engine().transport().exchanges();
    int threads = threads();

    for (int i = 1; i <= CYCLES; i++) {
      cycle(runtime, i, launch);
    }

    assertThat(containers.all()).isEmpty();
    await().untilAsserted(() -> assertThat(runtime.engine().transport().exchanges())
        .isEqualTo(exchanges));
    await().untilAsserted(() -> assertThat(threads()).isLessThanOrEqualTo(threads + 4));
  }

  private void cycle(DockerRuntime runtime, int number, ContainerLaunch launch) throws Exception {
    Instance instance =
        runtime.launch(containers.spec("s" + number % 5, number, launch), containers.listener);
    var inbox = new Inbox();
    instance.channel().open(inbox);
    assertThat(Containers.ask(instance, inbox, 1, "ping", "{}")).contains("result");
    instance.stop(Containers.GRACE);
  }

  private static int threads() {
    return Thread.activeCount();
  }
}
