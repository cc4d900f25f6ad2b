package io.mcpmanager.examples.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.api.log.LogFilter;
import io.mcpmanager.api.log.LogLine;
import io.mcpmanager.api.server.ContainerEndpoint;
import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.ContainerNetwork;
import io.mcpmanager.api.server.ImagePull;
import io.mcpmanager.api.server.RestartPolicy;
import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.ServerState;
import io.mcpmanager.testkit.LeakFree;
import io.mcpmanager.testkit.Requires;
import io.mcpmanager.testkit.engine.RegistryStub;
import io.mcpmanager.testkit.engine.TestEngine;
import io.mcpmanager.testkit.engine.TestImages;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The life of servers that are containers, with the library and a real engine. */
@LeakFree
@Requires({"docker", "busybox"})
final class ContainerJourneyIT {

  private static String image;

  @BeforeAll
  static void makeImage() throws Exception {
    image = TestImages.of(TestEngine.standard()).shellServer();
  }

  @Test
  void givenAnImage_whenItGoesThroughTheLifeOfAServer_thenAllOfItIsSeenAndNothingIsLeft()
      throws Exception {
    try (var boxes = Boxes.open()) {
      ServerId id = boxes.create("box", ContainerLaunch.of(image));
      Queue<LogLine> lines = new ConcurrentLinkedQueue<>();
      try (var ignored = boxes.manager().logs().follow(Boxes.ME, id, LogFilter.ALL, lines::add)) {
        assertThat(boxes.execute(id, new ServerCommand.Start()).success()).isTrue();

        assertThat(boxes.call("box__echo", "{\"text\": \"hello\"}")).isEqualTo("hello");
        assertThat(boxes.containers()).containsExactly(boxes.container(id).id());
        assertThat(boxes.container(id).image()).isEqualTo(image);
        assertThat(boxes.container(id).imageId()).startsWith("sha256:");
        await().atMost(Boxes.LONG).untilAsserted(() -> assertThat(lines)
            .extracting(LogLine::text)
            .contains("the shell server begins"));
        await().atMost(Boxes.LONG).untilAsserted(() -> assertThat(
                boxes.instance(id).resources())
            .hasValueSatisfying(usage ->
                assertThat(usage.memory().orElseThrow()).isBetween(100_000L, 100_000_000L)));
      }
      assertThat(boxes.execute(id, new ServerCommand.Stop()).success()).isTrue();
      assertThat(boxes.get(id).state()).isEqualTo(ServerState.STOPPED);
      assertThat(boxes.containers()).isEmpty();
      assertThat(boxes.execute(id, new ServerCommand.Start()).success()).isTrue();
      assertThat(boxes.execute(id, new ServerCommand.Delete()).success()).isTrue();
      assertThat(boxes.containers()).isEmpty();
    }
  }

  @Test
  void givenAServerOverHttp_whenItsContainerHasANetwork_thenItIsReached() throws Exception {
    try (var boxes = Boxes.open()) {
      var launch = ContainerLaunch.of(image, "http", "8080")
          .withNetwork(ContainerNetwork.DEFAULT)
          .withEndpoint(new ContainerEndpoint(8080, "/cgi-bin/mcp"));

      ServerId id = boxes.running("web", launch, RestartPolicy.NEVER);

      assertThat(boxes.call("web__echo", "{\"text\": \"over HTTP\"}")).isEqualTo("over HTTP");
      assertThat(boxes.execute(id, new ServerCommand.Stop()).success()).isTrue();
    }
  }

  /** What nobody has loosened is the safest, seen from within. */
  @Test
  void givenNothingButAnImage_whenItsServerLooksAround_thenItCanDoNothingItDoesNotNeed()
      throws Exception {
    try (var boxes = Boxes.open()) {
      ServerId ignored = boxes.running("box", ContainerLaunch.of(image), RestartPolicy.NEVER);

      assertThat(run(boxes, "touch /x || echo refused")).contains("Read-only", "refused");
      assertThat(run(boxes, "touch /tmp/x && echo written")).contains("written");
      assertThat(run(boxes, "ip -o link | grep -v lo: | wc -l")).startsWith("0");
      assertThat(run(boxes, "grep CapEff /proc/1/status")).contains("0000000000000000");
      assertThat(run(boxes, "grep NoNewPrivs /proc/1/status")).contains("1");
      assertThat(run(boxes, "id -u")).startsWith("1000");
    }
  }

  @Test
  void givenARegistryThatWantsAPassword_whenStartedWithIt_thenTheImageIsFetchedAndItsDigestKnown()
      throws Exception {
    TestEngine engine = TestEngine.standard();
    try (var registry = RegistryStub.protectedBy("ann", "a secret")) {
      String digest = registry.addShellServer("team/server", "1.0", "pulled");
      String name = registry.address() + "/team/server:1.0";
      try (var boxes = Boxes.open()) {
        var pull = new ImagePull(ImagePull.Policy.MISSING, "ann", "a secret");

        ServerId id =
            boxes.running("box", ContainerLaunch.of(name).withPull(pull), RestartPolicy.NEVER);

        assertThat(boxes.container(id).registryDigest())
            .hasValueSatisfying(known -> assertThat(known).contains(digest));
        assertThat(run(boxes, "echo $NOTE")).startsWith("pulled");
        List<String> asked = registry.requests();
        boxes.execute(id, new ServerCommand.Restart());
        assertThat(registry.requests()).as("the image is there").isEqualTo(asked);
      } finally {
        engine.removeImage(name);
      }
    }
  }

  private static String run(Boxes boxes, String command) throws InterruptedException {
    return boxes.call("box__run", "{\"command\": \"" + command + "\"}");
  }
}
