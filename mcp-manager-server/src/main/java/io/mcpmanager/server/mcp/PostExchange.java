package io.mcpmanager.server.mcp;

import io.helidon.webserver.http.ServerResponse;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.gateway.McpSession;
import io.mcpmanager.api.mcp.ProtocolRevision;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.RequestId;
import io.mcpmanager.server.http.SlowClients;
import io.mcpmanager.spi.ManagerClock;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One message of a client and the answer to it. An answer that comes quickly and alone is plain JSON, written by the
 * request's own thread. As soon as a related message comes first, or the answer takes long, the response becomes an
 * event stream with a writer of its own, fed from the session's log: from then on the call no longer depends on the
 * connection.
 */
final class PostExchange {

  private static final Logger log = LoggerFactory.getLogger(PostExchange.class);

  private final CallContext context;
  private final McpSession session;
  private final Supplier<SessionStreams> streams;
  private final ServerResponse response;
  private final MessageMemory.Share share;
  private final SlowClients slowClients;
  private final PlainAnswer plain;
  private final McpLimits limits;

  /** Guards the choice between plain JSON and a stream. */
  private final ReentrantLock lock = new ReentrantLock();

  private byte @Nullable [] request;
  private boolean answered;
  private SessionStreams.@Nullable Log stream;
  private @Nullable Thread writer;

  PostExchange(
      CallContext context,
      McpSession session,
      Supplier<SessionStreams> streams,
      ServerResponse response,
      MessageMemory.Share share,
      SlowClients slowClients,
      PlainAnswer plain,
      McpLimits limits) {
    this.context = context;
    this.session = session;
    this.streams = streams;
    this.response = response;
    this.share = share;
    this.slowClients = slowClients;
    this.plain = plain;
    this.limits = limits;
  }

  void run(byte[] message, ManagerClock clock) throws InterruptedException {
    request = message;
    Optional<byte[]> answer = Optional.empty();
    boolean streamed;
    ManagerClock.Timer timer = clock.schedule(limits.quickAnswer(), this::stream);
    try {
      answer = session.handle(context, message, this::related).map(share::fitting);
    } finally {
      timer.cancel();
      streamed = finish(answer);
    }
    if (streamed) {
      awaitWriter();
    } else {
      plain.send(answer);
    }
  }

  private void related(byte[] message) {
    SessionStreams.Log target = stream();
    if (target != null) {
      target.append(message);
    }
  }

  private SessionStreams.@Nullable Log stream() {
    lock.lock();
    try {
      if (stream == null && !answered) {
        var fresh = streams.get().open(noted());
        // attached before the first message, so that the answer is kept for this connection
        var reader = fresh.attach(0);
        stream = fresh;
        writer = Thread.ofVirtual().name("mcp-stream").start(() -> write(reader));
      }
      return stream;
    } finally {
      lock.unlock();
    }
  }

  /** Has it noted that the request takes long, and gives its id. */
  private @Nullable RequestId noted() {
    byte[] message = request;
    if (message == null) {
      return null;
    }
    session.streamed(message);
    Envelope envelope = Envelope.read(message);
    return envelope.kind() == Envelope.Kind.REQUEST ? envelope.id().orElse(null) : null;
  }

  private void write(SessionStreams.Reader reader) {
    boolean primed = session
        .revision()
        .filter(r -> r.compareTo(ProtocolRevision.V2025_11_25) >= 0)
        .isPresent();
    try (reader) {
      new StreamResponse(response, slowClients, limits).write(reader, primed, () -> true);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.atWarn().setCause(e).log("event stream ended by a fault");
    }
  }

  private boolean finish(Optional<byte[]> answer) {
    lock.lock();
    try {
      answered = true;
      if (stream == null) {
        return false;
      }
      stream.complete(answer);
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void awaitWriter() throws InterruptedException {
    Thread running = writer;
    if (running == null) {
      return;
    }
    try {
      running.join();
    } catch (InterruptedException e) {
      running.interrupt();
      throw e;
    }
  }
}
