package io.mcpmanager.core.protocol;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.core.wire.Messages;
import io.mcpmanager.core.wire.RequestId;
import io.mcpmanager.core.wire.Span;
import io.mcpmanager.spi.ManagerClock;
import io.mcpmanager.spi.MessageChannel;
import io.mcpmanager.spi.OutboundMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Requests and answers over one channel. What the peer does wrong costs at most the one call it belongs to. */
final class Conversation implements MessageChannel.Receiver {

  private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);
  private static final Duration LONGEST_EXCHANGE = Duration.ofDays(1);
  private static final byte[] EMPTY_OBJECT = "{}".getBytes(StandardCharsets.US_ASCII);

  private final MessageChannel channel;
  private final UpstreamListener listener;
  private final ManagerClock clock;
  private final CallTable calls;
  private final MessageChannel.Receiver receiver;
  private final Asides asides;
  private final AtomicLong irregular = new AtomicLong();
  private final ServerRequests questions;
  private final CompletableFuture<String> closed = new CompletableFuture<>();
  private volatile Era era = new LegacyEra();
  private volatile Consumer<Envelope> listens = notification -> {};
  private volatile Runnable gaps = () -> {};
  private volatile long lastReceived;

  Conversation(
      MessageChannel channel,
      UpstreamListener listener,
      ManagerClock clock,
      int maxInFlight,
      PeerPast past,
      boolean ofOneClient) {
    this.channel = channel;
    this.listener = listener;
    this.clock = clock;
    this.calls = new CallTable(clock, maxInFlight, past);
    this.receiver = past == PeerPast.ADOPTED ? new RestDropped(this) : this;
    this.asides = new Asides(channel);
    this.questions = new ServerRequests(
        calls,
        ofOneClient ? listener::onRequest : null,
        answer -> asides.reply(answer),
        answer -> asides.send(answer, null));
    this.lastReceived = clock.nanoTime();
  }

  void open() {
    channel.open(receiver);
  }

  /** From now on the peer is spoken to as this era wants it. */
  void speak(Era agreed, Consumer<Envelope> toListens) {
    listens = toListens;
    era = agreed;
  }

  /** Sets who is told that notifications may have been lost. */
  void onGap(Runnable toldOfGaps) {
    gaps = toldOfGaps;
  }

  void maxInFlight(int most) {
    calls.places(most);
  }

  /** The clients' calls that are not answered. */
  Backlog backlog(Duration patience) {
    return calls.backlog(lastReceived, patience);
  }

  CompletableFuture<String> closed() {
    return closed;
  }

  void close(String reason) {
    end(reason);
    channel.close();
  }

  /** Sends a client's request; empty if it was cancelled. */
  Optional<Envelope> exchange(UpstreamRequest request) throws InterruptedException {
    calls.takePlace();
    try {
      PendingCall call = calls.add(
          PendingCall.Origin.CLIENT,
          request.message().method(),
          request.timeout(),
          request.onProgress(),
          request.inputs());
      try {
        request.cancellation().onCancel(reason -> call.end(new Outcome.Cancelled(reason)));
        call.logTo(request.onLog());
        return settle(call, era.request(request, call.id()), true);
      } finally {
        calls.remove(call);
        questions.ended(call);
      }
    } finally {
      calls.freePlace();
    }
  }

  /** Sends a request of the manager's own, which needs no free place. */
  Envelope ask(String method, byte @Nullable [] params, Duration timeout)
      throws InterruptedException {
    return ask(era, method, params, timeout);
  }

  /** The same, as another era wants it, when it is not yet known which is the peer's. */
  Envelope ask(Era asked, String method, byte @Nullable [] params, Duration timeout)
      throws InterruptedException {
    PendingCall call = calls.add(PendingCall.Origin.MANAGER, method, timeout, null, null);
    try {
      // nothing but a Cancellation cancels, and there is none here; what opens a connection must
      // not
      // be cancelled
      boolean opens = method.equals("initialize") || method.equals("server/discover");
      return settle(call, asked.own(method, params, call.id()), !opens).orElseThrow();
    } finally {
      calls.remove(call);
    }
  }

  /**
   * Sends a request that lasts, and whose messages come as notifications, until it is answered or the thread is
   * interrupted.
   *
   * @param begun is told its id before it is sent
   */
  Optional<Envelope> listen(byte[] params, Duration longest, LongConsumer begun)
      throws InterruptedException {
    PendingCall call =
        calls.add(PendingCall.Origin.MANAGER, ChangeSubscription.METHOD, longest, null, null);
    try {
      begun.accept(call.id());
      return settle(call, era.own(ChangeSubscription.METHOD, params, call.id()), true);
    } finally {
      calls.remove(call);
    }
  }

  void tell(byte[] notification, String method, Duration timeout) throws InterruptedException {
    channel.send(new OutboundMessage(notification, method, false), timeout);
  }

  private Optional<Envelope> settle(PendingCall call, OutboundMessage message, boolean cancellable)
      throws InterruptedException {
    Outcome outcome;
    try {
      call.send(channel, message, patience(call));
      outcome = call.await();
    } catch (InterruptedException e) {
      if (cancellable) {
        tellCancelled(call, "the caller went away");
      }
      throw e;
    } catch (McpManagerException e) {
      boolean late = call.deadline() - clock.nanoTime() <= 0;
      if (call.ended().isEmpty() && !late && e.code() != ErrorCode.TIMEOUT) {
        throw e;
      }
      outcome = call.ended()
          .orElse(
              new Outcome.Failed(ErrorCode.TIMEOUT, call.method() + " could not be sent in time"));
    }
    return switch (outcome) {
      case Outcome.Answered answered -> Optional.of(answered.answer());
      case Outcome.Cancelled cancelled -> {
        tellCancelled(call, cancelled.reason());
        yield Optional.empty();
      }
      case Outcome.Failed failed -> {
        if (failed.code() == ErrorCode.TIMEOUT && cancellable) {
          tellCancelled(call, "time limit reached");
        }
        throw new McpManagerException(failed.code(), failed.message() + stall(failed));
      }
    };
  }

  /** Over HTTP sending takes as long as the answer; where the client may be asked meanwhile, the call ends it itself. */
  private Duration patience(PendingCall call) {
    return call.inputs().isPresent()
        ? LONGEST_EXCHANGE
        : Duration.ofNanos(Math.max(1, call.deadline() - clock.nanoTime()));
  }

  /** A server that does not read has not even got what it did not answer. */
  private String stall(Outcome.Failed failed) {
    Duration stalled = channel.stalled();
    return failed.code() == ErrorCode.TIMEOUT && !stalled.isZero()
        ? ": the server has not read its input for " + stalled.toMillis() + " ms"
        : "";
  }

  private void tellCancelled(PendingCall call, String reason) {
    if (!call.wasSent()) {
      return;
    }
    byte[] params = ("{\"requestId\":" + call.id() + ",\"reason\":")
        .concat(new String(JsonText.quote(reason), StandardCharsets.UTF_8))
        .concat("}")
        .getBytes(StandardCharsets.UTF_8);
    asides.send(
        Messages.notification("notifications/cancelled", params), "notifications/cancelled");
  }

  @Override
  public void onMessage(byte[] message) {
    lastReceived = clock.nanoTime();
    try {
      take(Envelope.read(message));
    } catch (RuntimeException e) {
      // the thread that reads serves all clients; it must outlive a listener that fails
      LOG.atError().setCause(e).log("a message of a server could not be handled");
    }
  }

  @Override
  public void onOversized(byte[] head, byte[] tail, long length) {
    lastReceived = clock.nanoTime();
    String problem = "it sent a message of " + length + " bytes; at most "
        + channel.maxMessageBytes() + " are allowed";
    MessageEnds read = MessageEnds.read(head, tail);
    OptionalLong id = read.id();
    Optional<PendingCall> call = Optional.empty();
    if (!read.isCall()) {
      // with one call in flight it is known even without an id whose answer this is
      call = id.isPresent() ? calls.find(id.getAsLong()) : calls.only();
    }
    call.ifPresent(c -> c.end(new Outcome.Failed(ErrorCode.CHANNEL_FAILED, problem)));
    irregular(problem);
  }

  @Override
  public void onNoise(String text) {
    calls.saw("a line that is no message: " + shorten(text.strip()));
  }

  @Override
  public void onGap() {
    gaps.run();
  }

  @Override
  public void onClosed(String reason) {
    end(reason);
  }

  private void end(String reason) {
    closed.complete(reason);
    asides.close();
    questions.close(reason);
    calls.close(reason);
  }

  private void take(Envelope message) {
    switch (message.kind()) {
      case RESPONSE, ERROR_RESPONSE -> answer(message);
      case NOTIFICATION -> notification(message);
      case REQUEST -> request(message);
      case BATCH -> {
        for (Span element : message.elements()) {
          Envelope part = Envelope.read(element.copyFrom(message.bytes()));
          if (part.kind() != Envelope.Kind.BATCH) {
            take(part);
          }
        }
      }
      case INVALID -> invalid(message);
    }
  }

  private void answer(Envelope answer) {
    Optional<PendingCall> call = answer.id().flatMap(this::find);
    if (call.isPresent()) {
      if (!call.get().end(new Outcome.Answered(answer))) {
        calls.late(call.get().id());
      }
    } else if (answer.id().isEmpty()) {
      misplaced("it sent an error without an id: "
          + answer.text(Member.ERROR_MESSAGE).map(Conversation::shorten).orElse("no message"));
    } else if (!calls.issued(answer.id().get())) {
      misplaced("it answered a request that was never sent, id "
          + shorten(answer.id().get().toString()));
    } else if (answer.id().get() instanceof RequestId.Numeric late) {
      // to a call that was cancelled or took too long, as it may well be
      calls.late(late.value());
    }
  }

  private void invalid(Envelope message) {
    String problem =
        "it sent a message that is not JSON-RPC 2.0: " + message.problem().orElse("unknown");
    Optional<PendingCall> call = message.isJson() ? answeredBy(message) : answeredByBroken(message);
    if (call.isPresent()) {
      call.get().end(new Outcome.Failed(ErrorCode.CHANNEL_FAILED, problem));
      irregular(problem);
    } else {
      misplaced(problem);
    }
  }

  private Optional<PendingCall> answeredBy(Envelope message) {
    Optional<PendingCall> call =
        message.has(Member.METHOD) ? Optional.empty() : message.id().flatMap(this::find);
    return call.isEmpty() && isAnswerWithoutId(message) ? calls.only() : call;
  }

  private Optional<PendingCall> answeredByBroken(Envelope message) {
    MessageEnds read = MessageEnds.broken(message.bytes());
    if (read.isCall()) {
      return Optional.empty();
    }
    if (read.id().isPresent()) {
      return calls.find(read.id().getAsLong());
    }
    return isAnswerWithoutId(message) ? calls.only() : Optional.empty();
  }

  /** Whether it answers something, without saying what; with one call in flight that is known all the same. */
  private static boolean isAnswerWithoutId(Envelope message) {
    return message.has(Member.RESULT) && !message.has(Member.ID) && !message.has(Member.METHOD);
  }

  /** Something that names no call; if it arrives while a call is sent, as over HTTP, it is for that one. */
  private void misplaced(String problem) {
    calls
        .sentBy(Thread.currentThread())
        .ifPresent(call -> call.end(new Outcome.Failed(ErrorCode.CHANNEL_FAILED, problem)));
    irregular(problem);
  }

  private void notification(Envelope notification) {
    switch (notification.method()) {
      case "notifications/progress" ->
        notification
            .token(Member.PROGRESS_TOKEN)
            .flatMap(this::find)
            .ifPresent(call -> call.report(notification));
      case "notifications/cancelled" -> {
        if (era.hasSession()) {
          questions.cancelled(notification);
        } else {
          listens.accept(notification);
        }
      }
      case "notifications/message" -> {
        causeOf().ifPresent(call -> call.log(notification));
        listener.onNotification(notification);
      }
      case ChangeSubscription.ACKNOWLEDGED -> listens.accept(notification);
      default -> listener.onNotification(notification);
    }
  }

  /** The call that something without an id belongs to, as far as it is known. */
  private Optional<PendingCall> causeOf() {
    return calls.sentBy(Thread.currentThread()).or(calls::onlyOfClients);
  }

  private void request(Envelope request) {
    RequestId id = request.id().orElseThrow();
    if (!era.hasSession()) {
      irregular("it sent a request, which servers of its revision do not");
      return;
    }
    if (request.method().equals("ping")) {
      asides.send(Messages.result(id, EMPTY_OBJECT), null);
      return;
    }
    questions.take(request);
  }

  private Optional<PendingCall> find(RequestId id) {
    return id instanceof RequestId.Numeric numeric ? calls.find(numeric.value()) : Optional.empty();
  }

  private void irregular(String what) {
    calls.saw(what);
    long count = irregular.incrementAndGet();
    if (Long.bitCount(count) == 1) {
      listener.onIrregular(what, count);
    }
  }

  private static String shorten(String text) {
    return text.length() <= 200 ? text : text.substring(0, 200) + "…";
  }
}
