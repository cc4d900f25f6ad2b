package io.mcpmanager.examples.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The reference server as its users start it: a process of its own, reached over HTTP. Thread-safe. */
final class ManagerProgram implements AutoCloseable {

  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final Pattern GATEWAY = Pattern.compile("MCP gateway\\s+(http://\\S+)/mcp");

  private final Process process;
  private final URI base;
  private final Duration untilReady;
  private final Path output;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private ManagerProgram(Process process, URI base, Duration untilReady, Path output) {
    this.process = process;
    this.base = base;
    this.untilReady = untilReady;
    this.output = output;
  }

  /** Starts it at a free port with its data in {@code folder}, and waits until it is ready. */
  static ManagerProgram start(Path folder) throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "manager-", ".log");
    long start = System.nanoTime();
    Process process = new ProcessBuilder(command(folder))
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
    try {
      URI base = Waiting.forValue("the manager says where it is", DEADLINE, () -> {
        Matcher where = GATEWAY.matcher(Files.readString(output));
        if (!process.isAlive()) {
          throw new IllegalStateException("the manager ended:\n" + Files.readString(output));
        }
        return where.find() ? URI.create(where.group(1) + "/") : null;
      });
      var manager =
          new ManagerProgram(process, base, Duration.ofNanos(System.nanoTime() - start), output);
      Waiting.until(
          "the manager is ready",
          DEADLINE,
          () -> manager.send("GET", "/ready", "").statusCode() == 200);
      return manager;
    } catch (IOException | InterruptedException | RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static List<String> command(Path folder) {
    return new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        // as the launcher script does it
        "-XX:+UseSerialGC",
        "-Xmx512m",
        "--enable-native-access=ALL-UNNAMED",
        // written when the first one ends by itself, unless what it was made of has changed
        "-XX:+AutoCreateSharedArchive",
        "-XX:SharedArchiveFile=" + Path.of("target", "manager.jsa").toAbsolutePath(),
        "-Xlog:cds*=off",
        "-cp",
        classPath(),
        "io.mcpmanager.server.Main",
        "serve",
        "--open",
        "--port",
        "0",
        "--data",
        folder.resolve("data").toString()));
  }

  /** Absolute, since it runs in another folder; jars only, since an archive of classes takes no folders. */
  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> entry.endsWith(".jar"))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** From its start until it served. */
  Duration untilReady() {
    return untilReady;
  }

  /** A place on it, such as {@code /mcp}. */
  URI url(String path) {
    return base.resolve(path);
  }

  long pid() {
    return process.pid();
  }

  /** What it has printed and logged so far. */
  String output() throws IOException {
    return Files.readString(output);
  }

  /** Sends a request and returns what came back, whatever it is. */
  HttpResponse<String> send(String method, String path, String body, String... headers)
      throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(url(path)).timeout(DEADLINE);
    if (body.isEmpty()) {
      request.method(method, BodyPublishers.noBody());
    } else {
      request.method(method, BodyPublishers.ofString(body));
      if (!Arrays.asList(headers).contains("Content-Type")) {
        request.header("Content-Type", "application/json");
      }
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofString(UTF_8));
  }

  /** Calls the REST API below {@code /api/v1} and returns the whole answer. */
  JsonNode call(String method, String path, String body) throws IOException, InterruptedException {
    return Json.read(send(method, "/api/v1" + path, body).body());
  }

  /** The server of this name as the API shows it. */
  JsonNode server(String name) throws IOException, InterruptedException {
    return call("GET", "/servers/" + name, "").path("data");
  }

  String stateOf(String name) throws IOException, InterruptedException {
    return server(name).path("state").asText();
  }

  /** Creates a server that is not started. */
  void create(Definition definition) throws IOException, InterruptedException {
    create(definition.toJson());
  }

  /** Creates a server that is not started, from a definition as the API takes it. */
  void create(JsonNode definition) throws IOException, InterruptedException {
    JsonNode answer = call("POST", "/servers", definition.toString());
    if (!answer.path("success").asBoolean()) {
      throw new IllegalStateException("not created: " + answer);
    }
  }

  /** Gives a command, such as {@code start}, and returns its result. */
  JsonNode command(String name, String command) throws IOException, InterruptedException {
    return call("POST", "/servers/" + name + "/" + command, "");
  }

  void delete(String name) throws IOException, InterruptedException {
    JsonNode answer = call("DELETE", "/servers/" + name, "");
    if (!answer.path("success").asBoolean()) {
      throw new IllegalStateException("not deleted: " + answer);
    }
  }

  void awaitState(String name, String state) throws IOException, InterruptedException {
    Waiting.until(name + " is " + state, DEADLINE, () -> stateOf(name).equals(state));
  }

  /** Kills it the hard way. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Asks it to end, as an operating system does, and waits until it has. */
  int terminate() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("the manager did not end in " + DEADLINE);
    }
    return process.exitValue();
  }

  @Override
  public void close() throws InterruptedException {
    if (process.isAlive()) {
      terminate();
    }
    http.shutdownNow();
    http.close();
  }
}
