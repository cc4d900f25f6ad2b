package io.mcpmanager.examples.faults;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Some of everything that happens in a manager's life: calls, sessions that come and go, servers that are started and
 * stopped, crash, leave processes behind or flood their log, and clients that listen to events.
 */
final class SoakLoad implements AutoCloseable {

  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final int CALLERS = 4;
  private static final int LISTENERS = 10;
  private static final List<String> NASTY =
      List.of("grandchildren", "ignores-term", "nastiest", "stderr-flood", "pipe-holder");

  private final ManagerProgram manager;
  private final Latencies latencies = new Latencies();
  private final AtomicLong commands = new AtomicLong();
  private final AtomicLong heard = new AtomicLong();
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<AutoCloseable> parts = new ArrayList<>();
  private final List<Steady> steady = new ArrayList<>();
  private long measured = System.nanoTime();

  private SoakLoad(ManagerProgram manager) {
    this.manager = manager;
  }

  static SoakLoad start(ManagerProgram manager, FaultyServer servers)
      throws IOException, InterruptedException {
    var load = new SoakLoad(manager);
    try {
      load.servers(servers);
      load.listeners();
      load.callers();
      load.troublemakers(servers);
      return load;
    } catch (IOException | InterruptedException | RuntimeException e) {
      load.close();
      throw e;
    } catch (TimeoutException e) {
      load.close();
      throw new IOException("no answer in time", e);
    }
  }

  private void servers(FaultyServer servers) throws IOException, InterruptedException {
    for (int i = 0; i < CALLERS; i++) {
      add(Definition.of("worker-" + i, servers.command("healthy")).withCallTimeout(DEADLINE));
    }
    add(Definition.of("talker", servers.command("stderr-flood", "rate=200")));
    add(Definition.of("crasher", servers.command("crash-in-call")).withRestart("always"));
    add(Definition.of("changer", servers.command("list-changed", "ms=500")));
  }

  private void add(Definition definition) throws IOException, InterruptedException {
    manager.create(definition);
    JsonNode ignored = manager.command(definition.name(), "start");
  }

  private void listeners() {
    URI url = URI.create(manager.url("/ws").toString().replace("http://", "ws://"));
    for (int i = 0; i < LISTENERS; i++) {
      WebSocket socket =
          http.newWebSocketBuilder().buildAsync(url, new Listener()).join();
      socket
          .sendText(
              "{\"type\":\"subscribe\",\"id\":\"1\",\"topics\":[\"events\",\"servers\",\"logs:talker\"]}",
              true)
          .join();
      parts.add(socket::abort);
    }
  }

  private void callers() throws IOException, InterruptedException, TimeoutException {
    for (int i = 0; i < CALLERS; i++) {
      String server = "worker-" + i;
      McpSession session = McpSession.open(manager.url("/mcp"), DEADLINE);
      begin("call " + server, 20, () -> latencies.time(() -> echo(session, server + "__echo")));
      parts.add(session);
    }
    begin("come and go", 250, () -> {
      try (var session = McpSession.open(manager.url("/mcp/servers/worker-0"), DEADLINE)) {
        echo(session, "echo");
      }
    });
  }

  private void troublemakers(FaultyServer servers)
      throws IOException, InterruptedException, TimeoutException {
    McpSession session = McpSession.open(manager.url("/mcp"), DEADLINE);
    parts.add(session);
    // its crash is meant; it must be told, though, in time
    begin("crash", 2000, () -> {
      JsonNode ignored = session.callTool("crasher__fault", "x", DEADLINE);
    });
    var turn = new AtomicLong();
    begin("nasty", 1000, () -> {
      String habit = NASTY.get((int) (turn.getAndIncrement() % NASTY.size()));
      add(Definition.of("nasty", servers.command(habit)));
      manager.delete("nasty");
      commands.addAndGet(3);
    });
    begin("restart", 1500, () -> {
      JsonNode ignored = manager.command("changer", "restart");
      commands.incrementAndGet();
    });
  }

  private void begin(String name, long pauseMillis, Steady.Call call) {
    Steady one = Steady.start(name, Duration.ofMillis(pauseMillis), call);
    steady.add(one);
    // the callers end before the sessions they use
    parts.addFirst(one);
  }

  private static void echo(McpSession session, String tool)
      throws IOException, InterruptedException, TimeoutException {
    JsonNode answer = session.callTool(tool, "hello", DEADLINE);
    if (!answer.toString().contains("\"hello\"")) {
      throw new IOException("expected hello, found " + answer);
    }
  }

  /** What has happened since the last time, and how the manager is now. */
  SoakRow measure(long number) throws IOException, InterruptedException {
    double seconds = (System.nanoTime() - measured) / 1e9;
    Latencies.Summary calls = latencies.take();
    double heap = heapAfterCollection();
    Footprint now = Footprint.of(manager.pid());
    measured = System.nanoTime();
    return new SoakRow(
        number,
        now.residentKiB() / 1024.0,
        heap,
        now.threads(),
        now.descriptors(),
        calls.count() / seconds,
        calls.p99Millis(),
        commands.getAndSet(0),
        heard.getAndSet(0),
        steady.stream().mapToLong(Steady::failed).sum());
  }

  List<String> takeFailures() {
    return steady.stream().flatMap(one -> one.takeFailures().stream()).toList();
  }

  private double heapAfterCollection() throws IOException, InterruptedException {
    Process collect = new ProcessBuilder(
            System.getProperty("java.home") + "/bin/jcmd", Long.toString(manager.pid()), "GC.run")
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
    boolean ignored = collect.waitFor(30, TimeUnit.SECONDS);
    return manager
            .send("GET", "/metrics", "")
            .body()
            .lines()
            .filter(line -> line.startsWith("jvm_memory_used_bytes") && line.contains("\"heap\""))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
            .sum()
        / (1024 * 1024);
  }

  @Override
  public void close() throws IOException, InterruptedException {
    for (AutoCloseable part : parts) {
      try {
        part.close();
      } catch (IOException | InterruptedException | RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IOException(e);
      }
    }
    http.shutdownNow();
    http.close();
  }

  private final class Listener implements WebSocket.Listener {

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      if (last) {
        heard.incrementAndGet();
      }
      socket.request(1);
      return null;
    }
  }
}
