package io.mcpmanager.examples.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Other programs that stand between MCP clients and servers, as npm has them. */
final class NpmPackages {

  /** Their versions, so that figures can be compared with earlier ones. */
  static final String MCP_HUB = "mcp-hub@4.2.1";

  static final String SUPERGATEWAY = "supergateway@4.0.0";
  static final String MCP_PROXY = "mcp-proxy@6.7.19";

  private static final long INSTALL_SECONDS = 180;

  private final Path node;
  private final Path folder;

  private NpmPackages(Path node, Path folder) {
    this.node = node;
    this.folder = folder;
  }

  /** Installs them into a folder; empty if there is no npm, or if it can't. */
  static Optional<NpmPackages> install(Path folder) throws IOException, InterruptedException {
    Optional<Path> npm = Programs.onPath("npm");
    Optional<Path> node = Programs.onPath("node");
    if (npm.isEmpty() || node.isEmpty()) {
      return Optional.empty();
    }
    Process install = new ProcessBuilder(
            npm.get().toString(),
            "install",
            "--prefix",
            folder.toString(),
            "--no-fund",
            "--no-audit",
            "--ignore-scripts",
            MCP_HUB,
            SUPERGATEWAY,
            MCP_PROXY)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("npm.log").toFile())
        .start();
    boolean done = install.waitFor(INSTALL_SECONDS, TimeUnit.SECONDS);
    return done && install.exitValue() == 0
        ? Optional.of(new NpmPackages(node.get(), folder))
        : Optional.empty();
  }

  Process mcpHub(int port, int upstream) throws IOException {
    Path servers = folder.resolve("servers.json");
    Files.writeString(
        servers, "{\"mcpServers\":{\"echo\":{\"url\":\"http://127.0.0.1:" + upstream + "/mcp\"}}}");
    return start(
        "mcp-hub", List.of("--port", Integer.toString(port), "--config", servers.toString()));
  }

  Process supergateway(int port, List<String> mcpServer) throws IOException {
    return start(
        "supergateway",
        List.of(
            "--stdio",
            String.join(" ", mcpServer),
            "--outputTransport",
            "streamableHttp",
            "--stateful",
            "--logLevel",
            "none",
            "--port",
            Integer.toString(port)));
  }

  Process mcpProxy(int port, List<String> mcpServer) throws IOException {
    var arguments = new ArrayList<>(List.of(
        "--port", Integer.toString(port), "--host", "127.0.0.1", "--server", "stream", "--"));
    arguments.addAll(mcpServer);
    return start("mcp-proxy", arguments);
  }

  private Process start(String program, List<String> arguments) throws IOException {
    var command = new ArrayList<>(List.of(
        node.toString(),
        folder.resolve("node_modules/.bin").resolve(program).toRealPath().toString()));
    command.addAll(arguments);
    var builder = new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve(program + ".log").toFile());
    // mcp-hub keeps its state in the home folder
    builder.environment().put("HOME", folder.toString());
    builder.environment().put("XDG_STATE_HOME", folder.toString());
    builder.environment().put("XDG_DATA_HOME", folder.toString());
    return builder.start();
  }
}
