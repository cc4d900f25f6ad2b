package io.mcpmanager.examples.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** The reference server as its users start it: a process of its own, reached over HTTP. */
final class ManagerProcess implements AutoCloseable {

  private static final Duration DEADLINE = Duration.ofSeconds(120);
  private static final Pattern GATEWAY = Pattern.compile("MCP gateway\\s+(http://\\S+)/mcp");
  private static final Pattern LINK = Pattern.compile("/sign-in/link#(\\S+)");
  private static final Path TESTS = Path.of("interop", "target", "test-classes");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final Path output;
  private final HttpClient http = HttpClient.newHttpClient();
  private String key = "";
  private String cookie = "";
  private URI base = URI.create("http://127.0.0.1/");

  private ManagerProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** Starts it at a free port with its data in {@code folder}, and open: this is about something else than access. */
  static ManagerProcess start(Path folder, String... options) throws IOException {
    return startAt(folder, 0, options);
  }

  /** The same at a port. */
  static ManagerProcess startAt(Path folder, int port, String... options) throws IOException {
    return launch(
        folder, port, Stream.concat(Stream.of("--open"), Stream.of(options)).toList());
  }

  /** Starts it as it is by default: who has no key gets in nowhere. */
  static ManagerProcess startClosed(Path folder) throws IOException, InterruptedException {
    ManagerProcess manager = startUntouched(folder);
    manager.makeKey();
    return manager;
  }

  /** The same, with nobody having been there yet. */
  static ManagerProcess startUntouched(Path folder) throws IOException {
    return launch(folder, 0, List.of());
  }

