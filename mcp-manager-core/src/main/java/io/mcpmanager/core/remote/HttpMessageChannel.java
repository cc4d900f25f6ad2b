package io.mcpmanager.core.remote;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.core.wire.Answers;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.HttpClientPool;
import io.mcpmanager.core.wire.HttpExchange;
import io.mcpmanager.core.wire.HttpResponse;
import io.mcpmanager.core.wire.SseEvent;
import io.mcpmanager.spi.ChannelException;
import io.mcpmanager.spi.ManagerClock;
import io.mcpmanager.spi.OutboundMessage;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Messages over Streamable HTTP of revisions 2025-03-26 to 2025-11-25: each is posted on its sender's thread, which also
 * reads the answer, be it JSON or an event stream. What belongs to no request comes on a stream of its own.
 */
final class HttpMessageChannel implements RemoteChannel {

  /** Whether the server is there already. */
  enum Peer {
    UP,
    /** The first message waits, within its time, until something listens. */
    COMING_UP
  }

  private static final Duration BETWEEN_TRIES = Duration.ofMillis(50);
  /** Some servers answer only once they have something to say. */
  private static final Duration STREAM_OPENS = Duration.ofMillis(250);

  private static final Duration GOODBYE_TIMEOUT = Duration.ofSeconds(2);
  private static final int HEAD_BYTES = 256;
  // who sent the request is told by the exception, whatever the id
  private static final byte[] NO_TAIL = {};
  /** Failed attempts in a row to go on reading an answer; ends that a server intends are not counted. */
  private static final int MAX_FAILURES = 5;

  private final HttpClientPool client;
  private final ManagerClock clock;
  private final McpRequests requests;
  private final int maxMessageBytes;
  private final Set<HttpCall> calls = ConcurrentHashMap.newKeySet();
  private final CompletableFuture<String> ended = new CompletableFuture<>();
  private final AtomicReference<@Nullable Receiver> untold = new AtomicReference<>();
  private volatile @Nullable Receiver receiver;
  private volatile @Nullable UnsolicitedStream unsolicited;
  private volatile @Nullable Thread goodbye;
  private volatile boolean reached;
  private volatile int initializeRefused;

  HttpMessageChannel(
      HttpClientPool client,
      ManagerClock clock,
      McpRequests requests,
      Peer peer,
      int maxMessageBytes) {
    this.client = client;
    this.clock = clock;
    this.requests = requests;
    this.maxMessageBytes = maxMessageBytes;
    this.reached = peer == Peer.UP;
  }

  @Override
  public void open(Receiver newReceiver) {
    receiver = newReceiver;
    untold.set(newReceiver);
    if (ended.isDone()) {
      tellEnd();
    }
  }

  @Override
  public void negotiated(String protocolRevision) {
    requests.negotiated(protocolRevision);
  }

