package io.mcpmanager.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipInputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole program with servers that tell everything they know, and a search for what they were told. */
final class SecretLeakIT {

  private static final String VALUE = "Zq7\"k%2F/\\x+ü se-cr-et 4711";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern ADDRESS =
      Pattern.compile("Dashboard +http://127\\.0\\.0\\.1:(\\d+)/");

  /** Writes to its log what it knows, and tells the length of it when its tool is called. */
  private static final String LEAKY = """
      echo "plain $TOKEN" >&2
      printf %s "$TOKEN" | base64 >&2
      printf 'me:%s!' "$TOKEN" | base64 >&2
      echo "argument $1" >&2
      test -z "$FAIL" || exit 3
      while read -r line; do
        id=$(printf '%s' "$line" | sed -n 's/.*"id":\\([0-9]*\\).*/\\1/p')
        case "$line" in
          *'"initialize"'*) r='{"protocolVersion":"2025-11-25","capabilities":{"tools":{}},"serverInfo":{"name":"leaky","version":"1"}}' ;;
          *'"tools/list"'*) r='{"tools":[{"name":"length","inputSchema":{"type":"object"}}]}' ;;
          *'"tools/call"'*) r='{"content":[{"type":"text","text":"length '$(printf %s "$TOKEN" | wc -c)'"}]}' ;;
          *) r='{}' ;;
        esac
        test -z "$id" || printf '{"jsonrpc":"2.0","id":%s,"result":%s}\\n' "$id" "$r"
      done
      """;

  @TempDir
  private Path folder;

  private final HttpClient client = HttpClient.newHttpClient();
  private final StringBuffer said = new StringBuffer();
  private Process manager;
  private String base;

