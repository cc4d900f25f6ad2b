package io.mcpmanager.server.mcp;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1ConnectionListener;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.AccessDeniedException;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.gateway.Gateway;
import io.mcpmanager.api.gateway.McpSession;
import io.mcpmanager.api.gateway.MessageSink;
import io.mcpmanager.api.gateway.Scope;
import io.mcpmanager.api.mcp.ProtocolRevision;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.server.http.CallContexts;
import io.mcpmanager.server.http.Departures;
import io.mcpmanager.server.http.HttpFeature;
import io.mcpmanager.server.http.SlowClients;
import io.mcpmanager.spi.ManagerClock;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Streamable HTTP of the revisions 2025-03-26 to 2026-07-28: all servers at {@code /mcp}, one at {@code
 * /mcp/servers/NAME}. What a message says itself decides whether it belongs to a session or stands for itself. Messages
 * go through as bytes; only one without a session is looked into.
 */
final class McpFeature implements HttpFeature {

  private static final HeaderName SESSION_ID = HeaderNames.create("Mcp-Session-Id");
  private static final HeaderName PROTOCOL_VERSION = HeaderNames.create("MCP-Protocol-Version");
  private static final HeaderName METHOD = HeaderNames.create("Mcp-Method");
  private static final HeaderName LAST_EVENT_ID = HeaderNames.create("Last-Event-ID");
  private static final Header ALLOW =
      HeaderValues.createCached(HeaderNames.ALLOW, "POST, GET, DELETE");
  private static final Header ALLOW_POST = HeaderValues.createCached(HeaderNames.ALLOW, "POST");
  private static final Set<ProtocolRevision> REVISIONS = Set.of(
      ProtocolRevision.V2024_11_05,
      ProtocolRevision.V2025_03_26,
      ProtocolRevision.V2025_06_18,
      ProtocolRevision.V2025_11_25);

  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

  private final Gateway gateway;
  private final ManagerClock clock;
  private final SlowClients slowClients;
  private final McpLimits limits;
  private final MessageMemory memory;
  private final ScopeChallenges challenges;
  private final Departures departures = new Departures();

  /** Only sessions that have streamed something are here; one that the gateway has forgotten falls out by itself. */
  private final Map<McpSession, SessionStreams> streams =
      Collections.synchronizedMap(new WeakHashMap<>());

  /** The subscriptions that are open, to be ended before the server waits for requests to end. */
  private final Set<SelfContainedPost> listening = ConcurrentHashMap.newKeySet();

  /** Endpoints in front of a gateway. */
  McpFeature(
      Gateway gateway,
      ManagerClock clock,
      SlowClients slowClients,
      McpLimits limits,
      MessageMemory memory,
      ScopeChallenges challenges) {
    this.gateway = gateway;
    this.clock = clock;
    this.slowClients = slowClients;
    this.limits = limits;
    this.memory = memory;
    this.challenges = challenges;
  }

  @Override
  public void routes(HttpRouting.Builder routes) {
    routes.any("/mcp", (request, response) -> serve(Scope.all(), request, response));
    routes.any(
        "/mcp/servers/{name}",
        (request, response) ->
            serve(Scope.server(request.path().pathParameters().get("name")), request, response));
  }

  @Override
  public List<Http1ConnectionListener> connectionListeners() {
    return List.of(departures);
  }

  @Override
  public void close() {
    List<SessionStreams> open;
    synchronized (streams) {
      open = List.copyOf(streams.values());
    }
    open.forEach(SessionStreams::close);
    listening.forEach(SelfContainedPost::end);
  }

