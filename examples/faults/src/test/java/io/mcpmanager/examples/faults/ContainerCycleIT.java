package io.mcpmanager.examples.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.testkit.Requires;
import io.mcpmanager.testkit.engine.TestEngine;
import io.mcpmanager.testkit.engine.TestImages;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Containers are started and ended again and again: by a command, by a kill, by somebody who removes them, by a restart,
 * by being deleted. {@code -Dfaults.containerCycles=500} is the long form.
 */
@Requires({"docker", "busybox"})
final class ContainerCycleIT {

  private static final int CYCLES = Integer.getInteger("faults.containerCycles", 12);
  private static final int SIDE_BY_SIDE = 2;
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final String MARK = "mark=container-cycle";
  private static final List<String> HABITS = List.of("healthy", "stubborn", "http");
  private static final List<String> ENDS = List.of("delete", "stop", "kill", "remove", "restart");

  @TempDir
  private Path folder;

  private final Set<String> volumes = ConcurrentHashMap.newKeySet();
  private Boxed boxed;
  private ManagerProgram manager;
  private String managerId = "";

  @BeforeEach
  void start() throws Exception {
    boxed = new Boxed(TestImages.of(TestEngine.standard()).shellServerWithVolume());
    manager = ManagerProgram.start(folder);
  }

  @AfterEach
  void stop() throws Exception {
    try {
      manager.close();
    } finally {
      boxed.end();
    }
  }

  @Test
  @Timeout(3600)
  void givenContainers_whenStartedAndEndedOverAndOver_thenNothingIsLeft() throws Exception {
    cycle(new AtomicInteger(2 * HABITS.size()));
    Footprint before = Footprint.of(manager.pid());

    cycle(new AtomicInteger(CYCLES));

    Footprint after = Footprint.of(manager.pid());
    System.out.printf(
        "%d cycles: threads %d, then %d; descriptors %d, then %d; resident %d KiB, then %d KiB%n",
        CYCLES,
        before.threads(),
        after.threads(),
        before.descriptors(),
        after.descriptors(),
        before.residentKiB(),
        after.residentKiB());
    assertThat(boxed.containers()).as("containers").isEmpty();
    Waiting.until("no process is left", LONG, () -> Marked.with(MARK).isEmpty());
    assertThat(boxed.engine().networks("io.mcpmanager.manager=" + managerId))
        .as("networks")
        .isEmpty();
    assertThat(volumes).as("volumes that were made").isNotEmpty();
    for (String volume : volumes) {
      assertThat(boxed.engine().send("GET", "/volumes/" + volume).status())
          .as("volume " + volume)
          .isEqualTo(404);
    }
    Waiting.until(
        "no descriptor is left",
        LONG,
        () -> Footprint.of(manager.pid()).descriptors() <= before.descriptors() + 5);
    assertThat(after.threads())
        .as("threads, of which %s", after.threadNames())
        .isLessThanOrEqualTo(before.threads() + 10);
  }

  private void cycle(AtomicInteger left) throws Exception {
    List<Future<?>> workers = new ArrayList<>();
    try (var executor = Executors.newFixedThreadPool(SIDE_BY_SIDE)) {
      for (int i = 0; i < SIDE_BY_SIDE; i++) {
        String name = "s-" + i;
        workers.add(executor.submit(() -> {
          for (int cycle = left.getAndDecrement(); cycle > 0; cycle = left.getAndDecrement()) {
            once(name, HABITS.get(cycle % HABITS.size()), ENDS.get(cycle % ENDS.size()));
          }
          return null;
        }));
      }
      for (Future<?> worker : workers) {
        worker.get();
      }
    }
  }

  private void once(String name, String habit, String end) throws Exception {
    ObjectNode definition =
        habit.equals("http") ? boxed.onHttp(name, MARK) : boxed.onStdio(name, habit, MARK);
    if (habit.equals("stubborn")) {
      // then the volume its image declares is one of the engine's
      ((ObjectNode) definition.path("launch")).putObject("security").put("readOnlyRoot", false);
    }
    manager.create(definition);
    JsonNode started = manager.command(name, "start");
    assertThat(started.path("success").asBoolean()).as(started.toString()).isTrue();
    String container = manager.server(name).at("/instance/container/id").asText();
    JsonNode inspected = Json.read(boxed.engine().inspect(container));
    managerId = inspected.at("/Config/Labels/io.mcpmanager.manager").asText();
    inspected.path("Mounts").findValuesAsText("Name").forEach(volumes::add);
    switch (end) {
      case "kill" -> boxed.engine().kill(container, "KILL");
      case "remove" -> boxed.engine().remove(container);
      case "restart", "stop" -> manager.command(name, end);
      default -> {
        // it is deleted while it runs
      }
    }
    manager.delete(name);
  }
}