  @BeforeEach
  void start() throws Exception {
    manager = program(
            "serve", "--open", "--port", "0", "--data", folder.resolve("data").toString())
        .redirectErrorStream(true)
        .start();
    BufferedReader out = manager.inputReader(UTF_8);
    Thread.ofVirtual().start(() -> out.lines().forEach(line -> said.append(line).append('\n')));
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> ADDRESS.matcher(said).find());
    Matcher address = ADDRESS.matcher(said);
    assertThat(address.find()).isTrue();
    base = "http://127.0.0.1:" + address.group(1);
  }

  @AfterEach
  void stop() throws Exception {
    manager.destroy();
    assertThat(manager.waitFor(60, TimeUnit.SECONDS)).isTrue();
    client.close();
  }

  private static ProcessBuilder program(String... arguments) {
    var words = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        System.getProperty("java.class.path"),
        Main.class.getName()));
    words.addAll(List.of(arguments));
    return new ProcessBuilder(words);
  }

  @Test
  void givenASecretThatServersUse_whenLookedForEverywhere_thenItIsNowhereElse() throws Exception {
    setByCommandLine();
    create("leaky", Map.of("TOKEN", "${secret:TOKEN}"), "");
    create("argued", Map.of(), "${secret:TOKEN}");
    create("failing", Map.of("TOKEN", "${secret:TOKEN}", "FAIL", "1"), "");
    remote();
    List.of("leaky", "argued", "failing", "distant")
        .forEach(name -> send("POST", "/api/v1/servers/" + name + "/start", ""));

    String answer = send("POST", "/api/v1/tools/leaky__length/call", "{}");
    assertThat(answer).contains("length " + VALUE.getBytes(UTF_8).length);
    Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(
            send("GET", "/api/v1/servers/argued/logs", ""))
        .contains("argument ***"));
    String backup =
        JSON.readTree(send("POST", "/api/v1/backups", "")).at("/data/name").asText();

    var places = new LinkedHashMap<String, byte[]>();
    for (String path : List.of(
        "/api/v1/secrets",
        "/api/v1/secrets/TOKEN",
        "/api/v1/servers",
        "/api/v1/servers/leaky",
        "/api/v1/servers/failing",
        "/api/v1/servers/distant",
        "/api/v1/servers/export",
        "/api/v1/servers/leaky/logs",
        "/api/v1/servers/leaky/logs/export",
        "/api/v1/servers/failing/logs",
        "/api/v1/events?limit=1000",
        "/api/v1/events/export",
        "/api/v1/gateway/calls",
        "/api/v1/diagnostics",
        "/api/v1/diagnostics/threads",
        "/api/v1/tools",
        "/metrics")) {
      places.put(path, send(path));
    }
    places.put("an error's body", bad().getBytes(UTF_8));
    places.put("the program's output", said.toString().getBytes(UTF_8));
    places.put("its command line", Files.readAllBytes(proc("cmdline")));
    places.put("its environment", Files.readAllBytes(proc("environ")));
    files(places);
    zip(send("/api/v1/backups/" + backup), places);

    assertThat(places.get("/api/v1/servers/leaky/logs")).asString(UTF_8).contains("plain ***");
    assertThat(places.get("/api/v1/servers/export")).asString(UTF_8).contains("${secret:TOKEN}");
    assertThat(places.keySet()).anyMatch(place -> place.endsWith("mcp-manager.db-wal"));
    places.forEach((place, content) -> {
      String text = new String(content, UTF_8);
      forms()
          .forEach((form, hidden) ->
              assertThat(text.contains(hidden)).as(form + " in " + place).isFalse());
    });
  }

  private static Map<String, String> forms() {
    byte[] bytes = VALUE.getBytes(UTF_8);
    String json = JsonNodeFactory.instance.textNode(VALUE).toString();
    var forms = new LinkedHashMap<String, String>();
    forms.put("the value", VALUE);
    forms.put("a part of it", "se-cr-et 4711");
    forms.put("its Base64", Base64.getEncoder().encodeToString(bytes).substring(0, 30));
    forms.put(
        "its Base64 within another",
        Base64.getEncoder()
            .encodeToString(("me:" + VALUE + "!").getBytes(UTF_8))
            .substring(4, 30));
    forms.put("its URL form", URLEncoder.encode(VALUE, UTF_8));
    forms.put("its JSON", json.substring(1, json.length() - 1));
    return forms;
  }

  /** As a person does who pipes it in. */
  private void setByCommandLine() throws Exception {
    Process set = program("secrets", "set", "TOKEN", "--url", base).start();
    try (var in = set.getOutputStream()) {
      in.write((VALUE + "\n").getBytes(UTF_8));
    }
    String out = new String(set.getInputStream().readAllBytes(), UTF_8)
        + new String(set.getErrorStream().readAllBytes(), UTF_8);
    assertThat(set.waitFor()).as(out).isZero();
    assertThat(out).contains("TOKEN set").doesNotContain("4711");
  }

  private void create(String name, Map<String, String> environment, String argument) {
    ObjectNode launch = JsonNodeFactory.instance.objectNode();
    launch.put("kind", "process").put("command", "sh");
    launch.putArray("arguments").add("-c").add(LEAKY).add("sh").add(argument);
    environment.forEach(launch.putObject("environment")::put);
    ObjectNode definition = JsonNodeFactory.instance.objectNode().put("name", name);
    definition.set("launch", launch);
    definition.putObject("settings").putObject("restart").put("mode", "never");
    assertThat(send("POST", "/api/v1/servers", definition.toString())).contains("\"success\":true");
  }

  /** One that can't be reached, whose address holds the secret. */
  private void remote() {
    ObjectNode launch = JsonNodeFactory.instance.objectNode();
    launch
        .put("kind", "remote")
        .put("url", "http://127.0.0.1:9/${secret:TOKEN}/mcp?k=${secret:TOKEN}");
    launch.putObject("headers").put("X-Key", "none");
    ObjectNode definition = JsonNodeFactory.instance.objectNode().put("name", "distant");
    definition.set("launch", launch);
    definition.putObject("settings").putObject("restart").put("mode", "never");
    assertThat(send("POST", "/api/v1/servers", definition.toString())).contains("\"success\":true");
  }

  private String bad() {
    ObjectNode wrong = JsonNodeFactory.instance.objectNode().put("value", VALUE).put("x", VALUE);
    return send("PUT", "/api/v1/secrets/TOKEN", wrong.toString())
        + send("PUT", "/api/v1/secrets/TOKEN", wrong.toString() + "{")
        + send("PUT", "/api/v1/secrets/1-2", wrong.toString());
  }

  private Path proc(String file) {
    return Path.of("/proc", Long.toString(manager.pid()), file);
  }

  private void files(Map<String, byte[]> places) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        places.put(file.toString(), Files.readAllBytes(file));
      }
    }
  }

  private static void zip(byte[] backup, Map<String, byte[]> places) throws IOException {
    try (var zip = new ZipInputStream(new ByteArrayInputStream(backup))) {
      for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        var content = new ByteArrayOutputStream();
        long ignored = zip.transferTo(content);
        places.put("backup " + entry.getName(), content.toByteArray());
      }
    }
    assertThat(places.keySet()).anyMatch(place -> place.startsWith("backup "));
  }

  private byte[] send(String path) {
    try {
      HttpResponse<byte[]> answer = client.send(
          HttpRequest.newBuilder(URI.create(base + path)).build(),
          HttpResponse.BodyHandlers.ofByteArray());
      assertThat(answer.statusCode()).as(path).isEqualTo(200);
      return answer.body();
    } catch (IOException | InterruptedException broken) {
      throw new AssertionError(path, broken);
    }
  }

  private String send(String method, String path, String body) {
    var request = HttpRequest.newBuilder(URI.create(base + path))
        .method(
            method,
            body.isEmpty()
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(body));
    if (!body.isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException | InterruptedException broken) {
      throw new AssertionError(path, broken);
    }
  }
}
