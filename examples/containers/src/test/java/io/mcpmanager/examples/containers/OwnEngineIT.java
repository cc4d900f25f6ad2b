package io.mcpmanager.examples.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.ServerState;
import io.mcpmanager.testkit.LeakFree;
import io.mcpmanager.testkit.Requires;
import io.mcpmanager.testkit.engine.TestImages;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** What happens to containers whose engine is ended, or runs out of disk; with an engine of the test's own. */
@LeakFree(except = "process", seconds = 30)
@Requires({"docker", "dockerd", "busybox"})
@EnabledIf(value = "isRoot", disabledReason = "only root can start an engine and mount its disk")
final class OwnEngineIT {

  @TempDir
  private Path folder;

  static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  @Test
  void givenAnEngineOfItsOwn_whenItIsRestartedAndFilled_thenServersSayWhyTheyAreDownAndComeBack()
      throws Exception {
    try (var own = OwnEngine.start(folder, "48m")) {
      String image = TestImages.of(own.engine()).shellServer();
      try (var boxes = Boxes.open(own.engine(), own.host())) {
        ServerId id = boxes.running("box", ContainerLaunch.of(image), Boxes.QUICK);

        restartInMidCall(own, boxes, id);
        fill(own, boxes, id);
      }
    }
  }

  private static void restartInMidCall(OwnEngine own, Boxes boxes, ServerId id) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<String> call = () -> boxes.call("box__sleep", "{\"seconds\": 60}");
      Future<String> told = threads.submit(call);
      own.stop();
      assertThat(causeOf(told)).isInstanceOf(McpManagerException.class).hasMessageContaining("box");
    }
    await("the server says why it is down").atMost(Boxes.LONG).untilAsserted(() -> assertThat(
            boxes.failureOf(id).message())
        .contains("no container engine"));

    own.start();

    boxes.awaitState(id, ServerState.RUNNING);
    assertThat(boxes.call("box__echo", "{\"text\": \"back\"}")).isEqualTo("back");
    assertThat(boxes.containers()).hasSize(1);
  }

  private static Throwable causeOf(Future<String> call) throws Exception {
    try {
      throw new AssertionError("answered: " + call.get(30, TimeUnit.SECONDS));
    } catch (ExecutionException e) {
      return e.getCause();
    }
  }

  private static void fill(OwnEngine own, Boxes boxes, ServerId id) throws Exception {
    boxes.execute(id, new ServerCommand.Stop());
    Path file = own.onDisk("filling");
    try (OutputStream out = Files.newOutputStream(file)) {
      byte[] some = new byte[4096];
      while (true) {
        out.write(some);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left");
    }

    boxes.execute(id, new ServerCommand.Start());

    assertThat(boxes.failureOf(id).message()).contains("no space left on device");
    Files.delete(file);
    boxes.awaitState(id, ServerState.RUNNING);
  }
}
