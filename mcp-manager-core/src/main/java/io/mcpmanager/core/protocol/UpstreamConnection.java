package io.mcpmanager.core.protocol;

import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.spi.ManagerClock;
import io.mcpmanager.spi.MessageChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A connection to one MCP server that has completed its handshake. Requests of many clients share it: each gets an id of
 * its own, a deadline and, if wanted, progress. Whoever asks waits on its own thread. Thread-safe.
 */
public final class UpstreamConnection implements AutoCloseable {

  private final Conversation conversation;
  private final ManagerClock clock;
  private final ServerGreeting greeting;

  private UpstreamConnection(
      Conversation conversation, ManagerClock clock, ServerGreeting greeting) {
    this.conversation = conversation;
    this.clock = clock;
    this.greeting = greeting;
  }

  /**
   * Opens the channel and shakes hands. If that fails the channel is closed.
   *
   * @param maxInFlight client requests the server may be working on at a time
   * @throws io.mcpmanager.api.error.McpManagerException with
   *     {@link io.mcpmanager.api.error.ErrorCode#HANDSHAKE_FAILED}
   */
  public static UpstreamConnection open(
      MessageChannel channel,
      UpstreamListener listener,
      ManagerClock clock,
      ClientIdentity self,
      int maxInFlight,
      Duration timeout)
      throws InterruptedException {
    var conversation = new Conversation(
        channel, listener, clock, maxInFlight, self.ofOneClient().isPresent());
    boolean done = false;
    try {
      conversation.open();
      ServerGreeting greeting = Handshake.perform(conversation, channel, self, timeout);
      done = true;
      return new UpstreamConnection(conversation, clock, greeting);
    } finally {
      if (!done) {
        conversation.close("the handshake failed");
      }
    }
  }

  /** What the server said about itself. */
  public ServerGreeting greeting() {
    return greeting;
  }

  /**
   * Sends a client's request and waits for the answer: a result or an error with the id of this connection, not yet the
   * client's. Empty if the request was cancelled.
   *
   * @throws InterruptedException if interrupted; the request is cancelled at the server
   * @throws io.mcpmanager.api.error.McpManagerException with
   *     {@link io.mcpmanager.api.error.ErrorCode#TIMEOUT},
   *     {@link io.mcpmanager.api.error.ErrorCode#LIMIT_REACHED} or
   *     {@link io.mcpmanager.api.error.ErrorCode#CHANNEL_FAILED}
   */
  public Optional<Envelope> request(UpstreamRequest request) throws InterruptedException {
    return conversation.exchange(request);
  }

  /** Sets how many requests of clients the server may be working on from now on. */
  public void maxInFlight(int most) {
    conversation.maxInFlight(most);
  }

  /** Sends a request of the manager's own; errors as for {@link #request}, but without a limit. */
  public Envelope ask(String method, byte @Nullable [] params, Duration timeout)
      throws InterruptedException {
    return conversation.ask(method, params, timeout);
  }

  /** Sends a notification. */
  public void tell(byte[] notification, String method, Duration timeout)
      throws InterruptedException {
    conversation.tell(notification, method, timeout);
  }

  /** Asks whether the server answers; any answer will do. */
  public Duration ping(Duration timeout) throws InterruptedException {
    long start = clock.nanoTime();
    conversation.ask("ping", null, timeout);
    return Duration.ofNanos(clock.nanoTime() - start);
  }

  /**
   * The clients' calls that the server has not answered.
   *
   * @param patience how old a call must be at least to be overdue; its own time must be over too
   */
  public Backlog backlog(Duration patience) {
    return conversation.backlog(patience);
  }

  /** Completes, never exceptionally, with a reason for people when the channel has ended. */
  public CompletableFuture<String> closed() {
    return conversation.closed().copy();
  }

  @Override
  public void close() {
    conversation.close("closed by the manager");
  }
}
