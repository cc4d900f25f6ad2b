package io.mcpmanager.examples.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The reference server in a process of its own. */
final class RunningManager implements AutoCloseable {

  private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long BETWEEN_LOOKS_MILLIS = 5;

  private final Process process;
  private final int port;
  private final long nanosToReady;

  private RunningManager(Process process, int port, long nanosToReady) {
    this.process = process;
    this.port = port;
    this.nanosToReady = nanosToReady;
  }

  /** Starts it and waits until it says that it is ready. */
  static RunningManager start(Path folder, String... jvmOptions)
      throws IOException, InterruptedException {
    return start("io.mcpmanager.server.Main", folder, List.of(jvmOptions), List.of());
  }

  /** Starts it with hooks in the way of every message. */
  static RunningManager startHooked(Path folder, String... jvmOptions)
      throws IOException, InterruptedException {
    return start(MeasuredHooks.class.getName(), folder, List.of(jvmOptions), List.of());
  }

  /** Starts it with more options of its own. */
  static RunningManager serve(Path folder, List<String> options)
      throws IOException, InterruptedException {
    return start("io.mcpmanager.server.Main", folder, List.of(), options);
  }

  private static RunningManager start(
      String program, Path folder, List<String> jvmOptions, List<String> options)
      throws IOException, InterruptedException {
    int port = Programs.freePort();
    List<String> command = Programs.command(
        program, "serve", "--open", "--port", Integer.toString(port), "--data", folder.toString());
    // behind those that every program gets, as the last one counts
    command.addAll(command.indexOf("-cp"), jvmOptions);
    command.addAll(options);
    long start = System.nanoTime();
    var builder = new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("manager.log").toFile());
    builder.environment().put("MALLOC_ARENA_MAX", "2");
    Process process = builder.start();
    while (!isReady(port)) {
      if (System.nanoTime() - start > DEADLINE_NANOS
          || process.waitFor(BETWEEN_LOOKS_MILLIS, TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("the manager did not get ready");
      }
    }
    return new RunningManager(process, port, System.nanoTime() - start);
  }

  private static boolean isReady(int port) throws IOException {
    try (var connection = new HttpConnection(port)) {
      return connection.exchange("GET", "/ready", "", new byte[0]).startLine().contains(" 200");
    } catch (ConnectException notYet) {
      return false;
    }
  }

  ProcessHandle process() {
    return process.toHandle();
  }

  int port() {
    return port;
  }

  long nanosToReady() {
    return nanosToReady;
  }

  /** Time its threads were at work since it began. */
  Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  double residentMiB() {
    return Programs.residentMiB(process);
  }

  /** Adds servers written as an AI client's configuration and waits until these run. */
  void add(String document, String... names) throws IOException, InterruptedException {
    try (var connection = new HttpConnection(port)) {
      post(connection, "/api/v1/servers/import", document);
      for (String name : names) {
        awaitRunning(connection, name);
      }
    }
  }

  /** Creates a server that is not started. */
  void create(String definition) throws IOException {
    try (var connection = new HttpConnection(port)) {
      post(connection, "/api/v1/servers", definition);
    }
  }

  /** Ends a server and forgets it. */
  void delete(String name) throws IOException {
    try (var connection = new HttpConnection(port)) {
      HttpMessage answer =
          connection.exchange("DELETE", "/api/v1/servers/" + name, "", new byte[0]);
      if (!answer.startLine().contains(" 20")) {
        throw new IllegalStateException(answer.startLine());
      }
    }
  }

  private static void post(HttpConnection connection, String path, String document)
      throws IOException {
    HttpMessage answer = connection.post(path, "", document.getBytes(UTF_8));
    if (!answer.startLine().contains(" 20")) {
      throw new IllegalStateException(answer.startLine() + new String(answer.body(), UTF_8));
    }
  }

  private void awaitRunning(HttpConnection connection, String name)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    while (!new String(
            connection
                .exchange("GET", "/api/v1/servers/" + name, "", new byte[0])
                .body(),
            UTF_8)
        .contains("\"running\"")) {
      if (System.nanoTime() - start > DEADLINE_NANOS
          || process.waitFor(20, TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException(name + " does not run");
      }
    }
  }

  @Override
  public void close() throws InterruptedException {
    Programs.end(process);
  }
}
