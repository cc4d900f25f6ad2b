package io.mcpmanager.examples.interop;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.examples.interop.ConformanceSuite.Outcome;
import io.mcpmanager.testkit.Requires;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the official conformance suite finds through the gateway is what it finds without it, check for check: with a
 * server of the suite's own era behind it, reached by HTTP and by pipe, alone and as one of all servers.
 */
@Requires({"node", "npm"})
final class ConformanceIT {

  /** Where the suite looks; a server of its era is one that speaks no other. */
  enum Place {
    DIRECT("direct"),
    OVER_HTTP("one server, HTTP"),
    OVER_STDIO("one server, stdio"),
    ALL_SERVERS("all servers"),
    OTHER_ERA("server of the other era");

    private final String title;

    Place(String title) {
      this.title = title;
    }
  }

  /** Scenarios that look at event streams: the gateway answers a quick call with plain JSON, which has none. */
  private static final Set<String> WITHOUT_STREAMS =
      Set.of("server-sse-multiple-streams", "server-sse-polling");

  /** Scenarios of 2026-07-28 that a server with sessions can't pass, whatever is in front of it. */
  private static final Map<String, String> BEYOND_SESSIONS = Map.of(
      "server-stateless", "what its tools need of the client only the server knows",
      "input-required-result-basic-elicitation", "its questions have no names of their own",
      "input-required-result-ignore-extra-params", "its questions have no names of their own");

  private static final int AT_A_TIME = 2;

  @TempDir
  private static Path folder;

  private static NodeTools node;
  private static final List<AutoCloseable> running = new ArrayList<>();
  private static final Map<ConformanceSuite, Map<Place, SortedMap<String, Outcome>>> outcomes =
      new EnumMap<>(ConformanceSuite.class);

  @BeforeAll
  @Timeout(value = 20, unit = TimeUnit.MINUTES)
  static void runAll() throws Exception {
    node = NodeTools.installed();
    var legacy = servedThrough("legacy");
    var modern = servedThrough("modern");
    var runs = new EnumMap<ConformanceSuite, Map<Place, Future<SortedMap<String, Outcome>>>>(
        ConformanceSuite.class);
    try (var pool = Executors.newFixedThreadPool(AT_A_TIME)) {
      for (var suite : ConformanceSuite.values()) {
        var own = suite == ConformanceSuite.MODERN ? modern : legacy;
        var other = suite == ConformanceSuite.MODERN ? legacy : modern;
        var places = new EnumMap<Place, Future<SortedMap<String, Outcome>>>(Place.class);
        runs.put(suite, places);
        for (var place : Place.values()) {
          var url = place == Place.OTHER_ERA ? other.get(Place.OVER_HTTP) : own.get(place);
          var results = folder.resolve("results/" + suite + "/" + place);
          places.put(place, pool.submit(() -> suite.run(node, url, results)));
        }
      }
    }
    for (var suite : ConformanceSuite.values()) {
      var found = new EnumMap<Place, SortedMap<String, Outcome>>(Place.class);
      for (var place : Place.values()) {
        found.put(place, runs.get(suite).get(place).get());
      }
      outcomes.put(suite, found);
    }
  }

  /** Starts a server of an era and a manager before it, and returns where to find them. */
  private static Map<Place, URI> servedThrough(String era) throws Exception {
    var fixture = fixture(era);
    running.add(fixture);
    var manager = ManagerProcess.start(Files.createDirectory(folder.resolve(era)));
    running.add(manager);
    manager.add("http", fixture.url());
    // the suite leaves its sessions open, and each of them may be asked
    manager.setGateway("http", "{\"prefix\": \"\", \"maxIsolated\": 200}");
    manager.add("stdio", node.fixtureCommand(era, "--stdio"), Map.of());
    manager.setGateway("stdio", "{\"exposed\": false, \"maxIsolated\": 200}");
    manager.await("http", "running");
    manager.await("stdio", "running");
    return Map.of(
        Place.DIRECT, fixture.url(),
        Place.OVER_HTTP, manager.url("/mcp/servers/http"),
        Place.OVER_STDIO, manager.url("/mcp/servers/stdio"),
        Place.ALL_SERVERS, manager.url("/mcp"));
  }

  private static ListeningProcess fixture(String era) throws Exception {
    return ListeningProcess.start(node.fixtureCommand(era, "--port", "0"), folder);
  }

  @AfterAll
  static void stop() throws Exception {
    for (var part : running.reversed()) {
      part.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void givenFixture_whenJudgedDirectly_thenEveryCheckHolds(ConformanceSuite suite) {
    var direct = outcomes.get(suite).get(Place.DIRECT);

    assertThat(direct).hasSizeGreaterThan(30);
    assertThat(direct).allSatisfy((scenario, outcome) -> assertThat(outcome.checks())
        .noneMatch(check -> check.endsWith(" FAILURE")));
  }

  static Stream<Arguments> throughTheGateway() {
    return Stream.of(ConformanceSuite.values()).flatMap(suite -> Stream.of(Place.values())
        .filter(place -> place != Place.DIRECT)
        .map(place -> Arguments.of(suite, place)));
  }

  @ParameterizedTest
  @MethodSource("throughTheGateway")
  void givenServerBehindTheGateway_whenJudged_thenEveryScenarioEndsAsWithoutTheGateway(
      ConformanceSuite suite, Place place) {
    var direct = outcomes.get(suite).get(Place.DIRECT);
    var through = outcomes.get(suite).get(place);

    var different = new TreeMap<>(through);
    different.entrySet().removeAll(direct.entrySet());
    different.forEach((scenario, outcome) -> {
      if (WITHOUT_STREAMS.contains(scenario)) {
        assertThat(outcome).as(scenario).matches(Outcome::holds);
      }
    });
    different.keySet().removeAll(WITHOUT_STREAMS);
    assertThat(through).hasSameSizeAs(direct);
    if (suite == ConformanceSuite.MODERN && place == Place.OTHER_ERA) {
      different.keySet().removeAll(BEYOND_SESSIONS.keySet());
    }
    assertThat(different).isEmpty();
  }

  @Test
  void givenAllOutcomes_whenPutIntoTables_thenTheDocumentationHasThem() throws Exception {
    var tables =
        Stream.of(ConformanceSuite.values()).map(ConformanceIT::table).collect(joining("\n"));
    Files.writeString(node.file("../conformance.md"), tables);

    assertThat(Files.readString(node.file("../../../../docs/protocol.md"))).contains(tables);
  }

  private static String table(ConformanceSuite suite) {
    var places = List.of(Place.values());
    var lines = new ArrayList<String>();
    lines.add("| " + suite.label() + " | "
        + places.stream().map(place -> place.title).collect(joining(" | ")) + " |");
    lines.add("| --- |" + " --- |".repeat(places.size()));
    var found = outcomes.get(suite);
    found
        .get(Place.DIRECT)
        .forEach((scenario, direct) -> lines.add("| `" + scenario + "` | "
            + places.stream()
                .map(place -> place != Place.DIRECT && WITHOUT_STREAMS.contains(scenario)
                    ? "no stream"
                    : cell(place, direct, found.get(place).get(scenario)))
                .collect(joining(" | "))
            + " |"));
    return String.join("\n", lines) + "\n";
  }

  private static String cell(Place place, Outcome direct, Outcome there) {
    return place != Place.DIRECT && direct.equals(there) ? "same" : String.valueOf(there);
  }
}
