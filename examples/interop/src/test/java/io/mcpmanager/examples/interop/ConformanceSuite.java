package io.mcpmanager.examples.interop;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The official conformance suite, which plays a client, or a server, and judges what the other side says. */
enum ConformanceSuite {
  /** Everything the newest release knows: revisions up to 2025-11-25. */
  RELEASE("conformance-release", "0.1.16", List.of("--suite", "all")),
  /** What 2025-11-25 requires, by the newest pre-release. */
  LEGACY("conformance-preview", "2025-11-25", List.of("--requirements", "2025-11-25")),
  /** What 2026-07-28 requires, by the newest pre-release. */
  MODERN("conformance-preview", "2026-07-28", List.of("--requirements", "2026-07-28"));

  private static final Duration DEADLINE = Duration.ofMinutes(5);
  private static final Pattern FOLDER = Pattern.compile("server-(.+)-\\d{4}-\\d\\d-\\d\\dT.*Z");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What holds only if something comes within a second, which on a busy machine is luck. */
  private static final List<String> TIMED =
      List.of("-list-changed-on-subscription", "client-sse-retry-timing");

  /** What a scenario found: each check that was a verdict, as {@code id STATUS}. */
  record Outcome(List<String> checks) {

    Outcome {
      checks = checks.stream()
          .filter(check -> !check.endsWith(" INFO") && TIMED.stream().noneMatch(check::contains))
          .sorted()
          .toList();
    }

    /** Whether no check failed. */
    boolean holds() {
      return checks.stream().noneMatch(check -> check.endsWith(" FAILURE"));
    }

    /** How it went, for a table: the number of checks that held, and of those that did not. */
    @Override
    public String toString() {
      long failed = checks.stream().filter(check -> check.endsWith(" FAILURE")).count();
      long passed = checks.stream().filter(check -> check.endsWith(" SUCCESS")).count();
      return failed == 0 ? passed + " pass" : failed + " fail, " + passed + " pass";
    }
  }

  private final String folder;
  private final String label;
  private final List<String> options;

  ConformanceSuite(String folder, String label, List<String> options) {
    this.folder = folder;
    this.label = label;
    this.options = options;
  }

  /** What it is called in tables. */
  String label() {
    return label;
  }

  /** Runs all scenarios against {@code server} and returns their outcomes by name. */
  SortedMap<String, Outcome> run(NodeTools node, URI server, Path results)
      throws IOException, InterruptedException {
    Files.createDirectories(results);
    var command = new ArrayList<>(List.of(
        node.newestNode().toString(),
        node.file("node_modules/" + folder + "/dist/index.js").toString(),
        "server",
        "--url",
        server.toString(),
        "-o",
        results.toString()));
    command.addAll(options);
    var process = new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(results.resolve("output.log").toFile())
        .start();
    if (!process.waitFor(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException(
          label + " was not done in " + DEADLINE + ":\n" + tail(results.resolve("output.log")));
    }
    // it exits with 1 when any check failed, also one that is not scored
    return read(results);
  }

  /**
   * Has the newest pre-release play the server of one scenario.
   *
   * @param client the command that starts the client to be judged; it is given the address of the server
   */
  static Outcome judgeClient(
      NodeTools node, String client, String scenario, String revision, Path results)
      throws IOException, InterruptedException {
    Path own = Files.createDirectories(results.resolve(scenario));
    var process = new ProcessBuilder(
            node.newestNode().toString(),
            node.file("node_modules/" + MODERN.folder + "/dist/index.js").toString(),
            "client",
            "--command",
            client,
            "--scenario",
            scenario,
            "--spec-version",
            revision,
            "--timeout",
            String.valueOf(DEADLINE.toMillis()),
            "-o",
            own.toString())
        .redirectErrorStream(true)
        .redirectOutput(own.resolve("output.log").toFile())
        .start();
    if (!process.waitFor(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly();
    }
    try (Stream<Path> files = Files.walk(own)) {
      Path checks = files
          .filter(file -> file.endsWith("checks.json"))
          .findFirst()
          .orElseThrow(() -> new IllegalStateException(scenario + " gave no verdict"));
      return outcome(checks);
    }
  }

  private static SortedMap<String, Outcome> read(Path results) throws IOException {
    var outcomes = new TreeMap<String, Outcome>();
    try (Stream<Path> folders = Files.list(results)) {
      for (Path folder : folders.toList()) {
        var name = FOLDER.matcher(folder.getFileName().toString());
        // the fixture has no tasks, an extension that no revision requires
        if (name.matches() && !name.group(1).startsWith("tasks-")) {
          outcomes.put(name.group(1), outcome(folder.resolve("checks.json")));
        }
      }
    }
    return outcomes;
  }

  private static Outcome outcome(Path checks) throws IOException {
    return new Outcome(JSON.readTree(checks.toFile())
        .valueStream()
        .map(check -> check.path("id").asText() + " " + check.path("status").asText())
        .toList());
  }

  private static String tail(Path log) throws IOException {
    var text = Files.readString(log);
    return text.substring(Math.max(0, text.length() - 2_000));
  }
}
