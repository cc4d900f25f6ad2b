package io.mcpmanager.docker;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mcpmanager.api.log.LogStream;
import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.docker.ownership.Ownership;
import io.mcpmanager.spi.ExitStatus;
import io.mcpmanager.spi.Instance;
import io.mcpmanager.spi.InstanceListener;
import io.mcpmanager.spi.LaunchMark;
import io.mcpmanager.spi.LaunchSpec;
import io.mcpmanager.spi.MessageChannel;
import io.mcpmanager.spi.OutboundMessage;
import io.mcpmanager.testkit.engine.TestEngine;
import io.mcpmanager.testkit.engine.TestImages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A manager's id, the runtimes of its lives, and what they have at the real engine. */
final class Containers implements AutoCloseable {

  static final Duration SOON = Duration.ofSeconds(30);
  static final Duration GRACE = Duration.ofSeconds(5);
  static final int MAX_LINE = 64 * 1024;

  /** One line of a server. */
  record Line(LogStream stream, String text) {}

  final TestContext context = new TestContext();
  final TestEngine engine;
  final String manager = "test-" + UUID.randomUUID();
  final List<Line> lines = new CopyOnWriteArrayList<>();
  final InstanceListener listener = (stream, text) -> lines.add(new Line(stream, text));
  private final Supplier<DockerRuntimeBuilder> builder;
  private final List<DockerRuntime> runtimes = new ArrayList<>();
  private final AtomicInteger launches = new AtomicInteger();

  /** With the engine everybody uses. */
  Containers() {
    this(TestEngine.standard(), DockerRuntime::builder);
  }

  /**
   * With another engine.
   *
   * @param builder of a runtime that uses it
   */
  Containers(TestEngine engine, Supplier<DockerRuntimeBuilder> builder) {
    this.engine = engine;
    this.builder = builder;
  }

  /** A runtime of a new life of the manager. */
  DockerRuntime runtime() {
    var runtime = builder.get().build();
    runtime.initialize(context);
    runtimes.add(runtime);
    return runtime;
  }

  /** Ends the life of a manager as SIGKILL does: everything it holds is gone, and nobody tidies up. */
  static void kill(DockerRuntime runtime) {
    runtime.engine().close();
  }

  String image() throws IOException {
    return TestImages.of(engine).shellServer();
  }

  ContainerLaunch server(String... arguments) throws IOException {
    return ContainerLaunch.of(image(), arguments);
  }

  LaunchSpec spec(String server, long generation, ContainerLaunch launch) {
    return spec(server, generation, launch, manager + "-" + launches.incrementAndGet());
  }

  LaunchSpec spec(String server, long generation, ContainerLaunch launch, String token) {
    return new LaunchSpec(
        ServerId.of(server),
        server,
        generation,
        new LaunchMark(manager, token),
        launch,
        SOON,
        MAX_LINE);
  }

  /** Ids of this manager's containers, running or not. */
  List<String> all() throws IOException {
    return engine.containers(Ownership.MANAGER + "=" + manager);
  }

  JsonNode inspect(Instance instance) throws IOException {
    return new ObjectMapper().readTree(engine.inspect(id(instance)));
  }

  static String id(Instance instance) {
    return instance.container().orElseThrow().id();
  }

  static ExitStatus exitOf(Instance instance) throws Exception {
    return instance.exit().get(SOON.toSeconds(), TimeUnit.SECONDS);
  }

  /** The texts of the lines of a stream. */
  List<String> texts(LogStream stream) {
    return lines.stream()
        .filter(line -> line.stream() == stream)
        .map(Line::text)
        .toList();
  }

  /** Sends a request and waits for its answer. */
  static String ask(Instance instance, Inbox inbox, int id, String method, String params)
      throws InterruptedException {
    String request = "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method
        + "\",\"params\":" + params + "}";
    instance
        .channel()
        .send(new OutboundMessage(request.getBytes(StandardCharsets.UTF_8), method, true), SOON);
    await().atMost(SOON).until(() -> inbox.answer(id) != null);
    return inbox.answer(id);
  }

  /** Has a command run in the container; its output. */
  static String run(Instance instance, Inbox inbox, int id, String command)
      throws InterruptedException {
    return ask(
        instance,
        inbox,
        id,
        "tools/call",
        "{\"name\":\"run\",\"arguments\":{\"command\":\"" + command + "\"}}");
  }

  @Override
  public void close() throws Exception {
    runtimes.forEach(DockerRuntime::close);
    engine.remove(all());
    context.close();
  }

  /** What came of a server. */
  static final class Inbox implements MessageChannel.Receiver {

    final List<String> messages = new CopyOnWriteArrayList<>();
    final List<String> closed = new CopyOnWriteArrayList<>();

    String answer(int id) {
      return messages.stream()
          .filter(message -> message.contains("\"id\":" + id + ","))
          .findFirst()
          .orElse(null);
    }

    @Override
    public void onMessage(byte[] message) {
      messages.add(new String(message, StandardCharsets.UTF_8));
    }

    @Override
    public void onOversized(byte[] head, byte[] tail, long length) {
      messages.add("oversized");
    }

    @Override
    public void onClosed(String reason) {
      closed.add(reason);
    }
  }
}