  private void serve(Scope scope, ServerRequest request, ServerResponse response)
      throws InterruptedException, IOException {
    try {
      String method = request.prologue().method().text();
      if (!method.equals("POST") && namesNoSessions(request.headers())) {
        response.header(ALLOW_POST);
        throw Refusal.methodNotAllowed(method, "POST");
      }
      switch (method) {
        case "POST" -> post(scope, request, response);
        case "GET" -> get(scope, request, response);
        case "DELETE" -> delete(scope, request, response);
        default -> {
          response.header(ALLOW);
          throw Refusal.methodNotAllowed(method, "POST, GET or DELETE");
        }
      }
    } catch (AccessDeniedException e) {
      if (!response.isSent()) {
        stepUp(request).of(e).forEach(response::header);
        Refusal.of(e).send(response);
      }
    } catch (McpManagerException e) {
      if (!response.isSent()) {
        Refusal.of(e).send(response);
      }
    }
  }

  private StepUp stepUp(ServerRequest request) {
    return new StepUp(
        CallContexts.of(request), challenges, request.path().rawPath(), request.headers());
  }

  private void post(Scope scope, ServerRequest request, ServerResponse response)
      throws InterruptedException, IOException {
    Headers headers = request.headers();
    if (!RequestRules.accepts(headers, RequestRules.JSON)
        || !RequestRules.accepts(headers, RequestRules.EVENT_STREAM)) {
      throw Refusal.notAcceptable(RequestRules.JSON + " and " + RequestRules.EVENT_STREAM);
    }
    RequestRules.checkContentType(headers);
    CallContext context = CallContexts.of(request);
    var plain = new PlainAnswer(response, slowClients, stepUp(request));
    if (namesNoSessions(headers)) {
      try (MessageMemory.Share share = memory.new Share()) {
        byte[] message = RequestRules.body(request, share, limits.maxMessageBytes());
        selfContained(context, scope, headers, message, share, response, plain);
      }
    } else if (headers.contains(SESSION_ID)) {
      checkProtocolVersion(headers);
      McpSession session = session(context, scope, headers);
      try (MessageMemory.Share share = memory.new Share()) {
        byte[] message = RequestRules.body(request, share, limits.maxMessageBytes());
        new PostExchange(
                context,
                session,
                () -> streamsOf(session),
                response,
                share,
                slowClients,
                plain,
                limits)
            .run(message, clock);
      }
    } else {
      try (MessageMemory.Share share = memory.new Share()) {
        byte[] message = RequestRules.body(request, share, limits.maxMessageBytes());
        Envelope envelope = Envelope.read(message);
        if (envelope.kind() == Envelope.Kind.REQUEST
            && envelope.has(Member.META_PROTOCOL_VERSION)) {
          selfContained(context, scope, headers, message, share, response, plain);
        } else {
          checkProtocolVersion(headers);
          checkInitialize(envelope);
          initialize(context, scope, message, response, plain);
        }
      }
    }
  }

  private void selfContained(
      CallContext context,
      Scope scope,
      Headers headers,
      byte[] message,
      MessageMemory.Share share,
      ServerResponse response,
      PlainAnswer plain)
      throws InterruptedException {
    boolean listens =
        headers.first(METHOD).filter("subscriptions/listen"::equals).isPresent();
    var post = new SelfContainedPost(
        response, share, slowClients, plain, limits, departures.ofThisRequest(), listens);
    if (listens) {
      listening.add(post);
    }
    try {
      post.run(
          related ->
              gateway.exchange(context, scope, message, name -> values(headers, name), related),
          clock);
    } finally {
      if (listens) {
        listening.remove(post);
      }
    }
  }

  private void initialize(
      CallContext context, Scope scope, byte[] message, ServerResponse response, PlainAnswer plain)
      throws InterruptedException {
    McpSession session = gateway.openLasting(context, scope);
    Optional<byte[]> answer = Optional.empty();
    boolean initialized = false;
    try {
      answer = session.handle(context, message, MessageSink.NONE);
      initialized = session.revision().isPresent();
    } finally {
      if (!initialized) {
        session.close();
      }
    }
    if (initialized) {
      response.header(SESSION_ID, session.id());
    }
    plain.send(answer);
  }

