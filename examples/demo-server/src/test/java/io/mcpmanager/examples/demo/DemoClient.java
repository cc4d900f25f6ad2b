package io.mcpmanager.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Drives a server in this process, line by line, as a client at the other end of its pipes would. */
final class DemoClient implements AutoCloseable {

  private static final int DEADLINE_SECONDS = 20;

  private final PipedOutputStream toServer = new PipedOutputStream();
  private final BlockingQueue<String> fromServer = new LinkedBlockingQueue<>();
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
  private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();
  private final CompletableFuture<Void> ended;
  private long lastId;

  DemoClient() throws IOException {
    this(Options.dual());
  }

  DemoClient(Options options) throws IOException {
    var err = new PrintStream(errors, true, StandardCharsets.UTF_8);
    var server = new DemoServer(options, err, exitCode::complete);
    var input = new PipedInputStream(toServer);
    ended = CompletableFuture.runAsync(
        () -> {
          try {
            server.run(input, new Lines(fromServer));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        Thread::startVirtualThread);
  }

  static DemoClient initialized(String revision) throws Exception {
    var client = new DemoClient();
    client.result(
        "initialize", JsonObject.of("protocolVersion", revision, "capabilities", JsonObject.EMPTY));
    client.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    return client;
  }

  void send(String line) throws IOException {
    sendBytes((line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  void sendBytes(byte[] bytes) throws IOException {
    toServer.write(bytes);
    toServer.flush();
  }

  /** Sends a request without waiting for its answer, and returns its id. */
  long request(String method, JsonObject params) throws IOException {
    long id = ++lastId;
    send(JsonObject.of("jsonrpc", "2.0", "id", id, "method", method, "params", params)
        .toString());
    return id;
  }

  void cancel(long id) throws IOException {
    send(JsonObject.of(
            "jsonrpc",
            "2.0",
            "method",
            "notifications/cancelled",
            "params",
            JsonObject.of("requestId", id))
        .toString());
  }

  /** Answers a request of the server. */
  void answer(JsonObject question, JsonObject result) throws IOException {
    send(JsonObject.of("jsonrpc", "2.0", "id", question.value("id").orElseThrow(), "result", result)
        .toString());
  }

  JsonObject result(String method, JsonObject params) throws Exception {
    long id = request(method, params);
    var answer = next();
    assertThat(answer.value("id")).contains(id);
    return answer.object("result").orElseThrow(() -> new AssertionError(answer.toString()));
  }

  JsonObject error(String method, JsonObject params) throws Exception {
    request(method, params);
    return nextError();
  }

  JsonObject call(String tool, Object... arguments) throws Exception {
    return result("tools/call", JsonObject.of("name", tool, "arguments", JsonObject.of(arguments)));
  }

  /** The next message of the server, whatever it is. */
  JsonObject next() throws Exception {
    return (JsonObject) JsonReader.read(nextLine());
  }

  JsonObject nextError() throws Exception {
    var answer = next();
    return answer.object("error").orElseThrow(() -> new AssertionError(answer.toString()));
  }

  String nextLine() throws InterruptedException {
    var line = fromServer.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
    assertThat(line).as("a message of the server").isNotNull();
    return line;
  }

  List<String> unread() {
    return List.copyOf(fromServer);
  }

  String errors() {
    return errors.toString(StandardCharsets.UTF_8);
  }

  int exitCode() throws Exception {
    return exitCode.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  /** Ends the input, upon which the server has to end. */
  @Override
  public void close() throws Exception {
    toServer.close();
    ended.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  static String textOf(JsonObject result) {
    var content = (List<?>) result.value("content").orElseThrow();
    return ((JsonObject) content.getFirst()).text("text").orElseThrow();
  }

  /** One write of the server is one line, which is what makes messages of concurrent calls whole. */
  private static final class Lines extends OutputStream {

    private final BlockingQueue<String> lines;

    Lines(BlockingQueue<String> lines) {
      this.lines = lines;
    }

    @Override
    public void write(int b) {
      throw new UnsupportedOperationException("a message is written at once");
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      var line = new String(bytes, offset, length, StandardCharsets.UTF_8);
      assertThat(line).endsWith("\n").containsOnlyOnce("\n");
      lines.add(line);
    }
  }
}
