package io.mcpmanager.examples.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.api.event.EventType;
import io.mcpmanager.api.event.Severity;
import io.mcpmanager.spi.store.EventRecord;
import io.mcpmanager.spi.store.StoreChange;
import io.mcpmanager.store.SqliteStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Writing events so that they survive, beside a bare synced write; and telling a hundred listeners of one. */
final class EventsBenchmark {

  private static final int BATCH = 100;
  private static final int LISTENERS = 100;

  static void run(Path folder) throws Exception {
    try (var store = SqliteStore.open(folder.resolve("events.db"))) {
      Path bare = folder.resolve("bare");
      new Comparison("durable events, one thread", 1)
          .way("300 bytes written and synced", () -> new SyncedFile(bare))
          .way("one event", () -> () -> append(store, 1))
          .way(BATCH + " events in one commit", () -> () -> append(store, BATCH))
          .run();
      new Comparison("durable events, 16 threads", 16)
          .way("300 bytes written and synced", () -> new SyncedFile(bare))
          .way("one event each", () -> () -> append(store, 1))
          .way(BATCH + " events in one commit each", () -> () -> append(store, BATCH))
          .run();
    }
    tell(folder);
  }

  private static void append(SqliteStore store, int count) {
    List<StoreChange> changes = Stream.<StoreChange>generate(
            () -> new StoreChange.AppendEvent(event()))
        .limit(count)
        .toList();
    List<EventRecord> stored = store.commit(changes);
    if (stored.size() != count) {
      throw new IllegalStateException("only " + stored.size() + " events were stored");
    }
  }

  private static EventRecord event() {
    return new EventRecord(
        0,
        UUID.randomUUID().toString().replace("-", ""),
        Instant.now(),
        "default",
        null,
        null,
        "system",
        "benchmark",
        EventType.MANAGER_CHANGED,
        Severity.INFO,
        "manager measured",
        "{\"change\":\"measured\"}");
  }

  /** The least that makes something durable. */
  private record SyncedFile(FileChannel file) implements Caller {

    SyncedFile(Path path) throws IOException {
      this(FileChannel.open(
          path, StandardOpenOption.CREATE, StandardOpenOption.APPEND, StandardOpenOption.WRITE));
    }

    @Override
    public void call() throws IOException {
      int written = file.write(ByteBuffer.allocate(300));
      file.force(false);
      if (written != 300) {
        throw new IOException("only " + written + " bytes were written");
      }
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  private static void tell(Path folder) throws Exception {
    try (var manager = RunningManager.start(folder);
        var listeners = new Listeners(manager.port())) {
      manager.create("{\"name\":\"quiet\",\"launch\":{\"kind\":\"process\",\"command\":\"java\"}}");
      new Comparison("a server's state changed by command", 1)
          .way("answered, nobody listens", () -> new Toggle(manager.port(), listeners, 0))
          .way("answered and seen by 1 client", () -> new Toggle(manager.port(), listeners, 1))
          .way(
              "answered and seen by " + LISTENERS + " clients",
              () -> new Toggle(manager.port(), listeners, LISTENERS))
          .run();
    }
  }

  /** Takes a server out of service and back, and waits until every listener has heard of each. */
  private static final class Toggle implements Caller {

    private static final String PATH = "/api/v1/servers/quiet/maintenance";

    private final HttpConnection connection;
    private final Listeners listeners;
    private boolean inService = true;

    Toggle(int port, Listeners listeners, int count) throws Exception {
      this.listeners = listeners;
      connection = new HttpConnection(port);
      listeners.open(count);
    }

    @Override
    public void call() throws Exception {
      listeners.expect();
      HttpMessage answer =
          connection.exchange(inService ? "POST" : "DELETE", PATH, "", new byte[0]);
      if (!answer.startLine().contains(" 200")) {
        throw new IllegalStateException(answer.startLine() + new String(answer.body(), UTF_8));
      }
      inService = !inService;
      listeners.await();
    }

    @Override
    public void close() throws Exception {
      if (!inService) {
        call();
      }
      listeners.close();
      connection.close();
    }
  }

  private EventsBenchmark() {}
}
