package io.mcpmanager.core.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.api.gateway.McpSession;
import io.mcpmanager.api.gateway.MessageSink;
import io.mcpmanager.api.gateway.Scope;
import io.mcpmanager.api.health.HealthReport;
import io.mcpmanager.api.server.DesiredState;
import io.mcpmanager.api.server.GatewayOptions;
import io.mcpmanager.api.server.InstanceInfo;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.ServerStatus;
import io.mcpmanager.core.hook.Hooks;
import io.mcpmanager.core.hook.ToolGate;
import io.mcpmanager.core.lifecycle.Connection;
import io.mcpmanager.core.protocol.ClientIdentity;
import io.mcpmanager.spi.AccessPolicy;
import io.mcpmanager.spi.ExitStatus;
import io.mcpmanager.spi.GatewayInterceptor;
import io.mcpmanager.spi.IdSource;
import io.mcpmanager.spi.Instance;
import io.mcpmanager.spi.MessageChannel;
import io.mcpmanager.testkit.ManualClock;
import io.mcpmanager.testkit.SequentialIds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A gateway with fake servers around it; plays the lifecycle. */
final class GatewayBench implements AutoCloseable, Directory {

  static final CallContext ADA = CallContext.system("test");

  private record FakeInstance(MessageChannel channel) implements Instance {
    @Override
    public OptionalLong processId() {
      return OptionalLong.empty();
    }

    @Override
    public CompletableFuture<ExitStatus> exit() {
      return new CompletableFuture<>();
    }

    @Override
    public void stop(Duration grace) {
      channel.close();
    }
  }

  final ManualClock clock = new ManualClock();
  final List<EventData> events = new CopyOnWriteArrayList<>();
  final List<String> logs = new CopyOnWriteArrayList<>();
  final McpGateway gateway;
  private final Map<ServerId, Server> servers = new ConcurrentHashMap<>();
  private final Map<ServerId, Connection> connections = new ConcurrentHashMap<>();
  final Map<ServerId, FakeLife> lives = new ConcurrentHashMap<>();
  final AtomicInteger siblings = new AtomicInteger();

  GatewayBench() {
    this(GatewayLimits.DEFAULT);
  }

  GatewayBench(GatewayLimits limits) {
    this(limits, Runnable::run);
  }

  /** A gateway that reads lists where the executor says. */
  GatewayBench(GatewayLimits limits, Executor readers) {
    this(limits, readers, new SequentialIds());
  }

  GatewayBench(GatewayLimits limits, Executor readers, IdSource ids) {
    this(limits, readers, ids, AccessPolicy.ALLOW_ALL, ToolGate.OPEN);
  }

  /** A gateway with hooks. */
  GatewayBench(AccessPolicy policy, GatewayInterceptor... interceptors) {
    this(
        GatewayLimits.DEFAULT,
        Runnable::run,
        new SequentialIds(),
        policy,
        ToolGate.OPEN,
        interceptors);
  }

  /** A gateway with a gate. */
  GatewayBench(ToolGate gate, GatewayInterceptor... interceptors) {
    this(
        GatewayLimits.DEFAULT,
        Runnable::run,
        new SequentialIds(),
        AccessPolicy.ALLOW_ALL,
        gate,
        interceptors);
  }

  private GatewayBench(
      GatewayLimits limits,
      Executor readers,
      IdSource ids,
      AccessPolicy policy,
      ToolGate gate,
      GatewayInterceptor... interceptors) {
    gateway = new McpGateway(
        (context, server, name, data) -> events.add(data),
        (server, stream, level, text) -> logs.add(server + " " + stream + " " + level + " " + text),
        clock,
        ids,
        new ClientIdentity("mcp-manager", "1.0"),
        limits,
        policy,
        gate,
        new Hooks(List.of(interceptors), clock),
        Redaction.NONE,
        readers);
    gateway.use(this);
  }

  @Override
  public Optional<Server> byId(ServerId id) {
    return Optional.ofNullable(servers.get(id));
  }

  @Override
  public Optional<Server> byName(String tenant, String name) {
    return servers.values().stream().filter(s -> s.name().equals(name)).findFirst();
  }

  static ServerDefinition definition(String name) {
    return ServerDefinition.of(name, ProcessLaunch.of("fake"));
  }

  static ServerDefinition definition(String name, GatewayOptions options) {
    ServerDefinition plain = definition(name);
    return plain.withSettings(plain.settings().withGateway(options));
  }

  /** Lets a server exist. */
  Server add(ServerDefinition definition, ServerStatus status) {
    var server = new Server(
        ServerId.of("id-" + definition.name().replace('.', '-')),
        CallContext.DEFAULT_TENANT,
        definition,
        1,
        Instant.EPOCH,
        Instant.EPOCH,
        DesiredState.RUNNING,
        status,
        0,
        HealthReport.UNKNOWN,
        null);
    servers.put(server.id(), server);
    return server;
  }

  Server start(String name, FakeServer fake) {
    return start(definition(name), fake);
  }

  /** Brings a server up. */
  Server start(ServerDefinition definition, FakeServer fake) {
    Server server = add(definition, new ServerStatus.Running(Instant.EPOCH, 1));
    gateway.ready(server, connect(server, fake));
    return server;
  }

