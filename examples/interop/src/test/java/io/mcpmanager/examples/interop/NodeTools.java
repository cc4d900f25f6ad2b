package io.mcpmanager.examples.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * The packages of {@code package-lock.json}, installed below {@code target}, and our programs of {@code src/test/node}
 * that use them.
 */
final class NodeTools {

  private static final Duration INSTALL_DEADLINE = Duration.ofMinutes(5);
  private static final Duration RUN_DEADLINE = Duration.ofSeconds(120);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path module;
  private final Path folder;

  private NodeTools(Path module) {
    this.module = module;
    this.folder = module.resolve("target/node");
  }

  /** Installs the packages, unless that has been done since the lock file changed. */
  static NodeTools installed() throws IOException, InterruptedException {
    // failsafe sets it; an IDE usually starts tests in the folder of the module
    var tools = new NodeTools(Path.of(System.getProperty("basedir", "")).toAbsolutePath());
    tools.install();
    return tools;
  }

  private void install() throws IOException, InterruptedException {
    Files.createDirectories(folder);
    try (var channel = FileChannel.open(
            folder.resolve("install.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var lock = channel.lock()) {
      try (var programs = Files.list(module.resolve("src/test/node"))) {
        for (var program : programs.toList()) {
          copy(program);
        }
      }
      var stamp = folder.resolve("installed.json");
      var wanted = module.resolve("package-lock.json");
      if (!Files.exists(stamp) || Files.mismatch(stamp, wanted) >= 0) {
        copy(module.resolve("package.json"));
        copy(wanted);
        execute(
            List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"),
            INSTALL_DEADLINE);
        Files.copy(wanted, stamp, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  /** What is there already stays as it is: another JVM may be about to run it. */
  private void copy(Path file) throws IOException {
    Path copy = folder.resolve(file.getFileName());
    if (!Files.exists(copy) || Files.mismatch(file, copy) >= 0) {
      Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** The server that shows every feature of the protocol. */
  McpTarget everything() {
    return McpTarget.stdio(everythingCommand(), Map.of());
  }

  List<String> everythingCommand() {
    return command("server-everything");
  }

  /** The server of files below {@code root}. */
  McpTarget filesystem(Path root) {
    return McpTarget.stdio(filesystemCommand(root), Map.of()).withFolder(root);
  }

  List<String> filesystemCommand(Path root) {
    return Stream.concat(command("server-filesystem").stream(), Stream.of(root.toString()))
        .toList();
  }

  /** The knowledge graph server, which keeps its graph in {@code file}. */
  McpTarget memory(Path file) {
    return McpTarget.stdio(memoryCommand(), memoryEnvironment(file));
  }

  List<String> memoryCommand() {
    return command("server-memory");
  }

  Map<String, String> memoryEnvironment(Path file) {
    return Map.of("MEMORY_FILE_PATH", file.toString());
  }

  /**
   * The Node.js that comes with the packages: the conformance suite needs a newer one than Debian has.
   *
   * @throws org.opentest4j.TestAbortedException if there is none for this machine
   */
  Path newestNode() {
    var machine = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x64";
    var program = folder.resolve("node_modules/node-linux-" + machine + "/bin/node");
    Assumptions.assumeTrue(
        Files.isExecutable(program),
        "The packages have a Node.js of the version this needs for Linux on x64 and arm64 only.");
    return program;
  }

  /** One of our programs or a file of a package, by its path below the folder of the packages. */
  Path file(String path) {
    return folder.resolve(path);
  }

  /** The server the conformance suite wants to talk to, speaking one era or both; {@code words} say over what. */
  List<String> fixtureCommand(String era, String... words) {
    return Stream.concat(
            Stream.of(newestNode().toString(), file("fixture-server.mjs").toString(), era),
            Stream.of(words))
        .toList();
  }

  private List<String> command(String server) {
    var script = folder.resolve("node_modules/@modelcontextprotocol/" + server + "/dist/index.js");
    return List.of("node", script.toString());
  }

  /** The calls and prompts to make at a server, by the name of the server; an argument for {@link #run}. */
  Path spec(String server) {
    return module.resolve("src/test/resources/spec/" + server + ".json");
  }

  JsonNode readSpec(String server) throws IOException {
    return JSON.readTree(spec(server).toFile());
  }

  /**
   * Runs one command of the harness against {@code target}; the commands are explained in {@code client.mjs}.
   *
   * @return the JSON document that it printed
   * @throws IllegalStateException if the command failed or was not done in time
   */
  JsonNode run(McpTarget target, Object... words) throws IOException, InterruptedException {
    // Debian's Node.js has no WebSocket
    var program = target.options().contains("ws") ? newestNode().toString() : "node";
    var command = new ArrayList<>(List.of(program, "client.mjs"));
    Stream.of(words).map(Object::toString).forEach(command::add);
    command.addAll(List.of("--deadline", String.valueOf(RUN_DEADLINE.toMillis())));
    command.addAll(target.options());
    // the harness keeps the deadline itself; the extra time is for a node that hangs
    return JSON.readTree(execute(command, RUN_DEADLINE.plusSeconds(10)));
  }

  /** Calls a tool as somebody who has nothing but the URL; what {@code oauth.mjs} prints. */
  JsonNode oauth(String url, String tool, String arguments)
      throws IOException, InterruptedException {
    return JSON.readTree(execute(List.of("node", "oauth.mjs", url, tool, arguments), RUN_DEADLINE));
  }

  /** A client that connects once and stays. */
  PatientClient patient(URI url) throws IOException {
    return new PatientClient(new ProcessBuilder("node", "patient.mjs", url.toString())
        .directory(folder.toFile())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start());
  }

  /**
   * Runs the command line of the inspector against {@code url}, speaking the revisions of {@code era}.
   *
   * @return the JSON document that it printed
   */
  JsonNode inspect(URI url, String era, String... words) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(
        newestNode().toString(),
        "node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js",
        "--cli",
        url.toString(),
        "--transport",
        "http",
        "--protocol-era",
        era));
    command.addAll(List.of(words));
    return JSON.readTree(execute(command, RUN_DEADLINE));
  }

  /** Runs a program to its end and returns its standard output; files take the output, so that no pipe can fill up. */
  private byte[] execute(List<String> command, Duration deadline)
      throws IOException, InterruptedException {
    var out = Files.createTempFile(folder, "run-", ".out");
    var err = Files.createTempFile(folder, "run-", ".err");
    try {
      var process = new ProcessBuilder(command)
          .directory(folder.toFile())
          .redirectOutput(out.toFile())
          .redirectError(err.toFile())
          .start();
      boolean ended = process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS);
      if (!ended) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
      if (!ended || process.exitValue() != 0) {
        var outcome = ended ? "exited with " + process.exitValue() : "was not done in " + deadline;
        throw new IllegalStateException(
            String.join(" ", command) + " " + outcome + ":\n" + Files.readString(err));
      }
      return Files.readAllBytes(out);
    } finally {
      Files.deleteIfExists(out);
      Files.deleteIfExists(err);
    }
  }
}
