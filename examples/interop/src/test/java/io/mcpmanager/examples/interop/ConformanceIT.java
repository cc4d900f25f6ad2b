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
    ALL_SERVERS("all servers");

    private final String title;

    Place(String title) {
      this.title = title;
    }
  }

  /** Scenarios that need what the gateway does not do yet: what a server asks of clients, and subscriptions. */
  private static final Set<String> MISSING = Set.of(
      "tools-call-sampling",
      "tools-call-elicitation",
      "elicitation-sep1034-defaults",
      "elicitation-sep1330-enums",
      "resources-subscribe",
      "resources-unsubscribe");

  /** Scenarios that look at event streams: the gateway answers a quick call with plain JSON, which has none. */
  private static final Set<String> WITHOUT_STREAMS =
      Set.of("server-sse-multiple-streams", "server-sse-polling");

  private static final int AT_A_TIME = 4;

  @TempDir
  private static Path folder;

  private static NodeTools node;
  private static final List<AutoCloseable> running = new ArrayList<>();
  private static final Map<ConformanceSuite, Map<Place, SortedMap<String, Outcome>>> outcomes =
      new EnumMap<>(ConformanceSuite.class);

  @BeforeAll
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  static void runAll() throws Exception {
    node = NodeTools.installed();
    var legacy = servedThrough("legacy");
    var modern = FixtureOverHttp.start(node, "modern", folder);
    running.add(modern);
    var runs = new EnumMap<ConformanceSuite, Map<Place, Future<SortedMap<String, Outcome>>>>(
        ConformanceSuite.class);
    try (var pool = Executors.newFixedThreadPool(AT_A_TIME)) {
      for (var suite : ConformanceSuite.values()) {
        var places = new EnumMap<Place, Future<SortedMap<String, Outcome>>>(Place.class);
        runs.put(suite, places);
        for (var place : places(suite)) {
          var url = suite == ConformanceSuite.MODERN ? modern.url() : legacy.get(place);
          var results = folder.resolve("results/" + suite + "/" + place);
          places.put(place, pool.submit(() -> suite.run(node, url, results)));
        }
      }
    }
    for (var suite : ConformanceSuite.values()) {
      var found = new EnumMap<Place, SortedMap<String, Outcome>>(Place.class);
      for (var place : places(suite)) {
        found.put(place, runs.get(suite).get(place).get());
      }
      outcomes.put(suite, found);
    }
  }

  /** The gateway does not speak 2026-07-28 yet. */
  private static List<Place> places(ConformanceSuite suite) {
    return suite == ConformanceSuite.MODERN ? List.of(Place.DIRECT) : List.of(Place.values());
  }

  /** Starts a server of an era and a manager before it, and returns where to find them. */
  private static Map<Place, URI> servedThrough(String era) throws Exception {
    var fixture = FixtureOverHttp.start(node, era, folder);
    running.add(fixture);
    var manager = ManagerProcess.start(Files.createDirectory(folder.resolve(era)));
    running.add(manager);
    manager.add("http", fixture.url());
    manager.setGateway("http", "{\"prefix\": \"\"}");
    manager.add("stdio", node.fixtureCommand(era, "--stdio"), Map.of());
    manager.setGateway("stdio", "{\"exposed\": false}");
    manager.await("http", "running");
    manager.await("stdio", "running");
    return Map.of(
        Place.DIRECT, fixture.url(),
        Place.OVER_HTTP, manager.url("/mcp/servers/http"),
        Place.OVER_STDIO, manager.url("/mcp/servers/stdio"),
        Place.ALL_SERVERS, manager.url("/mcp"));
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
    return Stream.of(ConformanceSuite.values()).flatMap(suite -> places(suite).stream()
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
    WITHOUT_STREAMS.forEach(
        scenario -> assertThat(different.remove(scenario)).as(scenario).matches(Outcome::holds));
    assertThat(through).hasSameSizeAs(direct);
    assertThat(different).containsOnlyKeys(MISSING);
  }

  @Test
  void givenAllOutcomes_whenPutIntoTables_thenTheDocumentationHasThem() throws Exception {
    var tables =
        Stream.of(ConformanceSuite.values()).map(ConformanceIT::table).collect(joining("\n"));
    Files.writeString(node.file("../conformance.md"), tables);

    assertThat(Files.readString(node.file("../../../../docs/protocol.md"))).contains(tables);
  }

  private static String table(ConformanceSuite suite) {
    var places = places(suite);
    var lines = new ArrayList<String>();
    lines.add("| " + suite.label() + " | "
        + places.stream().map(place -> place.title).collect(joining(" | ")) + " |");
    lines.add("| --- |" + " --- |".repeat(places.size()));
    var found = outcomes.get(suite);
    found
        .get(Place.DIRECT)
        .forEach((scenario, direct) -> lines.add("| `" + scenario + "` | "
            + places.stream()
                .map(place -> cell(place, direct, found.get(place).get(scenario)))
                .collect(joining(" | "))
            + " |"));
    return String.join("\n", lines) + "\n";
  }

  private static String cell(Place place, Outcome direct, Outcome there) {
    return place != Place.DIRECT && direct.equals(there) ? "same" : String.valueOf(there);
  }
}
