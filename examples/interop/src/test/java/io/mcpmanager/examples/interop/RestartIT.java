package io.mcpmanager.examples.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The program ends, well or badly, and starts again with the same data. */
final class RestartIT {

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final int TERMINATED = 128 + 15;

  /** Cares neither for the end of its input nor for TERM. */
  private static final String STUBBORN =
      "trap '' TERM\n" + ShellServer.SCRIPT + "while :; do sleep 1000; done";

  @TempDir
  private Path folder;

  private final List<ProcessHandle> children = new ArrayList<>();

  @AfterEach
  void nothingIsLeftBehind() {
    try {
      assertThatAllEnd(children);
    } finally {
      children.forEach(ProcessHandle::destroyForcibly);
    }
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "needs /proc and the parent-death signal")
  void givenServersThatRun_whenTheManagerIsKilledAndStartsAgain_thenEachRunsAgainExactlyOnce()
      throws Exception {
    List<ProcessHandle> first;
    List<ProcessHandle> direct;
    try (var manager = ManagerProcess.start(folder)) {
      addAll(manager);
      first = childrenOf(manager);
      add(manager, "late", "sh", "-c", STUBBORN);
      direct = ProcessHandle.of(manager.pid()).orElseThrow().children().toList();
      children.addAll(direct);
      manager.kill();
    }
    assertThat(direct).hasSize(4);
    await("what the manager started itself ends with it").atMost(LONG).until(() -> alive(direct)
        .isEmpty());

    try (var manager = ManagerProcess.start(folder)) {
      List.of("demo", "stubborn", "wrapped", "late")
          .forEach(name -> manager.await(name, "running"));

      assertThatAllEnd(first);
      assertThat(leftoversIn(manager)).containsExactly("wrapped");
      assertThat(manager.server("stopped").path("desired").asText()).isEqualTo("stopped");
      assertThat(manager.server("stopped").path("state").asText()).isEqualTo("stopped");
      assertThat(childrenOf(manager).stream().filter(RestartIT::isJava)).hasSize(1);
      assertThat(ProcessHandle.of(manager.pid()).orElseThrow().children()).hasSize(4);
      assertThatEventsHaveNoGap(manager);
      assertThat(manager.terminate()).isEqualTo(TERMINATED);
    }
  }

  @Test
  void givenServersThatRun_whenToldToEnd_thenChildrenEndInTimeAndWhatWasWantedIsKept()
      throws Exception {
    List<ProcessHandle> first;
    try (var manager = ManagerProcess.start(folder)) {
      addAll(manager);
      first = childrenOf(manager);
      long before = System.nanoTime();

      assertThat(manager.terminate()).isEqualTo(TERMINATED);

      // twice the time of a server to stop, and some for a slow machine
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(45));
      assertThatAllEnd(first);
      assertThat(manager.output()).endsWith("Stop it with Ctrl+C.\n");
    }

    try (var manager = ManagerProcess.start(folder)) {
      List.of("demo", "stubborn", "wrapped").forEach(name -> manager.await(name, "running"));

      assertThat(manager.server("stopped").path("state").asText()).isEqualTo("stopped");
      assertThat(manager.server("demo").path("restarts").asInt()).isZero();
      assertThatEventsHaveNoGap(manager);
      assertThat(severities(manager)).doesNotContain("warning", "error", "critical");
      childrenOf(manager);
    }
  }

  private static void addAll(ManagerProcess manager) throws Exception {
    add(manager, "demo", LifecycleIT.DemoCommand.java(), LifecycleIT.DemoCommand.arguments());
    add(manager, "stubborn", "sh", "-c", STUBBORN);
    add(manager, "wrapped", "sh", "-c", "sh -c '" + STUBBORN.replace("'", "'\\''") + "'; true");
    add(manager, "stopped", "sh", "-c", ShellServer.SCRIPT);
    manager.call("POST", "/servers/stopped/stop", "");
    manager.await("stopped", "stopped");
  }

  /** Adds a server that is given little time to stop, and starts it. */
  private static void add(ManagerProcess manager, String name, String command, String... arguments)
      throws Exception {
    ObjectNode definition = JsonNodeFactory.instance.objectNode().put("name", name);
    definition.putObject("settings").put("stopTimeout", "PT1S");
    ObjectNode launch = definition.putObject("launch").put("kind", "process");
    launch.put("command", command);
    ArrayNode words = launch.putArray("arguments");
    List.of(arguments).forEach(words::add);
    manager.call("POST", "/servers", definition.toString());
    manager.call("POST", "/servers/" + name + "/start", "");
    manager.await(name, "running");
  }

  private List<ProcessHandle> childrenOf(ManagerProcess manager) {
    List<ProcessHandle> found =
        ProcessHandle.of(manager.pid()).orElseThrow().descendants().toList();
    children.addAll(found);
    return found;
  }

  private static List<ProcessHandle> alive(List<ProcessHandle> processes) {
    return processes.stream().filter(ProcessHandle::isAlive).toList();
  }

  /** What was killed is seen until init has taken note of its end. */
  private static void assertThatAllEnd(List<ProcessHandle> processes) {
    await().atMost(LONG).untilAsserted(() -> assertThat(alive(processes)).isEmpty());
  }

  private static boolean isJava(ProcessHandle process) {
    return process.info().command().filter(command -> command.endsWith("java")).isPresent();
  }

  private static void assertThatEventsHaveNoGap(ManagerProcess manager) throws Exception {
    List<Long> sequences = StreamSupport.stream(events(manager).spliterator(), false)
        .map(event -> event.path("sequence").asLong())
        .sorted()
        .toList();
    assertThat(sequences)
        .containsExactlyElementsOf(
            LongStream.rangeClosed(1, sequences.size()).boxed().toList());
  }

  private static List<String> severities(ManagerProcess manager) throws Exception {
    return StreamSupport.stream(events(manager).spliterator(), false)
        .map(event -> event.path("severity").asText())
        .distinct()
        .toList();
  }

  /** Names of the servers of which something was left. */
  private static List<String> leftoversIn(ManagerProcess manager) throws Exception {
    return StreamSupport.stream(events(manager).spliterator(), false)
        .filter(event -> event.path("type").asText().equals("manager.leftovers"))
        .flatMap(
            event -> StreamSupport.stream(event.path("data").path("servers").spliterator(), false))
        .map(JsonNode::asText)
        .toList();
  }

  private static JsonNode events(ManagerProcess manager) throws Exception {
    return manager.call("GET", "/events?limit=1000", "").path("data");
  }
}
