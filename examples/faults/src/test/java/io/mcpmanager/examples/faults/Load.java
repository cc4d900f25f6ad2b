package io.mcpmanager.examples.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Calls, changes and commands, all at the same time, until the manager is gone or the load is closed. What was
 * acknowledged is written into two ledgers.
 */
final class Load implements AutoCloseable {

  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final int CHANGERS = 3;
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private final ManagerProgram manager;
  private final Ledger definitions;
  private final Ledger desired;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicLong acknowledged = new AtomicLong();
  private final List<String> surprises = new CopyOnWriteArrayList<>();
  private volatile boolean ended;

  private Load(ManagerProgram manager, Ledger definitions, Ledger desired) {
    this.manager = manager;
    this.definitions = definitions;
    this.desired = desired;
  }

  /** Puts load on; of each server of {@code toggled} one thread changes whether it should run. */
  static Load on(
      ManagerProgram manager,
      Ledger definitions,
      Ledger desired,
      List<String> called,
      List<String> toggled) {
    var load = new Load(manager, definitions, desired);
    called.forEach(name -> load.run(() -> load.callOn(name)));
    toggled.forEach(name -> load.run(() -> load.toggle(name)));
    for (int i = 0; i < CHANGERS; i++) {
      load.run(load::change);
    }
    return load;
  }

  private interface Work {
    void run() throws IOException, InterruptedException, TimeoutException;
  }

  private void run(Work work) {
    threads.add(Thread.ofPlatform().name("load").daemon().start(() -> {
      try {
        work.run();
      } catch (IOException | TimeoutException managerIsGone) {
        return;
      } catch (IllegalStateException e) {
        surprises.add(String.valueOf(e.getMessage()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }));
  }

  private void callOn(String name) throws IOException, InterruptedException, TimeoutException {
    McpSession session = McpSession.open(manager.url("/mcp"), DEADLINE);
    while (!ended) {
      JsonNode ignored = session.callTool(name + "__echo", "x".repeat(100), DEADLINE);
    }
    session.close();
  }

  private void toggle(String name) throws IOException, InterruptedException {
    while (!ended) {
      boolean start = ThreadLocalRandom.current().nextBoolean();
      String wanted = start ? "running" : "stopped";
      desired.begin(name, wanted);
      if (manager.command(name, start ? "start" : "stop").path("success").asBoolean()) {
        desired.acknowledge(name, wanted);
        acknowledged.incrementAndGet();
      }
    }
  }

  /** Creates a server, changes it a few times, and deletes every second one. */
  private void change() throws IOException, InterruptedException {
    while (!ended) {
      int number = NUMBERS.incrementAndGet();
      String name = "made-" + number;
      ObjectNode definition = Definition.of(name, List.of("true")).toJson();
      apply("POST", "/servers", name, "created", definition);
      apply("PUT", "/servers/" + name, name, "changed once", definition);
      apply("PUT", "/servers/" + name, name, "changed twice", definition);
      if (number % 2 == 0) {
        definitions.begin(name, "absent");
        manager.delete(name);
        definitions.acknowledge(name, "absent");
        acknowledged.incrementAndGet();
      }
    }
  }

  private void apply(
      String method, String path, String name, String description, ObjectNode definition)
      throws IOException, InterruptedException {
    definitions.begin(name, description);
    JsonNode answer =
        manager.call(method, path, definition.put("description", description).toString());
    if (!answer.path("success").asBoolean()) {
      throw new IllegalStateException(method + " " + path + ": " + answer);
    }
    definitions.acknowledge(name, description);
    acknowledged.incrementAndGet();
  }

  /** Changes and commands that were acknowledged. */
  long acknowledged() {
    return acknowledged.get();
  }

  /** What was refused although it should not have been. */
  List<String> surprises() {
    return surprises;
  }

  @Override
  public void close() throws InterruptedException {
    ended = true;
    for (Thread thread : threads) {
      thread.join(DEADLINE);
    }
  }
}
