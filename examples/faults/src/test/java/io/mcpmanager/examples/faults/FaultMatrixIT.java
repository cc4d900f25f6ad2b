package io.mcpmanager.examples.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpmanager.testkit.Requires;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One server after the other misbehaves beside one that does not. Whoever calls the bad one is told what happened; who
 * calls the good one notices nothing; and once the bad one is deleted, nothing of it is left.
 */
@Requires("perl")
@EnabledOnOs(value = OS.LINUX, disabledReason = "looks into /proc")
final class FaultMatrixIT {

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final String MARK = "mark=matrix";
  private static final int SLOW_START = Integer.getInteger("faults.slowStartSeconds", 3);

  @TempDir
  private static Path folder;

  private static FaultyServer faulty;
  private static ManagerProgram manager;
  private static Neighbour neighbour;
  private static Footprint quiet;

  @BeforeAll
  static void start() throws Exception {
    faulty = FaultyServer.unpackedTo(folder);
    manager = ManagerProgram.start(folder);
    neighbour = Neighbour.start(manager, faulty);
    neighbour.awaitCalls(20);
    quiet = Footprint.of(manager.pid());
  }

  @AfterAll
  static void stop() throws Exception {
    neighbour.close();
    manager.close();
  }

  @AfterEach
  void nothingOfItIsLeftAndTheNeighbourHasNotNoticed() throws Exception {
    manager.delete("faulty");
    try {
      Waiting.until("no process is left", LONG, () -> Marked.with(MARK).isEmpty());
      Waiting.until("no thread is left", LONG, () -> Footprint.of(manager.pid())
          .threadsOf("mcp-faulty")
          .isEmpty());
      Waiting.until(
          "no descriptor is left",
          LONG,
          () -> Footprint.of(manager.pid()).descriptors() <= quiet.descriptors() + 5);
    } finally {
      Marked.end(MARK);
    }
    neighbour.assertThatItNoticedNothing();
  }

  /** The tool {@code fault} misbehaves; at both addresses its client has to be told. */
  @ParameterizedTest
  @CsvSource({
    "crash-in-call, exited with status 9",
    "killed-in-call, was ended by signal 9",
    "half-answer, exited with status 3",
    "never-answers, time limit",
    "wedges, time limit",
    "closes-stdout, closed its standard output",
    "long-line, time limit",
    "long-message, message of 3145728",
    "huge-result, message of 524288",
    "deep-result, not JSON-RPC 2.0",
    "bad-utf8, not JSON-RPC 2.0",
    "glued, time limit",
    "wrong-ids, time limit",
    "no-rpc, time limit",
    "no-result, 'must have method, result or error'",
    "old-rpc, jsonrpc must be",
    "both, must not have both result and error",
  })
  void givenCallThatEndsBadly_whenMade_thenItsClientIsToldWhatHappened(String habit, String told)
      throws Exception {
    start(definition(habit).withCallTimeout(told.equals("time limit") ? SHORT : LONG));

    String together = call("/mcp", "faulty__fault");
    manager.awaitState("faulty", "running");
    String alone = call("/mcp/servers/faulty", "fault");

    assertThat(together).contains("isError", told, "faulty");
    assertThat(alone).contains("isError", told, "faulty");
  }

  /** A habit that costs nobody his call. */
  @ParameterizedTest
  @CsvSource({
    "garbage, echo",
    "twice, first",
    "ahead, asked",
    "drips, []",
    "requests-flood, asked",
    "logs-flood, echo",
    "memory-hog, eaten",
    "stderr-flood, echo",
    "stdout-flood, echo",
    "list-changed, echo",
    "many-tools, echo",
    "endless-pages, echo",
    "bad-list, echo",
    "no-list, echo",
  })
  void givenHabitThatHarmsNoCall_whenCalled_thenItIsAnswered(String habit, String answer)
      throws Exception {
    start(definition(habit));

    String tool = answer.equals("echo") ? "echo" : "fault";
    try (var session = McpSession.open(manager.url("/mcp/servers/faulty"), LONG)) {
      for (int i = 0; i < 10; i++) {
        String said = session.callTool(tool, "echo", LONG).toString();
        assertThat(said).contains(answer).doesNotContain("isError");
        neighbour.awaitCalls(3);
      }
    }
  }

  /** A start that fails says why, and until then nobody waits for it. */
  @ParameterizedTest
  @CsvSource({
    "exits-at-once, HANDSHAKE_FAILED, status 4",
    "hangs-in-initialize, TIMEOUT, within",
    "never-reads, TIMEOUT, within",
    "slow-start, TIMEOUT, within",
    "refuses-initialize, HANDSHAKE_FAILED, no licence",
  })
  void givenServerThatDoesNotComeUp_whenStarted_thenItsStarterAndItsCallersAreTold(
      String habit, String code, String told) throws Exception {
    // those that say something are given the time to
    Duration time = code.equals("TIMEOUT") ? SHORT : LONG;
    manager.create(definition(habit).withStartTimeout(time).withRestart("never"));

    JsonNode started = manager.command("faulty", "start");
    String call = call("/mcp", "faulty__echo");

    assertThat(started.path("code").asText()).isEqualTo(code);
    assertThat(started.path("error").asText()).contains(told);
    assertThat(manager.stateOf("faulty")).isEqualTo("error");
    assertThat(call).contains("error").contains("faulty");
  }

  @Test
  void givenServerThatNeedsLong_whenItsClientComesMeanwhile_thenItWaitsAndIsServed()
      throws Exception {
    manager.create(definition("slow-start", "seconds=" + SLOW_START)
        .withStartTimeout(Duration.ofSeconds(SLOW_START).plus(LONG)));
    var starter = Thread.ofVirtual().start(() -> {
      try {
        JsonNode ignored = manager.command("faulty", "start");
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    });
    manager.awaitState("faulty", "starting");

    assertThat(call("/mcp", "neighbour__echo")).contains("hello");
    manager.awaitState("faulty", "running");
    assertThat(call("/mcp/servers/faulty", "echo")).contains("hello");
    starter.join();
  }

  private static void start(Definition definition) throws Exception {
    manager.create(definition);
    JsonNode started = manager.command("faulty", "start");
    assertThat(started.path("success").asBoolean()).as(started.toString()).isTrue();
  }

  private static Definition definition(String habit, String... options) {
    String[] words = Stream.concat(Stream.of(options), Stream.of(MARK)).toArray(String[]::new);
    return Definition.of("faulty", faulty.command(habit, words))
        .withStartTimeout(LONG)
        .withCallTimeout(LONG);
  }

  private static String call(String endpoint, String tool) throws Exception {
    try (var session = McpSession.open(manager.url(endpoint), LONG)) {
      return session.callTool(tool, "hello", LONG.multipliedBy(2)).toString();
    }
  }
}
