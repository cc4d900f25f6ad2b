package io.mcpmanager.core.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.spi.ManagerClock;
import io.mcpmanager.spi.MessageChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A connection to one MCP server that has completed its handshake. Requests of many clients share it: each gets an id of
 * its own, a deadline and, if wanted, progress. Whoever asks waits on its own thread. Thread-safe.
 */
public final class UpstreamConnection implements AutoCloseable {

  private final Conversation conversation;
  private final ManagerClock clock;
  private final ServerGreeting greeting;
  private final boolean certain;
  private final @Nullable ModernEra modern;
  private final @Nullable ChangeSubscription changes;
  private final MissedChanges missedChanges;
  private final Set<String> subscribed = ConcurrentHashMap.newKeySet(1);

  private UpstreamConnection(
      Conversation conversation,
      ManagerClock clock,
      UpstreamListener listener,
      Opening.Found found) {
    this.conversation = conversation;
    this.clock = clock;
    this.greeting = found.greeting();
    this.certain = found.certain();
    this.modern = found.era() instanceof ModernEra era ? era : null;
    this.missedChanges = MissedChanges.of(listener, greeting);
    this.changes =
        modern == null ? null : new ChangeSubscription(conversation, clock, missedChanges);
  }

  /**
   * Opens the channel and shakes hands as the revisions up to 2025-11-25 do. If that fails the channel is closed.
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
    return open(
        channel,
        listener,
        clock,
        self,
        maxInFlight,
        PeerPast.NONE,
        EraChoice.LEGACY,
        Duration.ZERO,
        timeout);
  }

  /**
   * Opens the channel, finding out which era the server is of. If that fails the channel is closed.
   *
   * @param past what the server has been through
   * @param choice which eras to try
   * @param patience how long to wait for an answer to discovery before the handshake is tried too
   * @param maxInFlight client requests the server may be working on at a time
   * @throws ProbeFailedException if it ended when asked what it is, so that it may work with the handshake alone
   * @throws io.mcpmanager.api.error.McpManagerException with
   *     {@link io.mcpmanager.api.error.ErrorCode#HANDSHAKE_FAILED}
   */
  public static UpstreamConnection open(
      MessageChannel channel,
      UpstreamListener listener,
      ManagerClock clock,
      ClientIdentity self,
      int maxInFlight,
      PeerPast past,
      EraChoice choice,
      Duration patience,
      Duration timeout)
      throws InterruptedException {
    var conversation = new Conversation(
        channel, listener, clock, maxInFlight, past, self.ofOneClient().isPresent());
    boolean done = false;
    try {
      conversation.open();
      var opening = new Opening(conversation, channel, clock, self);
      var connection = new UpstreamConnection(
          conversation,
          clock,
          listener,
          switch (choice) {
            case FIND_OUT -> opening.either(patience, timeout);
            case LEGACY -> opening.initialize(timeout);
            case MODERN -> opening.discover(timeout);
          });
      connection.begin();
      done = true;
      return connection;
    } finally {
      if (!done) {
        conversation.close("the handshake failed");
      }
    }
  }

  private void begin() throws InterruptedException {
    if (modern != null && changes != null) {
      conversation.speak(modern, changes::take);
      changes.start();
    } else {
      conversation.onGap(() -> missedChanges.tell(subscribed));
    }
  }

  /** What the server said about itself. */
  public ServerGreeting greeting() {
    return greeting;
  }

  /** Whether the server itself has shown which era it is of, so that this may be remembered. */
  public boolean isEraCertain() {
    return certain;
  }

  /** Whether it is of 2026-07-28 or later: no session, and safe to share between clients. */
  public boolean isModern() {
    return modern != null;
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
    ModernEra era = modern;
    if (era == null) {
      return conversation.exchange(request);
    }
    var exchange = new ModernExchange(conversation, era);
    return request.inputs() == null
        ? exchange.send(request)
        : new InputRounds(exchange, clock, request, request.inputs()).run();
  }

  /** Sets how many requests of clients the server may be working on from now on. */
  public void maxInFlight(int most) {
    conversation.maxInFlight(most);
  }

  /** Sends a request of the manager's own; errors as for {@link #request}, but without a limit. */
  public Envelope ask(String method, byte @Nullable [] params, Duration timeout)
      throws InterruptedException {
    Envelope answer = conversation.ask(method, params, timeout);
    if (modern != null && method.equals("tools/list")) {
      modern.tools().learn(answer);
    }
    return answer;
  }

  /** Sends a notification. Servers of 2026-07-28 know none. */
  public void tell(byte[] notification, String method, Duration timeout)
      throws InterruptedException {
    if (modern == null) {
      conversation.tell(notification, method, timeout);
    }
  }

  /**
   * Has the server tell of changes of a resource, by {@code notifications/resources/updated}, until it is unsubscribed.
   *
   * @throws io.mcpmanager.api.error.McpManagerException if the server refuses or does not answer in time
   */
  public void subscribe(String uri, Duration timeout) throws InterruptedException {
    if (changes != null) {
      changes.subscribe(uri, timeout);
    } else {
      subscribed.add(uri);
      boolean done = false;
      try {
        ask("resources/subscribe", uri, timeout);
        done = true;
      } finally {
        if (!done) {
          subscribed.remove(uri);
        }
      }
    }
  }

  /** The server need not tell of changes of a resource any more; errors as for {@link #subscribe}. */
  public void unsubscribe(String uri, Duration timeout) throws InterruptedException {
    if (changes != null) {
      changes.unsubscribe(uri, timeout);
    } else {
      subscribed.remove(uri);
      ask("resources/unsubscribe", uri, timeout);
    }
  }

  private void ask(String method, String uri, Duration timeout) throws InterruptedException {
    byte[] params = ("{\"uri\":" + new String(JsonText.quote(uri), UTF_8) + "}").getBytes(UTF_8);
    Envelope answer = conversation.ask(method, params, timeout);
    if (answer.kind() == Envelope.Kind.ERROR_RESPONSE) {
      throw new McpManagerException(
          ErrorCode.UPSTREAM_ERROR,
          method + " was refused: " + answer.text(Member.ERROR_MESSAGE).orElse("no reason given"));
    }
  }

  /** Asks whether the server answers; any answer will do. */
  public Duration ping(Duration timeout) throws InterruptedException {
    long start = clock.nanoTime();
    if (modern != null) {
      new ModernExchange(conversation, modern).discover(timeout);
    } else {
      conversation.ask("ping", null, timeout);
    }
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
    if (changes != null) {
      changes.close();
    }
    conversation.close("closed by the manager");
  }
}
