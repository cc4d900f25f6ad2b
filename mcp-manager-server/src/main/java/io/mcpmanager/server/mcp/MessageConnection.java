package io.mcpmanager.server.mcp;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.gateway.ClientTransport;
import io.mcpmanager.api.gateway.ExchangeAnswer;
import io.mcpmanager.api.gateway.Gateway;
import io.mcpmanager.api.gateway.McpSession;
import io.mcpmanager.api.gateway.Scope;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.core.wire.Messages;
import io.mcpmanager.core.wire.RequestId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client on a connection that carries whole messages both ways. Each message says itself to which era it belongs: a
 * request that carries its revision stands for itself, everything else belongs to the session, which ends with the
 * connection. Requests are worked on by threads of their own, the rest by the caller's, in order.
 */
public final class MessageConnection implements AutoCloseable {

  /** Where a client's messages go. */
  public interface Client {

    /** Takes an answer; may wait until there is room. */
    void answer(byte[] message);

    /** Takes what is no answer; must not wait for long. */
    void other(byte[] message);
  }

  private static final Logger log = LoggerFactory.getLogger(MessageConnection.class);
  private static final int MAX_CALLS = 1024;
  private static final int INTERNAL_ERROR = -32603;

  private final Gateway gateway;
  private final CallContext context;
  private final Scope scope;
  private final Client client;
  private final McpSession session;
  private final Runnable detach;
  private final Map<RequestId, Call> calls = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /**
   * A connection that has just been made.
   *
   * @throws McpManagerException if the scope names a server that does not exist, or there are too many sessions
   */
  public MessageConnection(
      Gateway gateway, CallContext context, Scope scope, ClientTransport transport, Client client) {
    this.gateway = gateway;
    this.context = context;
    this.scope = scope;
    this.client = client;
    this.session = gateway.open(context, scope, transport);
    this.detach = session.attach(client::other);
  }

  /** Sets what is done when the session has ended, be it by {@link #close} or by somebody else. */
  void onEnd(Runnable action) {
    session.onEnd(action);
  }

  /** Secret id of the session. */
  public String id() {
    return session.id();
  }

  /**
   * Takes one message of the client.
   *
   * @param done run when the message has been worked on
   * @throws InterruptedException if interrupted while a message that is no request was worked on
   */
  public void take(byte[] message, Runnable done) throws InterruptedException {
    take(context, message, done);
  }

  /**
   * The same of a message that came on its own way, and with its own credential.
   *
   * @param now what that credential allows; of the same principal and tenant as the connection
   */
  void take(CallContext now, byte[] message, Runnable done) throws InterruptedException {
    Envelope envelope = Envelope.read(message);
    boolean apart = false;
    try {
      switch (envelope.kind()) {
        case REQUEST, BATCH -> apart = begin(now, envelope, done);
        case NOTIFICATION -> {
          if (!cancelled(envelope)) {
            handle(now, envelope);
          }
        }
        case RESPONSE, ERROR_RESPONSE, INVALID -> handle(now, envelope);
      }
    } finally {
      if (!apart) {
        done.run();
      }
    }
  }

  /** Waits until all requests are answered; subscriptions, which would not end, are ended. */
  public void drain(Duration timeout) throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    for (Call call : calls.values()) {
      if (call.listens) {
        call.cancel();
      }
      boolean ignored = call.over.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
    }
  }

  /** Ends the session and all that is worked on. Idempotent. */
  @Override
  public void close() {
    closed = true;
    detach.run();
    session.close();
    calls.values().forEach(Call::cancel);
  }

  private boolean begin(CallContext now, Envelope request, Runnable done) {
    var call = new Call(now, request, done);
    if (calls.size() >= MAX_CALLS) {
      refuse(request, INTERNAL_ERROR, "the connection waits for " + MAX_CALLS + " answers already");
      return false;
    }
    if (calls.putIfAbsent(call.id, call) != null) {
      refuse(request, Refusal.INVALID_REQUEST, "a request with this id is still being worked on");
      return false;
    }
    call.thread.start();
    return true;
  }

  private boolean cancelled(Envelope notification) {
    if (!notification.method().equals("notifications/cancelled")) {
      return false;
    }
    Optional<Call> call =
        notification.token(Member.REQUEST_ID).map(calls::get).filter(c -> c.alone);
    call.ifPresent(Call::cancel);
    return call.isPresent();
  }

  private void handle(CallContext now, Envelope message) throws InterruptedException {
    try {
      session.handle(now, message.bytes(), client::other).ifPresent(client::answer);
    } catch (McpManagerException e) {
      refuse(message, INTERNAL_ERROR, String.valueOf(e.getMessage()));
    }
  }

  private void refuse(Envelope message, int code, String text) {
    boolean awaited =
        switch (message.kind()) {
          case REQUEST, BATCH, INVALID -> true;
          case NOTIFICATION, RESPONSE, ERROR_RESPONSE -> false;
        };
    if (awaited) {
      client.answer(Messages.error(message.id().orElse(null), code, text, null));
    }
  }

  /** One request, or batch, that is being worked on. */
  private final class Call {

    private final CallContext now;
    private final Envelope request;
    private final RequestId id;
    private final boolean alone;
    private final boolean listens;
    private final Runnable done;
    private final Thread thread = Thread.ofVirtual().name("mcp-call").unstarted(this::run);
    private final CountDownLatch over = new CountDownLatch(1);

    Call(CallContext now, Envelope request, Runnable done) {
      this.now = now;
      this.request = request;
      this.done = done;
      boolean batch = request.kind() == Envelope.Kind.BATCH;
      // a batch has no id; one that no client can give keeps it apart
      id = request.id().orElseGet(() -> RequestId.of("batch " + System.identityHashCode(this)));
      alone = !batch && request.has(Member.META_PROTOCOL_VERSION);
      listens = alone && request.method().equals("subscriptions/listen");
    }

    void cancel() {
      thread.interrupt();
    }

    private void run() {
      try {
        if (alone) {
          ExchangeAnswer answer =
              gateway.exchange(now, scope, request.bytes(), null, client::other);
          answer.answer().ifPresent(client::answer);
        } else {
          handle(now, request);
        }
      } catch (InterruptedException cancelled) {
        log.debug("a call was cancelled by its client");
      } catch (RuntimeException e) {
        if (!closed) {
          log.atWarn().setCause(e).log("a call failed unexpectedly");
          refuse(request, INTERNAL_ERROR, "something went wrong unexpectedly");
        }
      } finally {
        calls.remove(id, this);
        over.countDown();
        done.run();
      }
    }
  }
}
