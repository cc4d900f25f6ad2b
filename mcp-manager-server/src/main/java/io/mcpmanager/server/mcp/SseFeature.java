package io.mcpmanager.server.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.AccessDeniedException;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.gateway.ClientTransport;
import io.mcpmanager.api.gateway.Gateway;
import io.mcpmanager.api.gateway.Scope;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.SseWriter;
import io.mcpmanager.server.http.CallContexts;
import io.mcpmanager.server.http.HttpFeature;
import io.mcpmanager.server.http.SlowClients;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTP+SSE of revision 2024-11-05, beside each address of the gateway: {@code GET .../sse} opens a stream, whose first
 * event says where messages are posted to; all answers come on the stream. The session ends with the stream.
 */
final class SseFeature implements HttpFeature {

  private static final Logger log = LoggerFactory.getLogger(SseFeature.class);
  private static final Header EVENT_STREAM =
      HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "text/event-stream");
  private static final Header NO_CACHE =
      HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-cache");
  // tells reverse proxies to pass each event on at once
  private static final Header UNBUFFERED = HeaderValues.createCached("X-Accel-Buffering", "no");
  private static final byte[] KEEP_ALIVE = SseWriter.comment("keep-alive");
  private static final String SESSION = "sessionId";

  private final Gateway gateway;
  private final SlowClients slowClients;
  private final McpLimits limits;
  private final MessageMemory memory;
  private final ScopeChallenges challenges;
  private final Map<String, Stream> streams = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /** Endpoints in front of a gateway. */
  SseFeature(
      Gateway gateway,
      SlowClients slowClients,
      McpLimits limits,
      MessageMemory memory,
      ScopeChallenges challenges) {
    this.challenges = challenges;
    this.gateway = gateway;
    this.slowClients = slowClients;
    this.limits = limits;
    this.memory = memory;
  }

  /** One client. */
  private record Stream(
      CallContext owner, Scope scope, MessageConnection connection, ClientQueue queue) {

    /** Whether somebody may post to it: knowing its id is not enough. */
    boolean isOf(CallContext context, Scope wanted) {
      return scope.equals(wanted)
          && owner.principal().equals(context.principal())
          && owner.tenant().equals(context.tenant());
    }
  }

  @Override
  public void routes(HttpRouting.Builder routes) {
    routes.any(
        "/mcp/sse",
        (request, response) ->
            serve("GET", request, response, () -> open(Scope.all(), "/mcp", request, response)));
    routes.any(
        "/mcp/messages",
        (request, response) ->
            serve("POST", request, response, () -> post(Scope.all(), request, response)));
    routes.any(
        "/mcp/servers/{name}/sse",
        (request, response) -> serve(
            "GET",
            request,
            response,
            () -> open(scope(request), "/mcp/servers/" + rawName(request), request, response)));
    routes.any(
        "/mcp/servers/{name}/messages",
        (request, response) ->
            serve("POST", request, response, () -> post(scope(request), request, response)));
  }

  @Override
  public void close() {
    closed = true;
    streams.values().forEach(stream -> stream.queue().end());
  }

  /** What a route does. */
  private interface Work {
    void run() throws InterruptedException, IOException;
  }

  private void serve(String allowed, ServerRequest request, ServerResponse response, Work work)
      throws InterruptedException, IOException {
    try {
      String method = request.prologue().method().text();
      if (!method.equals(allowed)) {
        response.header(HeaderNames.ALLOW, allowed);
        throw Refusal.methodNotAllowed(method, allowed);
      }
      work.run();
    } catch (McpManagerException e) {
      if (!response.isSent()) {
        if (e instanceof AccessDeniedException denied) {
          new StepUp(
                  CallContexts.of(request), challenges, request.path().rawPath(), request.headers())
              .of(denied)
              .forEach(response::header);
        }
        Refusal.of(e).send(response);
      }
    }
  }

  private static Scope scope(ServerRequest request) {
    return Scope.server(request.path().pathParameters().get("name"));
  }

  /** The server's name as the client has written it, which is how a URI needs it. */
  private static String rawName(ServerRequest request) {
    String[] parts = request.path().rawPath().split("/", -1);
    return parts[parts.length - 2];
  }

  private void open(Scope scope, String base, ServerRequest request, ServerResponse response)
      throws InterruptedException {
    if (!RequestRules.accepts(request.headers(), RequestRules.EVENT_STREAM)) {
      throw Refusal.notAcceptable(RequestRules.EVENT_STREAM);
    }
    if (closed) {
      throw new McpManagerException(ErrorCode.SHUTTING_DOWN, "the manager stops");
    }
    var queue = new ClientQueue(limits.replayBytes());
    CallContext context = CallContexts.of(request);
    try (var connection = new MessageConnection(
        gateway, context, scope, ClientTransport.SSE, new QueuedClient(queue, memory))) {
      connection.onEnd(queue::end);
      var stream = new Stream(context, scope, connection, queue);
      streams.put(connection.id(), stream);
      try {
        if (closed) {
          queue.end();
        }
        write(response, queue, base + "/messages?" + SESSION + "=" + connection.id());
      } finally {
        streams.remove(connection.id());
        queue.end();
      }
    }
  }

  private void write(ServerResponse response, ClientQueue queue, String endpoint)
      throws InterruptedException {
    response.header(EVENT_STREAM).header(NO_CACHE).header(UNBUFFERED);
    try (OutputStream out = response.outputStream()) {
      send(out, ("event: endpoint\ndata: " + endpoint + "\n\n").getBytes(UTF_8));
      while (!queue.over()) {
        Optional<byte[]> message = queue.next(limits.keepAlive());
        send(out, message.map(json -> SseWriter.event(null, json)).orElse(KEEP_ALIVE));
      }
    } catch (IOException | UncheckedIOException e) {
      log.atDebug().setCause(e).log("client left its event stream");
    }
  }

  private void send(OutputStream out, byte[] bytes) throws IOException {
    slowClients.write(out, bytes);
    slowClients.write(out::flush);
  }

  private void post(Scope scope, ServerRequest request, ServerResponse response)
      throws InterruptedException, IOException {
    RequestRules.checkContentType(request.headers());
    CallContext context = CallContexts.of(request);
    Stream stream = request
        .query()
        .first(SESSION)
        .asOptional()
        .map(streams::get)
        .filter(open -> open.isOf(context, scope))
        .orElseThrow(Refusal::unknownStream);
    MessageMemory.Share share = memory.new Share();
    boolean taken = false;
    try {
      byte[] message = RequestRules.body(request, share, limits.maxMessageBytes());
      Envelope envelope = Envelope.read(message);
      if (envelope.kind() == Envelope.Kind.INVALID) {
        throw Refusal.malformed(envelope);
      }
      response.status(Status.ACCEPTED_202).send();
      taken = true;
      stream.connection().take(context, message, share::close);
    } finally {
      if (!taken) {
        share.close();
      }
    }
  }
}
