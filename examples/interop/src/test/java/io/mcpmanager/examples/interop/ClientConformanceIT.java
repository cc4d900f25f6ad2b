package io.mcpmanager.examples.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.mcpmanager.McpManager;
import io.mcpmanager.testkit.Requires;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The official conformance suite as a server, and the manager as the client it judges. Of the scenarios for clients these
 * are all but those of authorization, in which the manager plays no part yet, and of extensions.
 */
@Requires({"node", "npm"})
final class ClientConformanceIT {

  private static final String LEGACY = "2025-11-25";
  private static final String MODERN = "2026-07-28";
  private static final Map<String, List<String>> SCENARIOS = Map.of(
      LEGACY,
      List.of(
          "initialize",
          "tools_call",
          "elicitation-sep1034-client-defaults",
          "sse-retry",
          "json-schema-2020-12-preservation"),
      MODERN,
      List.of(
          "tools_call",
          "request-metadata",
          "sep-2322-client-request-state",
          "http-standard-headers",
          "http-custom-headers",
          "http-invalid-tool-headers",
          "json-schema-ref-no-deref",
          "json-schema-2020-12-preservation"));
  private static final int AT_A_TIME = 2;

  @TempDir
  private static Path folder;

  private static final McpManager manager = McpManager.builder().build();
  private static final AtomicInteger servers = new AtomicInteger();
  private static final ExecutorService players = Executors.newVirtualThreadPerTaskExecutor();
  private static final Map<String, SortedMap<String, ConformanceSuite.Outcome>> outcomes =
      new TreeMap<>();
  private static HttpServer tasks;

  @BeforeAll
  @Timeout(600)
  static void runAll() throws Exception {
    NodeTools node = NodeTools.installed();
    manager.start();
    tasks = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    tasks.setExecutor(players);
    tasks.createContext("/", ClientConformanceIT::play);
    tasks.start();
    String client = node.newestNode() + " " + node.file("conformance-client.mjs")
        + " http://127.0.0.1:" + tasks.getAddress().getPort() + "/";
    SCENARIOS.keySet().forEach(revision -> outcomes.put(revision, new ConcurrentSkipListMap<>()));
    var runs = new ArrayList<Future<?>>();
    try (var pool = Executors.newFixedThreadPool(AT_A_TIME)) {
      SCENARIOS.forEach(
          (revision, scenarios) -> scenarios.forEach(scenario -> runs.add(pool.submit(() -> outcomes
              .get(revision)
              .put(
                  scenario,
                  ConformanceSuite.judgeClient(
                      node, client, scenario, revision, folder.resolve(revision)))))));
    }
    for (var run : runs) {
      run.get();
    }
  }

  @AfterAll
  static void stop() {
    if (tasks != null) {
      tasks.stop(0);
    }
    players.close();
    manager.close();
  }

  private static void play(HttpExchange exchange) throws IOException {
    try (exchange) {
      var said = new StringWriter();
      int status = 200;
      try {
        ScenarioClient.play(
            manager,
            "scenario-" + servers.incrementAndGet(),
            new ObjectMapper().readTree(exchange.getRequestBody()));
        said.write("done");
      } catch (Exception e) {
        status = 500;
        e.printStackTrace(new PrintWriter(said));
      }
      byte[] body = said.toString().getBytes(UTF_8);
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Test
  void givenServersOfTheSuite_whenTheManagerIsTheirClient_thenNoCheckFails() {
    outcomes.forEach((revision, all) -> {
      assertThat(all).hasSameSizeAs(SCENARIOS.get(revision));
      assertThat(all).allSatisfy((scenario, outcome) -> assertThat(outcome)
          .as(revision + " " + scenario + " " + outcome.checks())
          .matches(ConformanceSuite.Outcome::holds));
    });
  }

  @Test
  void givenOutcomes_whenPutIntoATable_thenTheDocumentationHasIt() throws Exception {
    var lines = new ArrayList<String>();
    lines.add("| the manager as a client | " + LEGACY + " | " + MODERN + " |");
    lines.add("| --- | --- | --- |");
    var scenarios = new TreeSet<String>();
    outcomes.values().forEach(all -> scenarios.addAll(all.keySet()));
    for (String scenario : scenarios) {
      lines.add("| `" + scenario + "` | " + cell(LEGACY, scenario) + " | " + cell(MODERN, scenario)
          + " |");
    }
    var table = String.join("\n", lines) + "\n";
    var module = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    Files.writeString(module.resolve("target/client-conformance.md"), table);

    assertThat(Files.readString(module.resolve("../../docs/protocol.md"))).contains(table);
  }

  private static String cell(String revision, String scenario) {
    var outcome = outcomes.get(revision).get(scenario);
    return outcome == null ? "" : outcome.toString();
  }
}
