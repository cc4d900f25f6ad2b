package io.mcpmanager.examples.interop;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client of each revision with a server of each revision behind the gateway: what works, and what comes instead. */
final class MatrixIT {

  static final List<String> REVISIONS =
      List.of("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25", "2026-07-28");

  @TempDir
  private static Path folder;

  private static ManagerProcess manager;
  private static final List<ListeningProcess> servers = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    manager = ManagerProcess.start(folder);
    for (var revision : REVISIONS) {
      var server = ListeningProcess.start(DemoCommand.overHttp(revision), folder);
      servers.add(server);
      manager.add("of-" + revision, server.url());
      manager.setGateway("of-" + revision, "{\"maxIsolated\": 100}");
    }
    for (var revision : REVISIONS) {
      manager.await("of-" + revision, "running");
    }
  }

  @AfterAll
  static void stop() throws Exception {
    manager.close();
    for (var server : servers) {
      server.close();
    }
  }

  /** The clients are to be trusted. The demo server has no HTTP+SSE, which is all that the oldest one speaks. */
  @ParameterizedTest
  @ValueSource(strings = {"2025-06-18", "2025-11-25", "2026-07-28"})
  void givenClientAndServerOfOneRevision_whenNothingIsBetweenThem_thenAllWorks(String revision)
      throws Exception {
    try (var server = ListeningProcess.start(DemoCommand.overHttp(revision), folder)) {
      assertThat(row(server.url(), revision))
          .allSatisfy((feature, cell) -> assertThat(cell).isEqualTo(Feature.YES));
    }
  }

  static Stream<Arguments> pairs() {
    return REVISIONS.stream()
        .flatMap(client -> REVISIONS.stream().map(server -> Arguments.of(client, server)));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void givenClientAndServer_whenTheGatewayIsBetweenThem_thenEachFeatureDoesAsStated(
      String client, String server) throws Exception {
    var url = manager.url("/mcp/servers/of-" + server);

    assertThat(unexpected(url, client)).isEmpty();
  }

  /** The cells that hold something else than stated. */
  private static Map<Feature, String> unexpected(URI url, String client) throws Exception {
    var row = row(url, client);
    row.entrySet().removeAll(expected(client).entrySet());
    return row;
  }

  /** All features at once, each with a client of its own. */
  private static Map<Feature, String> row(URI url, String revision) throws Exception {
    var cells = new EnumMap<Feature, Future<String>>(Feature.class);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var feature : Feature.values()) {
        cells.put(feature, threads.submit(() -> cell(feature, url, revision)));
      }
    }
    var row = new EnumMap<Feature, String>(Feature.class);
    for (var cell : cells.entrySet()) {
      row.put(cell.getKey(), cell.getValue().get());
    }
    return row;
  }

  private static String cell(Feature feature, URI url, String revision) {
    try (var client = ScriptedClient.connect(url, revision)) {
      return feature.tried(client);
    } catch (Exception e) {
      return String.valueOf(e);
    }
  }

  /** What the cells of a client hold; the server makes no difference. */
  private static Map<Feature, String> expected(String client) {
    var row = new EnumMap<Feature, String>(Feature.class);
    for (var feature : Feature.values()) {
      row.put(feature, expected(feature, client));
    }
    return row;
  }

  private static String expected(Feature feature, String client) {
    // a client of these revisions can't be asked this; the server is told so, and its tool fails
    return feature == Feature.ELICITATION && client.compareTo("2025-06-18") < 0
        ? "isError"
        : Feature.YES;
  }

  @Test
  void givenMatrix_whenWrittenDown_thenTheDocumentationHasIt() throws Exception {
    var lines = new ArrayList<String>();
    lines.add("| client | server | "
        + Stream.of(Feature.values()).map(Feature::title).collect(joining(" | ")) + " |");
    lines.add("| --- | --- |" + " --- |".repeat(Feature.values().length));
    pairs()
        .map(Arguments::get)
        .forEach(pair -> lines.add("| " + pair[0] + " | " + pair[1] + " | "
            + String.join(" | ", expected((String) pair[0]).values()) + " |"));

    var module = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    Files.write(module.resolve("target/matrix.md"), lines);
    assertThat(Files.readString(module.resolve("../../docs/protocol.md")))
        .contains(String.join("\n", lines));
  }
}