  @Override
  public void send(OutboundMessage message, Duration timeout) throws InterruptedException {
    if (requests.isSessionless() && !message.expectsResponse()) {
      return; // to end the exchange is to cancel, and there is nothing else to be told
    }
    var call = new HttpCall(client, clock, timeout);
    calls.add(call);
    try (call) {
      if (ended.isDone()) {
        throw new ChannelException("the connection has ended: " + ended.join(), true, null);
      }
      take(message, post(message, call), call);
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while waiting for " + requests.place());
      }
      throw failure(e, call.isLate(), timeout);
    } finally {
      calls.remove(call);
    }
    if (McpRequests.INITIALIZED.equals(message.method())) {
      listen();
    }
  }

  /** The HTTP status with which the first message was refused; 0 if it was not. */
  int initializeRefused() {
    return initializeRefused;
  }

  @Override
  public CompletableFuture<String> ended() {
    return ended;
  }

  private HttpResponse post(OutboundMessage message, HttpCall call)
      throws IOException, InterruptedException {
    while (true) {
      try {
        HttpResponse response = call.send(requests.post(message));
        reached = true;
        return response;
      } catch (ConnectException e) {
        // nothing was sent, so it may be tried again
        if (reached || !call.pause(BETWEEN_TRIES)) {
          throw e;
        }
      }
    }
  }

  private void take(OutboundMessage message, HttpResponse response, HttpCall call)
      throws IOException, InterruptedException {
    try (InputStream body = response.body()) {
      if (response.status() >= 300) {
        takeRefusal(message, response);
        return;
      }
      if (McpRequests.INITIALIZE.equals(message.method())) {
        response.header(McpRequests.SESSION).ifPresent(requests::session);
      }
      if (!message.expectsResponse()) {
        return;
      }
      if (McpRequests.isEventStream(response)) {
        readAnswer(body, call, message.headers().isEmpty());
      } else if (McpRequests.isJson(response)) {
        takeWhole(response);
      } else {
        throw new ChannelException(
            requests.place() + " answered with content type '"
                + response.header("content-type").orElse("none")
                + "' instead of application/json or text/event-stream",
            false,
            null);
      }
    }
  }

  /** An error status may still carry the JSON-RPC error of this very request, which says more. */
  private void takeRefusal(OutboundMessage message, HttpResponse response) throws IOException {
    if (response.status() == 404 && requests.hasSession()) {
      throw sessionEnded();
    }
    if (message.expectsResponse() && McpRequests.isJson(response)) {
      byte[] answer = response.readBody(maxMessageBytes);
      Envelope envelope = Envelope.read(answer);
      if (envelope.kind() == Envelope.Kind.ERROR_RESPONSE
          && envelope.id().isPresent()
          && envelope.id().equals(Envelope.read(message.body()).id())) {
        deliver(answer);
        return;
      }
    }
    if (McpRequests.INITIALIZE.equals(message.method())) {
      initializeRefused = response.status();
    }
    throw requests.refused(response.status());
  }

  private void takeWhole(HttpResponse response) throws IOException {
    byte[] answer = response.readJson(maxMessageBytes);
    if (answer.length <= maxMessageBytes) {
      deliver(answer);
    } else {
      long length =
          response.header("content-length").map(Long::parseLong).orElse((long) answer.length);
      throw tooLarge(Arrays.copyOf(answer, Math.min(HEAD_BYTES, answer.length)), length);
    }
  }

  /** Reads until the response has come; a stream that ends before goes on where the server numbers its events. */
  private void readAnswer(InputStream first, HttpCall call, boolean resumable)
      throws IOException, InterruptedException {
    var position = new StreamPosition(maxMessageBytes);
    int failures = 0;
    for (InputStream given = first; ; given = null) {
      IOException end;
      try (InputStream stream = given == null ? resume(position.lastEventId(), call) : given) {
        if (position.read(stream, this::takeEvent)) {
          return;
        }
        failures = 0;
        end = new EOFException("the event stream ended without the response");
      } catch (IOException e) {
        failures++;
        end = e;
      }
      if (!resumable
          || position.lastEventId().isEmpty()
          || failures > MAX_FAILURES
          || !call.pause(position.retry())) {
        throw end;
      }
    }
  }

  private InputStream resume(String lastEventId, HttpCall call) throws IOException {
    HttpResponse response = call.send(requests.get(lastEventId));
    if (response.status() == 200 && McpRequests.isEventStream(response)) {
      return response.body();
    }
    response.body().close();
    if (response.status() >= 500) {
      throw new IOException("HTTP status " + response.status());
    }
    if (response.status() == 404 && requests.hasSession()) {
      throw sessionEnded();
    }
    throw new ChannelException(
        requests.place() + " broke off an answer and does not let it be resumed: HTTP status "
            + response.status(),
        false,
        null);
  }

  /** Hands on what an event carries; true if that is the answer. */
  private boolean takeEvent(SseEvent event) {
    if (event.isCut()) {
      throw tooLarge(event.data(), event.dataLength());
    }
    if (event.data().length == 0) {
      return false;
    }
    deliver(event.data());
    return Answers.holds(event.data());
  }

  /** What the server says right after the first request must find the stream open. */
  private void listen() throws InterruptedException {
    var stream = new UnsolicitedStream(client, clock, requests, maxMessageBytes, new Unsolicited());
    unsolicited = stream;
    if (ended.isDone()) {
      stream.close();
    } else {
      stream.start();
      stream.awaitAnswer(STREAM_OPENS);
    }
  }

  private void deliver(byte[] message) {
    Receiver current = receiver;
    if (current != null && !ended.isDone()) {
      current.onMessage(message);
    }
  }

  private void tellOversized(byte[] head, byte[] tail, long length) {
    Receiver current = receiver;
    if (current != null && !ended.isDone()) {
      current.onOversized(head, tail, length);
    }
  }

  private McpManagerException tooLarge(byte[] head, long length) {
    tellOversized(head, NO_TAIL, length);
    return new McpManagerException(
        ErrorCode.TOO_LARGE,
        requests.place() + " sent an answer of " + length + " bytes or more, allowed are "
            + maxMessageBytes);
  }

  private ChannelException sessionEnded() {
    end("the server has ended the session");
    return new ChannelException(requests.place() + " has ended the session", true, null);
  }

  private McpManagerException failure(IOException e, boolean late, Duration timeout) {
    // a connection attempt that we cut short is told as an exchange that was closed
    Throwable root = e.getCause() instanceof ConnectException refused ? refused : e;
    boolean connecting = root instanceof ConnectException;
    String unconnected = "cannot connect to " + requests.place() + ": " + McpRequests.reason(root);
    if (late || e instanceof SocketTimeoutException) {
      return new McpManagerException(
          ErrorCode.TIMEOUT,
          (connecting ? unconnected : requests.place() + " did not answer") + ", time limit was "
              + timeout,
          e);
    }
    if (ended.isDone()) {
      return new ChannelException("the connection has ended: " + ended.join(), connecting, e);
    }
    if (connecting) {
      end(unconnected);
      return new ChannelException(unconnected, true, e);
    }
    return new ChannelException(requests.place() + " failed: " + e.getMessage(), false, e);
  }

  @Override
  public int maxMessageBytes() {
    return maxMessageBytes;
  }

  @Override
  public void close() {
    if (end("closed") && requests.hasSession()) {
      goodbye = Thread.ofVirtual().name("mcp-goodbye").start(this::deleteSession);
    }
  }

  @Override
  public void awaitGoodbye(Duration timeout) throws InterruptedException {
    Thread deleting = goodbye;
    if (deleting != null) {
      var ignored = deleting.join(timeout);
    }
  }

  /** Nothing will come any more; true if that is new. */
  private boolean end(String reason) {
    if (!ended.complete(reason)) {
      return false;
    }
    UnsolicitedStream stream = unsolicited;
    if (stream != null) {
      stream.close();
    }
    calls.forEach(HttpCall::cancel);
    tellEnd();
    return true;
  }

  private void tellEnd() {
    Receiver last = untold.getAndSet(null);
    if (last != null) {
      last.onClosed(ended.join());
    }
  }

  private void deleteSession() {
    try (HttpExchange exchange = client.exchange(requests.delete(GOODBYE_TIMEOUT))) {
      exchange.send().body().close();
    } catch (IOException e) {
      // the session then ends by itself
      return;
    }
  }

  /** Takes what comes on the stream of its own. */
  private final class Unsolicited implements Receiver {

    @Override
    public void onMessage(byte[] message) {
      deliver(message);
    }

    @Override
    public void onOversized(byte[] head, byte[] tail, long length) {
      tellOversized(head, tail, length);
    }

    @Override
    public void onGap() {
      Receiver current = receiver;
      if (current != null && !ended.isDone()) {
        current.onGap();
      }
    }

    @Override
    public void onClosed(String reason) {
      end(reason);
    }
  }
}
