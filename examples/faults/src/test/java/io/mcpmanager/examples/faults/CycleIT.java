package io.mcpmanager.examples.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpmanager.testkit.Requires;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Servers that do not want to end are started and ended again and again: by a command, by a kill of their process, by a
 * restart, by being deleted. {@code -Dfaults.cycles=5000} is the long form.
 */
@Requires("perl")
@EnabledOnOs(value = OS.LINUX, disabledReason = "looks into /proc")
final class CycleIT {

  private static final int CYCLES = Integer.getInteger("faults.cycles", 90);
  private static final int SIDE_BY_SIDE = 4;
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String MARK = "mark=cycle";

  /** Those that come up. */
  private static final List<String> HABITS = List.of(
      "healthy",
      "ignores-term",
      "grandchildren",
      "group-leaver",
      "session-leaver",
      "daemonizer",
      "pipe-holder",
      "nastiest",
      "stderr-flood");

  @TempDir
  private Path folder;

  private FaultyServer faulty;
  private ManagerProgram manager;

  @BeforeEach
  void start() throws Exception {
    faulty = FaultyServer.unpackedTo(folder);
    manager = ManagerProgram.start(folder);
  }

  @AfterEach
  void stop() throws Exception {
    try {
      manager.close();
    } finally {
      Marked.end(MARK);
    }
  }

  @Test
  @Timeout(3600)
  void givenNastyServers_whenStartedAndEndedOverAndOver_thenNothingIsLeft() throws Exception {
    cycle(new AtomicInteger(2 * HABITS.size()));
    Footprint before = Footprint.of(manager.pid());

    cycle(new AtomicInteger(CYCLES));

    assertThat(Marked.with(MARK)).as("processes").isEmpty();
    Waiting.until("no thread of a server is left", LONG, () -> Footprint.of(manager.pid())
        .threadsOf("mcp-s-")
        .isEmpty());
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
    assertThat(after.descriptors()).as("descriptors").isLessThanOrEqualTo(before.descriptors() + 5);
    assertThat(after.threads())
        .as("threads, of which %s", after.threadNames())
        .isLessThanOrEqualTo(before.threads() + 10);
    Waiting.until(
        "no child is left, zombies among them",
        LONG,
        () -> ProcessHandle.of(manager.pid()).orElseThrow().descendants().count() == 0);
  }

  private void cycle(AtomicInteger left) throws Exception {
    List<Future<?>> workers = new ArrayList<>();
    try (var executor = Executors.newFixedThreadPool(SIDE_BY_SIDE)) {
      for (int i = 0; i < SIDE_BY_SIDE; i++) {
        String name = "s-" + i;
        workers.add(executor.submit(() -> {
          for (int cycle = left.getAndDecrement(); cycle > 0; cycle = left.getAndDecrement()) {
            once(name, HABITS.get(cycle % HABITS.size()), cycle / HABITS.size() % 4);
          }
          return null;
        }));
      }
      for (Future<?> worker : workers) {
        worker.get();
      }
    }
  }

  private void once(String name, String habit, int way) throws Exception {
    String word = "name=" + name;
    manager.create(Definition.of(name, faulty.command(habit, MARK, word))
        .withStopTimeout(Duration.ofMillis(100)));
    JsonNode started = manager.command(name, "start");
    assertThat(started.path("success").asBoolean()).as(started.toString()).isTrue();
    switch (way) {
      case 1 -> {
        long process = manager.server(name).path("instance").path("processId").asLong();
        ProcessHandle.of(process).ifPresent(ProcessHandle::destroyForcibly);
      }
      case 2 -> manager.command(name, "restart");
      case 3 -> manager.command(name, "stop");
      default -> {
        // it is deleted while it runs
      }
    }
    manager.delete(name);
    Waiting.until(
        "nothing of " + habit + " is left, ended in way " + way, LONG, () -> Marked.with(word)
            .isEmpty());
  }
}
