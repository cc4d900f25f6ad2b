package io.mcpmanager.core.remote;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.core.wire.HttpClientPool;
import io.mcpmanager.core.wire.HttpExchange;
import io.mcpmanager.core.wire.HttpOrigin;
import io.mcpmanager.core.wire.HttpResponse;
import io.mcpmanager.core.wire.SseEvent;
import io.mcpmanager.core.wire.SseReader;
import io.mcpmanager.spi.ChannelException;
import io.mcpmanager.spi.ManagerClock;
import io.mcpmanager.spi.OutboundMessage;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Messages over HTTP+SSE of revision 2024-11-05: they are posted to the address that the server's event stream begins
 * with, and everything comes back on that stream. The stream is the session: when it ends, nothing will come any more.
 */
final class SseMessageChannel implements RemoteChannel {

  private static final String ENDPOINT = "endpoint";
  private static final String MESSAGE = "message";
  private static final int LONGEST_ADDRESS = 8 * 1024;

  private final HttpClientPool client;
  private final ManagerClock clock;
  private final URI address;
  private final Map<String, String> headers;
  private final McpRequests stream;
  private final int maxMessageBytes;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final CompletableFuture<McpRequests> posts = new CompletableFuture<>();
  private final CompletableFuture<String> ended = new CompletableFuture<>();
  private final AtomicReference<@Nullable Receiver> untold = new AtomicReference<>();
  private volatile @Nullable Receiver receiver;
  private volatile @Nullable HttpExchange exchange;

  SseMessageChannel(
      HttpClientPool client,
      ManagerClock clock,
      URI address,
      Map<String, String> headers,
      int maxMessageBytes) {
    this.client = client;
    this.clock = clock;
    this.address = address;
    this.headers = headers;
    this.stream = new McpRequests(address, headers);
    this.maxMessageBytes = maxMessageBytes;
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
  public void send(OutboundMessage message, Duration timeout) throws InterruptedException {
    long begin = clock.nanoTime();
    McpRequests requests = connect(timeout);
    Duration left = timeout.minusNanos(clock.nanoTime() - begin);
    try (var call = new HttpCall(client, clock, left.isPositive() ? left : Duration.ofNanos(1))) {
      post(requests, message, call, timeout);
    }
  }

  /**
   * Opens the stream, if that has not been done, and waits for the address it begins with.
   *
   * @throws ChannelException if there is no such stream
   */
  McpRequests connect(Duration timeout) throws InterruptedException {
    if (begun.compareAndSet(false, true)) {
      Thread.ofVirtual().name("mcp-sse").start(this::listen);
    }
    try {
      return posts.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new McpManagerException(
          ErrorCode.TIMEOUT,
          stream.place() + " did not begin its event stream, time limit was " + timeout,
          e);
    } catch (ExecutionException e) {
      throw new ChannelException("the connection has ended: " + ended.join(), true, e);
    }
  }

  private void post(McpRequests requests, OutboundMessage message, HttpCall call, Duration timeout)
      throws InterruptedException {
    try {
      if (ended.isDone()) {
        throw new ChannelException("the connection has ended: " + ended.join(), true, null);
      }
      HttpResponse response = call.send(requests.post(message));
      response.body().close();
      if (response.status() >= 300) {
        throw requests.refused(response.status());
      }
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while waiting for " + stream.place());
      }
      if (call.isLate() || e instanceof SocketTimeoutException) {
        throw new McpManagerException(
            ErrorCode.TIMEOUT,
            stream.place() + " did not take the message, time limit was " + timeout,
            e);
      }
      throw new ChannelException(
          stream.place() + " failed: " + e.getMessage(), e instanceof ConnectException, e);
    }
  }

  private void listen() {
    String reason = "the server has ended its event stream";
    try {
      HttpExchange current = client.exchange(stream.get(""));
      exchange = current;
      if (ended.isDone()) {
        return;
      }
      HttpResponse response = current.send();
      try (var body = response.body()) {
        reason = response.status() == 200 && McpRequests.isEventStream(response)
            ? read(new SseReader(body, maxMessageBytes), reason)
            : noStream(response);
      }
    } catch (ConnectException e) {
      reason = "cannot connect to " + stream.place() + ": " + McpRequests.reason(e);
    } catch (IOException e) {
      reason = "the event stream broke: " + e.getMessage();
    } finally {
      end(reason);
    }
  }

  private String noStream(HttpResponse response) {
    return response.status() == 200
        ? stream.place() + " answered with content type '"
            + response.header("content-type").orElse("none") + "' instead of text/event-stream"
        : String.valueOf(stream.refused(response.status()).getMessage());
  }

  private String read(SseReader events, String atEnd) throws IOException {
    for (Optional<SseEvent> next = events.next(); next.isPresent(); next = events.next()) {
      SseEvent event = next.get();
      switch (event.type()) {
        case ENDPOINT -> {
          String problem = takeAddress(event);
          if (problem != null) {
            return problem;
          }
        }
        case MESSAGE -> take(event);
        default -> {
          // of no revision
        }
      }
    }
    return atEnd;
  }

  /** Takes the address to post to; what is wrong with it, or null. */
  private @Nullable String takeAddress(SseEvent event) {
    if (event.isCut() || event.data().length > LONGEST_ADDRESS) {
      return "the address that the event stream begins with is too long";
    }
    try {
      URI resolved = address.resolve(new String(event.data(), UTF_8).strip());
      // credentials go there: no other place may be named
      if (!HttpOrigin.of(resolved).equals(HttpOrigin.of(address))) {
        return "the event stream names an address at another origin than " + stream.place();
      }
      posts.complete(new McpRequests(resolved, headers));
      return null;
    } catch (IllegalArgumentException e) {
      return "the event stream begins with something that is no address";
    }
  }

  private void take(SseEvent event) {
    Receiver current = receiver;
    if (current == null || ended.isDone()) {
      return;
    }
    if (event.isCut()) {
      current.onOversized(event.data(), new byte[0], event.dataLength());
    } else if (event.data().length > 0) {
      current.onMessage(event.data());
    }
  }

  @Override
  public void negotiated(String protocolRevision) {
    McpRequests requests = posts.getNow(null);
    if (requests != null) {
      requests.negotiated(protocolRevision);
    }
  }

  @Override
  public CompletableFuture<String> ended() {
    return ended;
  }

  @Override
  public int maxMessageBytes() {
    return maxMessageBytes;
  }

  @Override
  public void close() {
    end("closed");
  }

  /** The end of the stream says it all. */
  @Override
  public void awaitGoodbye(Duration timeout) {}

  private void end(String reason) {
    if (ended.complete(reason)) {
      boolean ignored = posts.completeExceptionally(new ChannelException(reason, true, null));
      HttpExchange current = exchange;
      if (current != null) {
        current.close();
      }
      tellEnd();
    }
  }

  private void tellEnd() {
    Receiver last = untold.getAndSet(null);
    if (last != null) {
      last.onClosed(ended.join());
    }
  }
}
