package io.mcpmanager.examples.interop;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The server the conformance suite wants to talk to, as a process that speaks Streamable HTTP at a free port. */
final class FixtureOverHttp implements AutoCloseable {

  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final Process process;
  private final Path output;

  private FixtureOverHttp(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** Starts it; it writes to a file in {@code folder}. */
  static FixtureOverHttp start(NodeTools node, String era, Path folder) throws IOException {
    var output = Files.createTempFile(folder, "fixture-" + era, ".log");
    var process = new ProcessBuilder(node.fixtureCommand(era, "--port", "0"))
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
    var fixture = new FixtureOverHttp(process, output);
    Awaitility.await("the fixture listens")
        .atMost(DEADLINE)
        .until(() -> !fixture.said().isEmpty() || !process.isAlive());
    return fixture;
  }

  URI url() throws IOException {
    return URI.create(said().lines().findFirst().orElseThrow());
  }

  private String said() throws IOException {
    return Files.readString(output);
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly();
    }
  }
}
