package io.mcpmanager.server.mcp;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.error.ServerNotFoundException;
import io.mcpmanager.api.gateway.ClientTransport;
import io.mcpmanager.api.gateway.ConnectedClient;
import io.mcpmanager.api.gateway.ExchangeAnswer;
import io.mcpmanager.api.gateway.Gateway;
import io.mcpmanager.api.gateway.GatewayClient;
import io.mcpmanager.api.gateway.McpSession;
import io.mcpmanager.api.gateway.MessageSink;
import io.mcpmanager.api.gateway.RequestHeaders;
import io.mcpmanager.api.gateway.Scope;
import io.mcpmanager.api.gateway.ServerCatalog;
import io.mcpmanager.api.mcp.ProtocolRevision;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.Messages;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A gateway whose sessions answer as a test says. */
final class ScriptedGateway implements Gateway {

  /** How a request is answered. */
  @FunctionalInterface
  interface Script {
    byte[] answer(Envelope request, MessageSink related) throws InterruptedException;
  }

  private final Map<String, Session> sessions = new ConcurrentHashMap<>();
  private final Map<String, Script> scripts = new ConcurrentHashMap<>();
  private final Set<String> servers = Set.of("files");
  private final AtomicInteger opened = new AtomicInteger();
  volatile ProtocolRevision revision = ProtocolRevision.V2025_11_25;
  volatile boolean full;
  volatile ExchangeAnswer.Kind exchangeKind = ExchangeAnswer.Kind.DONE;
  volatile @Nullable RequestHeaders lastHeaders;
  final AtomicInteger exchanges = new AtomicInteger();
  volatile int life;

  ScriptedGateway() {
    on("initialize", (request, related) -> result(request, "{\"protocolVersion\":\"x\"}"));
  }

  void on(String method, Script script) {
    scripts.put(method, script);
  }

  Session only() {
    return sessions.values().iterator().next();
  }

  int opened() {
    return opened.get();
  }

  int open() {
    return sessions.size();
  }

  static byte[] result(Envelope request, String json) {
    return Messages.result(request.id().orElseThrow(), json.getBytes());
  }

  @Override
  public McpSession open(CallContext context, Scope scope, ClientTransport transport) {
    if (full) {
      throw new McpManagerException(ErrorCode.LIMIT_REACHED, "too many sessions");
    }
    if (scope instanceof Scope.OneServer one && !servers.contains(one.name())) {
      throw new ServerNotFoundException(one.name());
    }
    var session = new Session("secret-" + opened.incrementAndGet(), scope);
    sessions.put(session.id(), session);
    return session;
  }

  @Override
  public McpSession openLasting(CallContext context, Scope scope) {
    return open(context, scope);
  }

  @Override
  public Optional<McpSession> session(CallContext context, String id) {
    return Optional.ofNullable(sessions.get(id));
  }

  /** Answers as the script of the method says; a message that is no request gets no answer. */
  @Override
  public ExchangeAnswer exchange(
      CallContext context,
      Scope scope,
      byte[] message,
      @Nullable RequestHeaders headers,
      MessageSink related)
      throws InterruptedException {
    if (scope instanceof Scope.OneServer one && !servers.contains(one.name())) {
      throw new ServerNotFoundException(one.name());
    }
    lastHeaders = headers;
    Envelope envelope = Envelope.read(message);
    if (envelope.kind() != Envelope.Kind.REQUEST) {
      return new ExchangeAnswer(ExchangeAnswer.Kind.NONE, null);
    }
    exchanges.incrementAndGet();
    return new ExchangeAnswer(
        exchangeKind, scripts.get(envelope.method()).answer(envelope, related));
  }

  @Override
  public GatewayClient connect(CallContext context, Scope scope, String clientName) {
    throw new AssertionError("not used here");
  }

  @Override
  public GatewayClient connect() {
    throw new AssertionError("not used here");
  }

  @Override
  public void end(CallContext context, String session) {
    List.copyOf(sessions.values()).forEach(Session::close);
  }

  @Override
  public List<ConnectedClient> clients(CallContext context) {
    return List.of();
  }

  @Override
  public ServerCatalog catalog(CallContext context, ServerId server) {
    return ServerCatalog.EMPTY;
  }

  /** Keeps unrelated messages while nobody listens, as the contract says. */
  final class Session implements McpSession {

    private final String id;
    private final Scope scope;
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private @Nullable MessageSink sink;
    final List<String> streamed = new CopyOnWriteArrayList<>();
    private volatile boolean initialized;
    private volatile Runnable onEnd = () -> {};

    private Session(String id, Scope scope) {
      this.id = id;
      this.scope = scope;
    }

    synchronized void push(String message) {
      if (sink == null) {
        waiting.add(message.getBytes());
      } else {
        sink.accept(message.getBytes());
      }
    }

    synchronized boolean attached() {
      return sink != null;
    }

    @Override
    public String id() {
      return id;
    }

    @Override
    public Scope scope() {
      return scope;
    }

    @Override
    public Optional<ProtocolRevision> revision() {
      return initialized ? Optional.of(revision) : Optional.empty();
    }

    @Override
    public int life() {
      return life;
    }

    @Override
    public void streamed(byte[] message) {
      streamed.add(new String(message));
    }

    @Override
    public Optional<byte[]> handle(CallContext context, byte[] message, MessageSink related)
        throws InterruptedException {
      return handle(message, related);
    }

    @Override
    public Optional<byte[]> handle(byte[] message, MessageSink related)
        throws InterruptedException {
      Envelope envelope = Envelope.read(message);
      return switch (envelope.kind()) {
        case REQUEST -> {
          byte[] answer = scripts.get(envelope.method()).answer(envelope, related);
          initialized |= Envelope.read(answer).kind() == Envelope.Kind.RESPONSE;
          yield Optional.of(answer);
        }
        case INVALID -> Optional.of(Messages.error(null, -32700, "not JSON", null));
        default -> Optional.empty();
      };
    }

    @Override
    public synchronized Runnable attach(MessageSink unrelated) {
      sink = unrelated;
      waiting.forEach(unrelated::accept);
      waiting.clear();
      return () -> detach(unrelated);
    }

    private synchronized void detach(MessageSink old) {
      if (sink == old) {
        sink = null;
      }
    }

    @Override
    public void onEnd(Runnable action) {
      onEnd = action;
    }

    @Override
    public void close() {
      if (sessions.remove(id) != null) {
        onEnd.run();
      }
    }
  }
}
