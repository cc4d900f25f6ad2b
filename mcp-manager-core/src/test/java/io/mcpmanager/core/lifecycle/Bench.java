package io.mcpmanager.core.lifecycle;

import static org.awaitility.Awaitility.await;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.api.event.EventFilter;
import io.mcpmanager.api.event.EventType;
import io.mcpmanager.api.log.LogStream;
import io.mcpmanager.api.server.CommandResult;
import io.mcpmanager.api.server.LogLimits;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.RestartPolicy;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.ServerSettings;
import io.mcpmanager.api.server.ServerState;
import io.mcpmanager.core.event.EventLog;
import io.mcpmanager.core.json.EventJson;
import io.mcpmanager.spi.ServerRuntime;
import io.mcpmanager.spi.store.EventRecord;
import io.mcpmanager.testkit.ManualClock;
import io.mcpmanager.testkit.ScriptedInstance;
import io.mcpmanager.testkit.ScriptedRuntime;
import io.mcpmanager.testkit.SequentialIds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;

/** A supervisor with everything around it in memory and under a test's control. */
public final class Bench implements AutoCloseable {

  public static final CallContext CONTEXT = CallContext.system("test");
  public static final Duration RECONNECT_LINGER = Duration.ofMillis(500);

  public final ManualClock clock = new ManualClock();
  public final SequentialIds ids = new SequentialIds();
  public final SwitchableStore store;
  public final ScriptedRuntime runtime = new ScriptedRuntime();
  public final FakeConnector connector = new FakeConnector();
  public final List<String> log = new CopyOnWriteArrayList<>();
  public final EventLog events;
  public final Supervisor supervisor;

  public Bench() {
    this(new SwitchableStore());
  }

  public Bench(SwitchableStore store) {
    this(store, List.of());
  }

  /** With runtimes that are asked before the scripted one. */
  public Bench(SwitchableStore store, List<ServerRuntime> first) {
    this.store = store;
    List<ServerRuntime> runtimes = new ArrayList<>(first);
    runtimes.add(runtime);
    events = new EventLog(store, clock, ids);
    RandomGenerator noJitter = () -> 0L;
    supervisor = new Supervisor(
        store,
        events,
        new RecordedLog(),
        runtimes,
        connector,
        clock,
        ids,
        noJitter,
        Map.of("TOKEN", "s3cret")::get);
  }

  public Bench started() {
    supervisor.start();
    return this;
  }

  public static ServerDefinition definition(String name) {
    return ServerDefinition.of(name, ProcessLaunch.of("echo"));
  }

  public static ServerDefinition definition(String name, RestartPolicy policy) {
    return definition(name).withSettings(ServerSettings.DEFAULT.withRestart(policy));
  }

  public ServerId create(ServerDefinition definition) {
    return supervisor.create(CONTEXT, definition).id();
  }

  public ServerId create(String name) {
    return create(definition(name));
  }

  public CommandResult execute(ServerId id, ServerCommand command) {
    return execute(CONTEXT, id, command);
  }

  public CommandResult execute(CallContext context, ServerId id, ServerCommand command) {
    try {
      return supervisor.execute(context, id, command);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Executes on another thread. */
  public CompletableFuture<CommandResult> executeLater(ServerId id, ServerCommand command) {
    return CompletableFuture.supplyAsync(
        () -> execute(id, command), task -> Thread.ofVirtual().start(task));
  }

  public CommandResult start(ServerId id) {
    return execute(id, new ServerCommand.Start());
  }

  public Server get(ServerId id) {
    return supervisor.get(CONTEXT, id);
  }

  public ServerState state(ServerId id) {
    return get(id).state();
  }

  public void awaitState(ServerId id, ServerState state) {
    await().until(() -> state(id) == state);
  }

  public ScriptedInstance instance(String name) {
    return runtime.instance(name).orElseThrow();
  }

  /** The events of a server, oldest first. */
  public List<EventData> events(ServerId id) {
    List<EventData> events = new ArrayList<>();
    for (EventRecord event : eventRecords(id)) {
      events.add(EventJson.read(event.type(), event.data()));
    }
    return events;
  }

  public List<EventRecord> eventRecords(ServerId id) {
    return store.events().after(CallContext.DEFAULT_TENANT, EventFilter.ofServer(id), 0, 1001);
  }

  /** The moves of a server as texts, such as {@code stopped-starting}. */
  public List<String> moves(ServerId id) {
    List<String> moves = new ArrayList<>();
    for (EventData data : events(id)) {
      if (data instanceof EventData.StateChanged moved) {
        moves.add(moved.from().text() + "-" + moved.to().text());
      }
    }
    return moves;
  }

  public long count(ServerId id, EventType type) {
    return eventRecords(id).stream().filter(event -> event.type() == type).count();
  }

  @Override
  public void close() {
    connector.release();
    supervisor.close();
    events.close();
    runtime.close();
  }

  private final class RecordedLog implements ServerLog {
    @Override
    public void append(ServerId server, LogStream stream, String line) {
      log.add(server + " " + stream.text() + " " + line);
    }

    @Override
    public void limits(ServerId server, LogLimits limits) {
      log.add(server + " limits " + limits.historyLines());
    }

    @Override
    public void forget(ServerId server) {
      log.add(server + " forget");
    }
  }
}
