package io.mcpmanager.examples.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** The official TypeScript client, connected once and for all: {@code patient.mjs} as a process. */
final class PatientClient implements AutoCloseable {

  private static final Duration DEADLINE = Duration.ofSeconds(90);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final Writer commands;
  private final List<JsonNode> said = new CopyOnWriteArrayList<>();
  private final Thread reader;
  private int lastId;

  PatientClient(Process process) {
    this.process = process;
    this.commands = process.outputWriter();
    this.reader = Thread.ofVirtual().start(this::read);
    await(0);
  }

  private void read() {
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        said.add(JSON.readTree(line));
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Begins to call a tool; {@link #await} gives what comes of it. */
  int call(String tool, String arguments) throws IOException {
    return command("\"do\":\"call\",\"tool\":\"" + tool + "\",\"arguments\":" + arguments);
  }

  /** Calls a tool and gives the text of its result. */
  String text(String tool, String arguments) throws IOException {
    JsonNode answer = await(call(tool, arguments));
    return answer.path("result").path("content").path(0).path("text").asText(answer.toString());
  }

  /** Runs a command of {@code patient.mjs} and gives its result. */
  JsonNode ask(String what) throws IOException {
    return await(command("\"do\":\"" + what + "\"")).path("result");
  }

  /** Subscribes to a resource. */
  JsonNode subscribe(String uri) throws IOException {
    return await(command("\"do\":\"subscribe\",\"uri\":\"" + uri + "\""));
  }

  /** Waits until it has heard a notification so many times. */
  void awaitHeard(String method, int times) {
    Awaitility.await(method + " is heard " + times + " times")
        .atMost(DEADLINE)
        .until(() -> said.stream()
                .filter(line -> line.path("heard").asText().equals(method))
                .count()
            >= times);
  }

  private int command(String members) throws IOException {
    lastId++;
    commands.write("{\"id\":" + lastId + "," + members + "}\n");
    commands.flush();
    return lastId;
  }

  /** What came of a command. */
  JsonNode await(int id) {
    return await(
        "answer " + id,
        line -> line.path("id").asInt(-1) == id && (line.has("result") || line.has("error")));
  }

  void awaitProgress(int id) {
    JsonNode ignored =
        await("progress of " + id, line -> line.path("id").asInt(-1) == id && line.has("progress"));
  }

  private JsonNode await(String what, Predicate<JsonNode> wanted) {
    return Awaitility.await(what)
        .atMost(DEADLINE)
        .until(() -> said.stream().filter(wanted).findFirst(), found -> found.isPresent())
        .orElseThrow();
  }

  @Override
  public void close() throws Exception {
    commands.close();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    reader.join();
  }
}