  private static ManagerProcess launch(Path folder, int port, List<String> options)
      throws IOException {
    var command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        // few of them live long enough for better code
        "-XX:TieredStopAtLevel=1",
        // written when the first one ends by itself, unless what it was made of has changed
        "-XX:+AutoCreateSharedArchive",
        "-XX:SharedArchiveFile=" + Path.of("target", "manager.jsa").toAbsolutePath(),
        "-Xlog:cds*=off",
        "-cp",
        classPath(),
        "io.mcpmanager.server.Main",
        "serve",
        "--port",
        String.valueOf(port),
        "--data",
        folder.resolve("data").toString()));
    command.addAll(options);
    Path output = Files.createTempFile(folder, "manager-", ".log");
    Process process = new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
    var manager = new ManagerProcess(process, output);
    Awaitility.await("the manager says where it is").atMost(DEADLINE).until(manager::hasSaidWhere);
    return manager;
  }

  /** Without these tests, since an archive of classes takes no folders. */
  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !Path.of(entry).endsWith(TESTS))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** By the link of the first start, as an administrator would do it. */
  private void makeKey() throws IOException, InterruptedException {
    var body = JSON.createObjectNode().put("token", firstSignIn());
    var begun = http.send(
        HttpRequest.newBuilder(url("/api/v1/auth/link"))
            .timeout(DEADLINE)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.toString()))
            .build(),
        BodyHandlers.ofString());
    cookie = begun.headers().firstValue("Set-Cookie").orElseThrow().split(";", -1)[0];
    String csrf = JSON.readTree(begun.body()).path("data").path("csrfToken").asText();
    ObjectNode wanted = JSON.createObjectNode().put("name", "interop");
    wanted.putArray("permissions").add("admin:full");
    wanted.put("tier", "unlimited");
    var made = http.send(
        HttpRequest.newBuilder(url("/api/v1/keys"))
            .timeout(DEADLINE)
            .header("Content-Type", "application/json")
            .header("Cookie", cookie)
            .header("X-CSRF-Token", csrf)
            .POST(BodyPublishers.ofString(wanted.toString()))
            .build(),
        BodyHandlers.ofString());
    key = JSON.readTree(made.body()).path("data").path("secret").asText();
    if (key.isEmpty()) {
      throw new IllegalStateException("no key was made: " + made.body());
    }
  }

  /** The token of the link that it prints when it starts for the first time. */
  String firstSignIn() throws IOException {
    Matcher link = LINK.matcher(output());
    if (!link.find()) {
      throw new IllegalStateException("the manager printed no link:\n" + output());
    }
    return link.group(1);
  }

  /** What the browser of an administrator presents to it; empty if it is open. */
  String cookie() {
    return cookie;
  }

  /** What clients present to it; empty if it is open. */
  String key() {
    return key;
  }

  private boolean hasSaidWhere() throws IOException {
    String said = output();
    if (!process.isAlive()) {
      throw new IllegalStateException(
          "the manager exited with " + process.exitValue() + ":\n" + said);
    }
    Matcher where = GATEWAY.matcher(said);
    if (where.find()) {
      base = URI.create(where.group(1) + "/");
      return true;
    }
    return false;
  }

  /** What it has printed and logged so far. */
  String output() throws IOException {
    return Files.readString(output);
  }

  /** A place on it, such as {@code /mcp}. */
  URI url(String path) {
    return base.resolve(path);
  }

  int port() {
    return base.getPort();
  }

  long pid() {
    return process.pid();
  }

  /** Calls the REST API below {@code /api/v1} and returns the whole answer. */
  JsonNode call(String method, String path, String body) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(url("/api/v1" + path)).timeout(DEADLINE);
    if (!key.isEmpty()) {
      request.header("Authorization", "Bearer " + key);
    }
    if (body.isEmpty()) {
      request.method(method, BodyPublishers.noBody());
    } else {
      request
          .header("Content-Type", "application/json")
          .method(method, BodyPublishers.ofString(body));
    }
    var answer = http.send(request.build(), BodyHandlers.ofByteArray());
    return JSON.readTree(new String(answer.body(), UTF_8));
  }

  /** What a request with another key is answered with. */
  int statusWith(String otherKey, String path) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(url(path))
        .timeout(DEADLINE)
        .header("Authorization", "Bearer " + otherKey)
        .build();
    return http.send(request, BodyHandlers.discarding()).statusCode();
  }

  /** The server of this name as the API shows it. */
  JsonNode server(String name) throws IOException, InterruptedException {
    return call("GET", "/servers/" + name, "").path("data");
  }

  /** Creates and starts a server whose process is {@code command}. */
  void add(String name, List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    ObjectNode document = JSON.createObjectNode();
    ObjectNode server = document.putObject("mcpServers").putObject(name);
    server.put("command", command.getFirst());
    command.subList(1, command.size()).forEach(server.putArray("args")::add);
    environment.forEach(server.putObject("env")::put);
    JsonNode answer = call("POST", "/servers/import", document.toString());
    if (!answer.path("success").asBoolean()) {
      throw new IllegalStateException("import failed: " + answer);
    }
  }

  /** Creates and starts a server that is reached by URL. */
  void add(String name, URI url) throws IOException, InterruptedException {
    ObjectNode document = JSON.createObjectNode();
    document.putObject("mcpServers").putObject(name).put("type", "http").put("url", url.toString());
    JsonNode answer = call("POST", "/servers/import", document.toString());
    if (!answer.path("success").asBoolean()) {
      throw new IllegalStateException("import failed: " + answer);
    }
  }

  /** Changes the settings of a server's part in the gateway; {@code change} is a JSON object with some of them. */
  void setGateway(String name, String change) throws IOException, InterruptedException {
    var definition = (ObjectNode) server(name).path("definition");
    ((ObjectNode) definition.path("settings").path("gateway"))
        .setAll((ObjectNode) JSON.readTree(change));
    JsonNode answer = call("PUT", "/servers/" + name, definition.toString());
    if (!answer.path("success").asBoolean()) {
      throw new IllegalStateException("change failed: " + answer);
    }
  }

  /** Waits until the server of this name is in a state. */
  void await(String name, String state) {
    Awaitility.await(name + " is " + state)
        .atMost(DEADLINE)
        .until(() -> server(name).path("status").path("state").asText().equals(state));
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
    http.close();
  }
}
