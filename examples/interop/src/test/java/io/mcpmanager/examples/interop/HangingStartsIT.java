package io.mcpmanager.examples.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.McpManager;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerQuery;
import io.mcpmanager.api.server.ServerState;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many servers that start at the same time, some of which never answer. */
final class HangingStartsIT {

  private static final int NUMBER = 20;
  private static final CallContext ME = CallContext.system("test");

  private final McpManager manager = McpManager.builder().build().start();

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void givenServersThatHangInInitialize_whenAllStartAtOnce_thenTheOthersAreNotDelayed() {
    String hanging = server("hanging", "cat > /dev/null");
    String good = server("good", ShellServer.SCRIPT);
    long begin = System.nanoTime();

    // those that hang come first
    manager.servers().importJson(ME, "{\"mcpServers\":{" + hanging + "," + good + "}}");

    // each hanging one would keep its place for the minute it may take to start
    await()
        .pollInterval(Duration.ofMillis(20))
        .atMost(Duration.ofSeconds(45))
        .until(() -> running("good") == NUMBER);
    System.getLogger(HangingStartsIT.class.getName())
        .log(
            System.Logger.Level.INFO,
            "all good servers ran after {0} ms",
            (System.nanoTime() - begin) / 1_000_000);
    assertThat(running("hanging")).isZero();
    assertThat(snapshots("hanging")).isEqualTo(NUMBER);
  }

  private static String server(String kind, String script) {
    return IntStream.range(0, NUMBER)
        .mapToObj(i -> "\"" + kind + "-" + i + "\":{\"command\":\"sh\",\"args\":[\"-c\","
            + quoted(script) + "]}")
        .collect(Collectors.joining(","));
  }

  private static String quoted(String script) {
    return '"' + script.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }

  private long running(String kind) {
    return manager.servers().list(ME, ServerQuery.ALL).items().stream()
        .filter(server -> server.name().startsWith(kind))
        .map(Server::state)
        .filter(ServerState.RUNNING::equals)
        .count();
  }

  private long snapshots(String kind) {
    return manager.servers().list(ME, ServerQuery.ALL).items().stream()
        .filter(server -> server.name().startsWith(kind))
        .filter(server -> server.state() == ServerState.STARTING)
        .count();
  }
}