  /** Shakes hands with a server and reads its lists; it is not ready by that. */
  Connection connect(Server server, FakeServer fake) {
    try {
      var life = new FakeLife(server.id(), server.definition(), new FakeInstance(fake.channel()));
      lives.put(server.id(), life);
      Connection connection = gateway.connect(life, Duration.ofSeconds(5));
      connections.put(server.id(), connection);
      return connection;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What further instances of a running server are, one launch after the other; how many are alive is counted. */
  void siblings(Server server, Supplier<FakeServer> next) {
    FakeLife elder = lives.get(server.id());
    elder.siblings = life -> {
      var instance = new FakeInstance(next.get().channel());
      siblings.incrementAndGet();
      return new FakeLife.FakeSibling(
          server.id(), server.definition(), instance, siblings::decrementAndGet);
    };
  }

  /** Lets a running server's checks come to a verdict. */
  void report(Server server, HealthReport health) {
    show(server, health, server.instance());
  }

  /** Lets a running server be found to answer nothing any more, or, with null, to answer again. */
  void wedge(Server server, @Nullable Instant since) {
    var instance = new InstanceInfo(1, Instant.EPOCH, 7L, "2025-11-25", "fake", "7", null, since);
    show(server, server.health(), instance);
  }

  private void show(Server server, HealthReport health, @Nullable InstanceInfo instance) {
    var checked = new Server(
        server.id(),
        server.tenant(),
        server.definition(),
        server.revision(),
        server.createdAt(),
        server.updatedAt(),
        server.desired(),
        server.status(),
        server.restarts(),
        health,
        instance);
    servers.put(server.id(), checked);
    gateway.changed(checked);
  }

  /** Lets the instance of a server go, which is in another state already. */
  void end(Server server) {
    connections.remove(server.id()).close();
    gateway.gone(server);
  }

  void stop(Server server) {
    Server stopped = add(server.definition(), new ServerStatus.Stopped(Instant.EPOCH));
    gateway.gone(stopped);
    connections.remove(server.id()).close();
  }

  McpSession open(Scope scope) {
    return gateway.open(ADA, scope);
  }

  /** A session that has shaken hands with revision 2025-11-25. */
  McpSession client(Scope scope) throws InterruptedException {
    return client(scope, "2025-11-25");
  }

  McpSession client(Scope scope, String revision) throws InterruptedException {
    McpSession session = open(scope);
    JsonNode answer = ask(session, initialize(revision));
    assertThat(answer.has("result")).as(answer.toString()).isTrue();
    session.handle(
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}".getBytes(UTF_8),
        MessageSink.NONE);
    return session;
  }

  /** A client that offers something, such as sampling. */
  McpSession client(Scope scope, String revision, String capabilities) throws InterruptedException {
    McpSession session = open(scope);
    JsonNode answer = ask(
        session,
        initialize(revision).replace("\"capabilities\":{}", "\"capabilities\":" + capabilities));
    assertThat(answer.has("result")).as(answer.toString()).isTrue();
    return session;
  }

  static String initialize(String revision) {
    return request(
        "\"init\"",
        "initialize",
        "{\"protocolVersion\":\"" + revision
            + "\",\"capabilities\":{},\"clientInfo\":{\"name\":\"tester\",\"version\":\"3\"}}");
  }

  static String request(String id, String method, String params) {
    return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":"
        + params + "}";
  }

  static String call(String id, String tool) {
    return request(id, "tools/call", "{\"name\":\"" + tool + "\",\"arguments\":{}}");
  }

  /** Sends a request and gives its answer. */
  static JsonNode ask(McpSession session, String message) throws InterruptedException {
    return ask(session, message, MessageSink.NONE);
  }

  static JsonNode ask(McpSession session, String message, MessageSink related)
      throws InterruptedException {
    Optional<byte[]> answer = session.handle(message.getBytes(UTF_8), related);
    assertThat(answer).as("answer to %s", message).isPresent();
    return FakeServer.parse(new String(answer.get(), UTF_8));
  }

  /** The names (or URIs) of all pages of a list. */
  static List<String> list(McpSession session, String method, String member, String key)
      throws InterruptedException {
    var names = new ArrayList<String>();
    String params = "{}";
    int pages = 0;
    while (true) {
      JsonNode result = ask(session, request("7", method, params)).path("result");
      result.path(member).forEach(item -> names.add(item.path(key).asText()));
      if (!result.has("nextCursor") || pages++ > 1_000) {
        return names;
      }
      params = "{\"cursor\":" + result.get("nextCursor") + "}";
    }
  }

  static List<String> tools(McpSession session) throws InterruptedException {
    return list(session, "tools/list", "tools", "name");
  }

  /** A sink that collects. */
  static final class Inbox implements MessageSink {

    private final List<JsonNode> messages = new CopyOnWriteArrayList<>();

    @Override
    public void accept(byte[] message) {
      messages.add(FakeServer.parse(new String(message, UTF_8)));
    }

    List<JsonNode> messages() {
      return messages;
    }

    List<String> methods() {
      return messages.stream().map(m -> m.path("method").asText()).toList();
    }
  }

  @Override
  public void close() {
    gateway.close();
    connections.values().forEach(Connection::close);
  }
}