  private static void checkInitialize(Envelope envelope) {
    if (envelope.kind() == Envelope.Kind.INVALID) {
      throw Refusal.malformed(envelope);
    }
    if (envelope.kind() != Envelope.Kind.REQUEST || !envelope.method().equals("initialize")) {
      throw Refusal.badRequest(
          "Mcp-Session-Id header is required; a session begins with initialize");
    }
  }

  private void get(Scope scope, ServerRequest request, ServerResponse response)
      throws InterruptedException {
    Headers headers = request.headers();
    if (!RequestRules.accepts(headers, RequestRules.EVENT_STREAM)) {
      throw Refusal.notAcceptable(RequestRules.EVENT_STREAM);
    }
    checkProtocolVersion(headers);
    CallContext context = CallContexts.of(request);
    McpSession session = session(context, scope, headers);
    SessionStreams ofSession = streamsOf(session);
    Runnable detach = () -> {};
    try (var reader = reader(ofSession, headers)) {
      if (reader.unsolicited()) {
        detach = session.attach(ofSession.unsolicited()::append);
      }
      boolean primed = session
          .revision()
          .filter(r -> r.compareTo(ProtocolRevision.V2025_11_25) >= 0)
          .isPresent();
      String id = session.id();
      new StreamResponse(response, slowClients, limits)
          .write(reader, primed, () -> gateway.session(context, id).isPresent());
    } finally {
      detach.run();
    }
  }

  private static SessionStreams.Reader reader(SessionStreams streams, Headers headers) {
    Optional<String> last = headers.first(LAST_EVENT_ID);
    if (last.isEmpty()) {
      return streams.listen().orElseThrow(Refusal::streamTaken);
    }
    return last.flatMap(EventId::parse)
        .flatMap(id -> streams.resume(id).or(() -> streams.resumeLost(id)))
        .orElseThrow(() -> Refusal.badRequest("Last-Event-ID names no event kept in this session"));
  }

  private void delete(Scope scope, ServerRequest request, ServerResponse response) {
    checkProtocolVersion(request.headers());
    McpSession session = session(CallContexts.of(request), scope, request.headers());
    session.close();
    SessionStreams ended = streams.remove(session);
    if (ended != null) {
      ended.close();
    }
    response.status(Status.NO_CONTENT_204).send();
  }

  private McpSession session(CallContext context, Scope scope, Headers headers) {
    String id = headers
        .first(SESSION_ID)
        .orElseThrow(() -> Refusal.badRequest("Mcp-Session-Id header is required"));
    return gateway
        .session(context, id)
        .filter(session -> session.scope().equals(scope))
        .orElseThrow(Refusal::unknownSession);
  }

  private SessionStreams streamsOf(McpSession session) {
    return streams.computeIfAbsent(
        session,
        ignored -> new SessionStreams(session.life(), limits.replayEvents(), limits.replayBytes()));
  }

  /** Whether the header names 2026-07-28 or a later date: revisions that have no sessions. */
  private static boolean namesNoSessions(Headers headers) {
    Optional<String> version = headers.first(PROTOCOL_VERSION);
    return version.isPresent()
        && version.get().compareTo(ProtocolRevision.V2026_07_28.text()) >= 0
        && DATE.matcher(version.get()).matches();
  }

  private static List<String> values(Headers headers, String name) {
    HeaderName header = HeaderNames.create(name);
    return headers.contains(header) ? headers.values(header) : List.of();
  }

  private static void checkProtocolVersion(Headers headers) {
    Optional<String> version = headers.first(PROTOCOL_VERSION);
    if (version.isPresent()
        && version.flatMap(ProtocolRevision::parse).filter(REVISIONS::contains).isEmpty()) {
      throw Refusal.badRequest("Unsupported MCP-Protocol-Version; supported are "
          + REVISIONS.stream().map(ProtocolRevision::text).sorted().toList());
    }
  }
}
