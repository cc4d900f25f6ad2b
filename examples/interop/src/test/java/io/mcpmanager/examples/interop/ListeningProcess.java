package io.mcpmanager.examples.interop;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** A server as a process of its own that listens at a free port and says at which URL. */
final class ListeningProcess implements AutoCloseable {

  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final Pattern URL = Pattern.compile("http://\\S+");

  private final Process process;
  private final Path output;

  private ListeningProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** Starts it and waits until it listens; it writes to a file in {@code folder}. */
  static ListeningProcess start(List<String> command, Path folder) throws IOException {
    var output = Files.createTempFile(folder, "server-", ".log");
    var process = new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
    var server = new ListeningProcess(process, output);
    Awaitility.await(String.join(" ", command) + " listens")
        .atMost(DEADLINE)
        .until(() -> URL.matcher(server.said()).find() || !process.isAlive());
    return server;
  }

  URI url() throws IOException {
    var url = URL.matcher(said());
    if (!url.find()) {
      throw new IllegalStateException("the server has ended: " + said());
    }
    return URI.create(url.group());
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
