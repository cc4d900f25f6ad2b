package io.mcpmanager.examples.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpmanager.testkit.Requires;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The manager is killed under load and starts again, several times on the same data: what it acknowledged is there, what
 * should run runs exactly once, nothing of the life before is left, and the events have no gap. {@code -Dfaults.kills=50}
 * is the long form.
 */
@Requires("perl")
@EnabledOnOs(value = OS.LINUX, disabledReason = "looks into /proc")
final class KillIT {

  private static final int KILLS = Integer.getInteger("faults.kills", 4);
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String MARK = "mark=kill";
  private static final int PAGE = 1000;

  /** By name, the habit; all of these should run all the time. */
  private static final Map<String, String> STEADY = Map.of(
      "worker", "healthy",
      "talker", "stderr-flood",
      "stubborn", "ignores-term",
      "nasty", "nastiest",
      "holder", "pipe-holder");

  /** How many processes a server of a habit has. */
  private static final Map<String, Integer> SIZES =
      Map.of("healthy", 1, "stderr-flood", 2, "ignores-term", 1, "nastiest", 4, "pipe-holder", 2);

  private static final List<String> TOGGLED = List.of("toggled-1", "toggled-2");

  @TempDir
  private Path folder;

  private final Ledger definitions = new Ledger();
  private final Ledger desired = new Ledger();
  private final Map<String, Integer> created = new HashMap<>();
  private long sequence;
  private long logSequence;

  @AfterEach
  void endWhatIsLeft() throws Exception {
    Marked.end(MARK);
  }

  @Test
  @Timeout(3600)
  void givenLoad_whenTheManagerIsKilledAndStartsAgain_thenNothingIsLostAndNothingRunsTwice()
      throws Exception {
    FaultyServer faulty = FaultyServer.unpackedTo(folder);
    try (var manager = ManagerProgram.start(folder)) {
      for (var server : STEADY.entrySet()) {
        add(manager, server.getKey(), faulty, server.getValue());
      }
      for (String name : TOGGLED) {
        add(manager, name, faulty, "healthy");
      }
    }
    for (int kill = 1; kill <= KILLS; kill++) {
      killUnderLoad(kill);
    }

    try (var manager = ManagerProgram.start(folder)) {
      check(manager);
    }
    Waiting.until(
        "all has ended with the manager", LONG, () -> Marked.with(MARK).isEmpty());
  }

  private void add(ManagerProgram manager, String name, FaultyServer faulty, String habit)
      throws Exception {
    manager.create(Definition.of(name, faulty.command(habit, MARK, "name=" + name, "rate=500")));
    manager.command(name, "start");
    manager.awaitState(name, "running");
    desired.acknowledge(name, "running");
  }

  private void killUnderLoad(int number) throws Exception {
    List<Long> before;
    Duration ready;
    long acknowledged;
    try (var manager = ManagerProgram.start(folder)) {
      ready = manager.untilReady();
      check(manager);
      try (var load =
          Load.on(manager, definitions, desired, List.of("worker", "stubborn"), TOGGLED)) {
        Waiting.pause(ThreadLocalRandom.current().nextLong(200, 1500));
        logSequence = lastLogLine(manager);
        manager.kill();
        acknowledged = load.acknowledged();
        assertThat(load.surprises()).isEmpty();
      }
      before = Marked.with(MARK);
    }
    System.out.printf(
        "kill %d: had been ready after %d ms, had acknowledged %d changes, left %d processes%n",
        number, ready.toMillis(), acknowledged, before.size());
    try (var manager = ManagerProgram.start(folder)) {
      Waiting.until("what the killed manager left is gone", LONG, () -> Marked.with(MARK).stream()
          .noneMatch(before::contains));
      check(manager);
      manager.kill();
    }
  }

  private void check(ManagerProgram manager) throws Exception {
    checkDefinitions(manager);
    checkProcesses(manager);
    checkEvents(manager);
    assertThat(lastLogLine(manager)).as("log lines").isGreaterThanOrEqualTo(logSequence);
  }

  /** The number of the newest line that was read from the store. */
  private static long lastLogLine(ManagerProgram manager) throws Exception {
    return manager
        .call("GET", "/servers/talker/logs?limit=1", "")
        .path("data")
        .path(0)
        .path("sequence")
        .asLong();
  }

  private void checkDefinitions(ManagerProgram manager) throws Exception {
    for (String name : definitions.names()) {
      JsonNode answer = manager.call("GET", "/servers/" + name, "");
      String found = answer.path("code").asText().equals("SERVER_NOT_FOUND")
          ? "absent"
          : answer.path("data").path("definition").path("description").asText("?");
      assertThat(definitions.possible(name)).as(name).contains(found);
      definitions.acknowledge(name, found);
    }
  }

  private void checkProcesses(ManagerProgram manager) throws Exception {
    for (String name : desired.names()) {
      String wanted = manager.server(name).path("desired").asText();
      assertThat(desired.possible(name)).as("desired state of " + name).contains(wanted);
      desired.acknowledge(name, wanted);
      manager.awaitState(name, wanted);
      int expected = wanted.equals("running") ? SIZES.get(STEADY.getOrDefault(name, "healthy")) : 0;
      Waiting.until(
          name + " runs exactly once", LONG, () -> Marked.with("name=" + name).size() == expected);
    }
  }

  /** Reads what is new since the last time. */
  private void checkEvents(ManagerProgram manager) throws Exception {
    while (true) {
      JsonNode page = manager
          .call("GET", "/events?limit=" + PAGE + "&after=" + sequence, "")
          .path("data");
      for (JsonNode event : page) {
        sequence++;
        assertThat(event.path("sequence").asLong()).isEqualTo(sequence);
        if (event.path("type").asText().equals("server.created")) {
          created.merge(event.path("serverName").asText(), 1, Integer::sum);
        }
      }
      if (page.size() < PAGE) {
        break;
      }
    }
    for (String name :
        Stream.concat(desired.names().stream(), definitions.names().stream()).toList()) {
      boolean maybeNever =
          definitions.names().contains(name) && definitions.possible(name).contains("absent");
      assertThat(created.getOrDefault(name, 0))
          .as("creations of " + name)
          .isBetween(maybeNever ? 0 : 1, 1);
    }
  }
}
