package io.mcpmanager.examples.interop;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The server "everything" as a process that speaks Streamable HTTP at a free port. */
final class EverythingOverHttp implements AutoCloseable {

  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private final Process process;
  private final int port;

  private EverythingOverHttp(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static EverythingOverHttp start(NodeTools node) throws IOException {
    int port = freePort();
    var words = new ArrayList<>(node.everythingCommand());
    words.add("streamableHttp");
    var command = new ProcessBuilder(words);
    command.environment().put("PORT", String.valueOf(port));
    command.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    command.redirectError(ProcessBuilder.Redirect.DISCARD);
    var server = new EverythingOverHttp(command.start(), port);
    Awaitility.await("everything listens").atMost(DEADLINE).until(server::isListening);
    return server;
  }

  URI url() {
    return URI.create("http://localhost:" + port + "/mcp");
  }

  private boolean isListening() {
    if (!process.isAlive()) {
      throw new IllegalStateException("the server exited with " + process.exitValue());
    }
    try (var socket = new Socket("localhost", port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly();
    }
  }
}
