package io.mcpmanager.server.bridge;

import io.mcpmanager.api.gateway.MessageSink;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.HttpResponse;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.core.wire.RequestId;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A conversation with a manager that runs somewhere, through its Streamable HTTP endpoint. Each message says itself to
 * which era it belongs: a request that carries its revision is posted as it is, everything else goes through a session.
 */
public final class HttpConversation implements Conversation {

  /** Most requests of the client worked on at a time. */
  static final int MAX_CALLS = 1024;

  private static final Logger LOG = LoggerFactory.getLogger(HttpConversation.class);
  private static final int MOST_WAITING = 1024;

  private final ManagerEndpoint endpoint;
  private final Duration patience;
  private final MessageSink client;
  private final GatewaySession session;
  private final ModernCalls modernCalls;
  private final Map<RequestId, Transfer> calls = new ConcurrentHashMap<>();

  /** Sends what needs no answer, in the client's order. Who is faster than the manager waits. */
  private final ThreadPoolExecutor posting = new ThreadPoolExecutor(
      1,
      1,
      0,
      TimeUnit.SECONDS,
      new LinkedBlockingQueue<>(MOST_WAITING),
      Thread.ofVirtual().name("mcp-post").factory(),
      new ThreadPoolExecutor.CallerRunsPolicy());

  private volatile boolean closed;

  /**
   * A conversation that begins with the client's first message.
   *
   * @param uri address of the gateway, of all servers or of one
   * @param credential what to present there, if anything; asked for each request
   * @param patience how long a message waits for a manager that does not answer yet
   */
  public HttpConversation(
      URI uri, Supplier<Optional<String>> credential, Duration patience, MessageSink client) {
    this.endpoint = new ManagerEndpoint(uri, credential);
    this.patience = patience;
    this.client = client;
    this.session = new GatewaySession(endpoint, patience, client);
    this.modernCalls = new ModernCalls(endpoint);
  }

  @Override
  public void take(byte[] message) {
    Envelope envelope = Envelope.read(message);
    switch (envelope.kind()) {
      case REQUEST -> takeRequest(envelope);
      case NOTIFICATION -> posting.execute(() -> post(envelope));
      case RESPONSE, ERROR_RESPONSE -> posting.execute(() -> post(envelope));
      case BATCH -> envelope.elements().forEach(part -> take(Replies.copy(message, part)));
      case INVALID -> client.accept(Replies.malformed(envelope));
    }
  }

  @Override
  public void takeOversized(long length, byte[] head, byte[] tail) {
    client.accept(Replies.tooLong(length));
  }

  private void takeRequest(Envelope request) {
    RequestId id = request.id().orElseThrow();
    if (calls.size() >= MAX_CALLS) {
      client.accept(Replies.error(
          id, Replies.INTERNAL_ERROR, "the client waits for " + MAX_CALLS + " answers already"));
      return;
    }
    var transfer = new Transfer(endpoint, patience);
    if (calls.putIfAbsent(id, transfer) != null) {
      client.accept(Replies.error(
          id, Replies.INVALID_REQUEST, "a request with this id is still being worked on"));
      return;
    }
    if (request.method().equals("subscriptions/listen")) {
      transfer.endless();
    }
    boolean opens = !ModernHeaders.isModern(request)
        && request.method().equals("initialize")
        && !session.isOpen();
    if (opens) {
      session.announce();
    }
    Thread.ofVirtual().name("mcp-call").start(() -> serve(request, opens, transfer));
  }

  private void serve(Envelope request, boolean opens, Transfer transfer) {
    RequestId id = request.id().orElseThrow();
    try {
      if (opens) {
        session.open(request, transfer);
      } else if (ModernHeaders.isModern(request)) {
        new AnswerReader(endpoint, client, id, transfer)
            .read(modernCalls.send(request, transfer), List.of());
      } else {
        callInSession(request, transfer);
      }
    } catch (IOException e) {
      if (!transfer.isUnwanted() && !transfer.isCancelled() && !closed) {
        LOG.atDebug().setCause(e).log("a call failed");
        client.accept(Replies.failed(id, endpoint.place(), e));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      calls.remove(id, transfer);
      transfer.close();
    }
  }

  private void callInSession(Envelope request, Transfer transfer)
      throws IOException, InterruptedException {
    Optional<GatewaySession.Agreed> before = session.current();
    session.remember(request);
    HttpResponse response = transfer.send(endpoint.post(
        request.bytes(), before.map(GatewaySession.Agreed::headers).orElse(List.of())));
    Optional<GatewaySession.Agreed> now = before;
    if (response.status() == 404 && before.isPresent()) {
      response.body().close();
      now = Optional.of(session.renew(before.get(), transfer));
      response = transfer.send(endpoint.post(request.bytes(), now.get().headers()));
    }
    new AnswerReader(endpoint, client, request.id().orElseThrow(), transfer)
        .read(response, now.map(GatewaySession.Agreed::headers).orElse(List.of()));
  }

  /** Sends a notification, or the client's answer to what it was asked. */
  private void post(Envelope message) {
    boolean notification = message.kind() == Envelope.Kind.NOTIFICATION;
    Optional<Transfer> cancelled =
        notification && message.method().equals("notifications/cancelled")
            ? message.token(Member.REQUEST_ID).map(calls::get)
            : Optional.empty();
    cancelled.ifPresent(Transfer::unwanted);
    try (var transfer = new Transfer(endpoint, patience)) {
      Optional<GatewaySession.Agreed> agreed = session.current();
      if (agreed.isPresent()) {
        transfer
            .send(endpoint.post(message.bytes(), agreed.get().headers()))
            .body()
            .close();
      }
    } catch (IOException e) {
      LOG.warn("a message was lost: {}", Replies.reason(endpoint.place(), e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      // to a modern request this is what cancels it
      cancelled.ifPresent(Transfer::cancel);
    }
    if (notification && message.method().equals("notifications/initialized")) {
      session.follow();
    }
  }

  @Override
  public void drain(Duration timeout) throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    posting.shutdown();
    boolean ignored = posting.awaitTermination(timeout.toNanos(), TimeUnit.NANOSECONDS);
    for (Transfer call : calls.values()) {
      if (call.isEndless()) {
        call.cancel();
      }
      if (!call.awaitDone(Duration.ofNanos(end - System.nanoTime()))) {
        return;
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    posting.shutdownNow();
    calls.values().forEach(Transfer::cancel);
    session.close();
    endpoint.close();
  }
}
