package io.mcpmanager.examples.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpmanager.testkit.Requires;
import io.mcpmanager.testkit.engine.TestEngine;
import io.mcpmanager.testkit.engine.TestImages;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The manager is killed while twenty containers run, and starts again: it takes all of them over, answers calls through
 * them, and has started none anew.
 */
@Requires({"docker", "busybox"})
final class ContainerKillIT {

  private static final int SERVERS = Integer.getInteger("faults.containers", 20);
  private static final int SIDE_BY_SIDE = 4;
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir
  private Path folder;

  @Test
  @Timeout(600)
  void givenRunningContainers_whenTheManagerIsKilledAndStartsAgain_thenItTakesThemOver()
      throws Exception {
    var boxed = new Boxed(TestImages.of(TestEngine.standard()).shellServer());
    List<String> names = IntStream.range(0, SERVERS).mapToObj(i -> "box-" + i).toList();
    try {
      Map<String, String> before;
      try (var manager = ManagerProgram.start(folder)) {
        sideBySide(names, name -> {
          manager.create(boxed.onStdio(name));
          JsonNode started = manager.command(name, "start");
          assertThat(started.path("success").asBoolean()).as(started.toString()).isTrue();
        });
        before = containersOf(manager, names);
        manager.kill();
      }
      assertThat(boxed.containers()).containsExactlyInAnyOrderElementsOf(before.values());

      try (var manager = ManagerProgram.start(folder)) {
        for (String name : names) {
          manager.awaitState(name, "running");
        }
        System.out.printf(
            "%d containers; ready after %d ms%n", SERVERS, manager.untilReady().toMillis());
        assertThat(containersOf(manager, names)).isEqualTo(before);
        assertThat(boxed.containers()).containsExactlyInAnyOrderElementsOf(before.values());
        for (String name : names) {
          assertThat(manager.server(name).at("/instance/container/adopted").asBoolean())
              .isTrue();
          callEach(manager, name);
        }
        sideBySide(names, manager::delete);
        assertThat(boxed.containers()).isEmpty();
      }
    } finally {
      boxed.end();
    }
  }

  private static void callEach(ManagerProgram manager, String name) throws Exception {
    try (var session = McpSession.open(manager.url("/mcp/servers/" + name), LONG)) {
      for (int i = 0; i < 3; i++) {
        String text = name + " " + i;
        assertThat(session
                .callTool("echo", text, LONG)
                .at("/result/content/0/text")
                .asText())
            .isEqualTo(text);
      }
    }
  }

  private static Map<String, String> containersOf(ManagerProgram manager, List<String> names)
      throws Exception {
    var containers = new TreeMap<String, String>();
    for (String name : names) {
      containers.put(name, manager.server(name).at("/instance/container/id").asText());
    }
    return containers;
  }

  private interface Work {
    void run(String name) throws Exception;
  }

  private static void sideBySide(List<String> names, Work work) throws Exception {
    try (var executor = Executors.newFixedThreadPool(SIDE_BY_SIDE)) {
      var all = new ArrayList<Callable<Object>>();
      for (String name : names) {
        all.add(() -> {
          work.run(name);
          return name;
        });
      }
      for (Future<Object> one : executor.invokeAll(all)) {
        one.get();
      }
    }
  }
}
