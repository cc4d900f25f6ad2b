package io.mcpmanager.examples.containers;

import static org.awaitility.Awaitility.await;

import io.mcpmanager.testkit.engine.TestEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An engine of a test's own, which may be ended, started again and run out of disk. It wants root, and has no network. */
final class OwnEngine implements AutoCloseable {

  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private final Path folder;
  private final Path data;
  private final TestEngine engine;
  private Process process;

  private OwnEngine(Path folder, Path data, Process process) {
    this.folder = folder;
    this.data = data;
    this.process = process;
    this.engine = TestEngine.at(folder.resolve("socket"));
  }

  /**
   * Starts one.
   *
   * @param disk size of its disk, such as {@code 40m}; a file system in memory
   */
  static OwnEngine start(Path folder, String disk) throws IOException, InterruptedException {
    Path data = Files.createDirectories(folder.resolve("data"));
    run("mount", "-t", "tmpfs", "-o", "size=" + disk, "tmpfs", data.toString());
    var engine = new OwnEngine(folder, data, launch(folder, data));
    engine.awaitAnswer();
    return engine;
  }

  private static Process launch(Path folder, Path data) throws IOException {
    return new ProcessBuilder(
            // in a network of its own, since an engine takes the machine's default bridge for its
            // own
            "unshare",
            "--net",
            "dockerd",
            "--host=unix://" + folder.resolve("socket"),
            "--data-root=" + data,
            "--exec-root=" + folder.resolve("exec"),
            "--pidfile=" + folder.resolve("pid"),
            "--bridge=none",
            "--iptables=false",
            "--ip6tables=false")
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
        .start();
  }

  private void awaitAnswer() {
    await("the engine answers, see " + folder.resolve("log")).atMost(DEADLINE).until(() -> {
      if (!process.isAlive()) {
        throw new IllegalStateException(
            "the engine ended:\n" + Files.readString(folder.resolve("log")));
      }
      return engine.answers();
    });
  }

  /** Where it listens, as {@code DOCKER_HOST} wants it. */
  String host() {
    return "unix://" + engine.socket();
  }

  TestEngine engine() {
    return engine;
  }

  /** A file on its disk. */
  Path onDisk(String name) {
    return data.resolve(name);
  }

  /** Ends it as an operating system does, which ends its containers. */
  void stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("the engine did not end in " + DEADLINE);
    }
  }

  /** Starts it again. */
  void start() throws IOException {
    process = launch(folder, data);
    awaitAnswer();
  }

  @Override
  public void close() throws IOException, InterruptedException {
    if (process.isAlive()) {
      stop();
    }
    // what it has mounted below goes with it
    run("umount", "--lazy", "--recursive", data.toString());
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) {
      throw new IOException(List.of(command) + ": " + said);
    }
  }
}
