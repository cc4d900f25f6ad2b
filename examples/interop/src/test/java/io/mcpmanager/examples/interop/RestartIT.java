package io.mcpmanager.examples.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The program ends, well or badly, and starts again with the same data. */
final class RestartIT {

  private static final Duration LONG = Duration.ofSeconds(30);
  private static final int TERMINATED = 128 + 15;

  /** Answers the handshake, and then cares neither for the end of its input nor for TERM. */
  private static final String STUBBORN = """
      trap '' TERM
      while read -r line; do
        id=${line#*\\"id\\":}; id=${id%%[,\\}]*}
        case $line in
          *initialize\\"*) result='{"protocolVersion":"2025-06-18","capabilities":{},"serverInfo":{"name":"s","version":"1"}}' ;;
          *) result='{}' ;;
        esac
        case $line in
          *\\"id\\":*) printf '{"jsonrpc":"2.0","id":%s,"result":%s}\\n' "$id" "$result" ;;
        esac
      done
      while :; do sleep 1000; done
      """;

  @TempDir
  private Path folder;

  private final List<ProcessHandle> children = new ArrayList<>();

  @AfterEach
  void nothingIsLeftBehind() {
    List<ProcessHandle> left = alive(children);
    left.forEach(ProcessHandle::destroyForcibly);
    assertThat(left).isEmpty();
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "needs /proc and the parent-death signal")
  void givenServersThatRun_whenTheManagerIsKilledAndStartsAgain_thenEachRunsAgainExactlyOnce()
      throws Exception {
    List<ProcessHandle> first;
    List<ProcessHandle> polite;
    try (var manager = ManagerProcess.start(folder)) {
      addAll(manager);
      first = childrenOf(manager);
      polite = first.stream().filter(RestartIT::isJava).toList();
      manager.add("late", List.of("sh", "-c", STUBBORN), Map.of());
      manager.kill();
    }
    assertThat(polite).hasSize(1);
    await("what listens to the end of its input ends by itself")
        .atMost(LONG)
        .until(() -> alive(polite).isEmpty());

    try (var manager = ManagerProcess.start(folder)) {
      List.of("demo", "stubborn", "wrapped", "late")
          .forEach(name -> manager.await(name, "running"));

      assertThat(alive(first)).isEmpty();
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
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
      assertThat(alive(first)).isEmpty();
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
    var demo = new ArrayList<>(List.of(LifecycleIT.DemoCommand.java()));
    demo.addAll(Arrays.asList(LifecycleIT.DemoCommand.arguments()));
    manager.add("demo", demo, Map.of());
    manager.add("stubborn", List.of("sh", "-c", STUBBORN), Map.of());
    manager.add(
        "wrapped", List.of("sh", "-c", "sh -c \"$CHILD\"; true"), Map.of("CHILD", STUBBORN));
    manager.add("stopped", List.of("sh", "-c", STUBBORN), Map.of());
    List.of("demo", "stubborn", "wrapped", "stopped")
        .forEach(name -> manager.await(name, "running"));
    manager.call("POST", "/servers/stopped/stop", "");
    manager.await("stopped", "stopped");
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

  private static JsonNode events(ManagerProcess manager) throws Exception {
    return manager.call("GET", "/events?limit=1000", "").path("data");
  }
}
