package io.mcpmanager.core.gateway;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.gateway.ConnectedClient;
import io.mcpmanager.api.gateway.McpSession;
import io.mcpmanager.api.gateway.MessageSink;
import io.mcpmanager.api.gateway.Scope;
import io.mcpmanager.api.mcp.ProtocolRevision;
import io.mcpmanager.core.json.SessionState;
import io.mcpmanager.core.protocol.Cancellation;
import io.mcpmanager.core.protocol.ClientProfile;
import io.mcpmanager.core.protocol.InputRequest;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.core.wire.Messages;
import io.mcpmanager.core.wire.RequestId;
import io.mcpmanager.spi.store.SessionRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One client's conversation: what was agreed on, what it waits for, what it is still to be told. */
final class Session implements McpSession {

  /** How often it is noted that the client is still there. */
  private static final Duration NOTED = Duration.ofMinutes(1);

  private final SessionIdentity identity;
  private final View view;
  private final SessionTable table;
  private final Outbox outbox = new Outbox();
  private final ClientQuestions questions;
  private final SessionCalls calls = new SessionCalls();
  private final SessionSubscriptions subscriptions = new SessionSubscriptions(this::changed);
  private final AtomicLong requests = new AtomicLong();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicReference<Runnable> onEnd = new AtomicReference<>(Session::nothing);
  private volatile Instant lastSeen;
  private volatile @Nullable ClientProfile greeting;
  private volatile boolean canBeAsked;
  private volatile @Nullable McpLevel level;
  private volatile Instant notedUntil;
  private volatile boolean noting;

  /** In which the latest request came; what is sent unasked goes by it. */
  private volatile CallContext present;

  Session(SessionIdentity identity, View view, SessionTable table) {
    this.identity = identity;
    this.present = identity.context();
    this.view = view;
    this.table = table;
    this.questions = new ClientQuestions(table.clock());
    this.lastSeen = table.now();
    this.notedUntil = lastSeen.plus(NOTED);
  }

  /** Goes on where the manager before has ended. */
  void goOn(SessionRecord left, SessionState state) {
    requests.set(left.requests());
    level = Optional.ofNullable(state.level()).flatMap(McpLevel::parse).orElse(null);
    subscriptions.goOn(state.subscriptions());
    ClientProfile client = SessionRecords.client(state);
    canBeAsked = client.canBeAsked();
    greeting = client;
  }

  @Override
  public String id() {
    return identity.secret();
  }

  @Override
  public Scope scope() {
    return identity.scope();
  }

  @Override
  public Optional<ProtocolRevision> revision() {
    return Optional.ofNullable(greeting).map(ClientProfile::revision);
  }

  @Override
  public int life() {
    return identity.life();
  }

  SessionIdentity identity() {
    return identity;
  }

  /** When its client was last there. */
  Instant lastSeen() {
    return isHeld() ? table.now() : lastSeen;
  }

  long requests() {
    return requests.get();
  }

  SessionCalls calls() {
    return calls;
  }

  boolean isLasting() {
    return identity.kind() == SessionIdentity.Kind.LASTING;
  }

  String number() {
    return identity.number();
  }

  CallContext context() {
    return present;
  }

  String tenant() {
    return context().tenant();
  }

  /** The client, as interceptors get to know it. */
  Peer peer() {
    return Peer.of(context(), number(), scope(), profile());
  }

  View view() {
    return view;
  }

  Outbox outbox() {
    return outbox;
  }

  /** The level the client has asked for. */
  Optional<McpLevel> level() {
    return Optional.ofNullable(level);
  }

  /** The resources whose changes the client wants to hear of. */
  SessionSubscriptions subscriptions() {
    return subscriptions;
  }

  /** A request as if the client made it now, for what it has asked for before. */
  ClientCall again(Envelope request) {
    return toCall(present, request, outbox::put, null, new Cancellation());
  }

  /** Asks the client something that belongs to none of its requests. */
  void ask(InputRequest request) {
    questions.ask(request, profile(), message -> outbox.put(message));
  }

  boolean wantsLog(McpLevel message) {
    McpLevel asked = level;
    return asked == null ? view.logsByDefault(message) : message.compareTo(asked) >= 0;
  }

  ConnectedClient snapshot() {
    return SessionRecords.snapshot(this, greeting, lastSeen);
  }

  /** Whether nothing has been heard of the client since {@code before} and nothing holds it. */
  boolean isIdleSince(Instant before) {
    return identity.kind() != SessionIdentity.Kind.IN_PROCESS
        && !lastSeen.isAfter(before)
        && !isHeld();
  }

  boolean isClosed() {
    return closed.get();
  }

  /** Whether the client waits for an answer or listens. */
  boolean isHeld() {
    return calls.count() > 0 || outbox.isAttached();
  }

  /** Has the session written again soon. */
  void changed() {
    if (!noting) {
      noting = table.changed(this);
    }
  }

  /** What is to be written of the session now. */
  Optional<SessionRecord> toWrite(boolean lastWords) {
    noting = false; // what changes from here on is written once more
    return Optional.ofNullable(greeting).map(client -> SessionRecords.of(this, client, lastWords));
  }

  /** Makes the session usable without the client's having initialized. */
  void greet(ClientProfile agreed) {
    canBeAsked = agreed.canBeAsked();
    table.opened(this, agreed);
    greeting = agreed;
  }

  @Override
  public Optional<byte[]> handle(byte[] message, MessageSink related) throws InterruptedException {
    return handle(present, message, related);
  }

  @Override
  public Optional<byte[]> handle(CallContext context, byte[] message, MessageSink related)
      throws InterruptedException {
    if (!identity.isOf(context)) {
      throw ended();
    }
    seen();
    present = context;
    Envelope read = Envelope.read(message);
    if (read.kind() != Envelope.Kind.BATCH) {
      return handle(context, read, related);
    }
    if (revision().orElse(null) != ProtocolRevision.V2025_03_26) {
      return Optional.of(Messages.error(
          null, Reply.INVALID_REQUEST, "only revision 2025-03-26 has batches", null));
    }
    return new Batch(this, context, read).handle(related);
  }

  /** Handles one message that is no batch. */
  Optional<byte[]> handle(CallContext context, Envelope message, MessageSink related)
      throws InterruptedException {
    return switch (message.kind()) {
      case REQUEST -> {
        requests.incrementAndGet();
        yield answer(context, message, related).toMessage(message.id().orElseThrow());
      }
      case NOTIFICATION -> {
        notification(context, message);
        yield Optional.empty();
      }
      case RESPONSE, ERROR_RESPONSE -> {
        questions.answered(message);
        yield Optional.empty();
      }
      case BATCH ->
        Optional.of(
            Messages.error(null, Reply.INVALID_REQUEST, "a message must be an object", null));
      case INVALID ->
        Optional.of(Messages.error(
            message.id().orElse(null),
            message.isJson() ? Reply.INVALID_REQUEST : Reply.PARSE_ERROR,
            message.problem().orElse("not a JSON-RPC message"),
            null));
    };
  }

  /**
   * Serves a request of a client inside this program.
   *
   * @throws McpManagerException if the server meant can't be reached or does not answer
   */
  Reply call(Envelope request, MessageSink related, @Nullable Duration timeout)
      throws InterruptedException {
    seen();
    requests.incrementAndGet();
    return serve(identity.context(), request, related, timeout);
  }

  @Override
  public void streamed(byte[] message) {
    Envelope request = Envelope.read(message);
    if (request.kind() == Envelope.Kind.REQUEST && calls.streamed(request.id().orElseThrow())) {
      changed();
    }
  }

  @Override
  public Runnable attach(MessageSink unrelated) {
    Runnable detach = outbox.attach(unrelated);
    return () -> {
      lastSeen = table.now();
      detach.run();
    };
  }

  @Override
  public void onEnd(Runnable action) {
    onEnd.set(action);
    if (isClosed()) {
      tellEnd();
    }
  }

  private void tellEnd() {
    onEnd.getAndSet(Session::nothing).run(); // once, if it is set while the session ends
  }

  @Override
  public void close() {
    close("closed by the client");
  }

  void close(String reason) {
    if (closed.compareAndSet(false, true)) {
      calls.cancelAll(reason);
      questions.close();
      table.closed(this, greeting != null, reason);
      tellEnd();
    }
  }

  private void seen() {
    if (isClosed()) {
      throw ended();
    }
    Instant now = table.now();
    lastSeen = now;
    if (now.isAfter(notedUntil)) {
      notedUntil = now.plus(NOTED);
      changed();
    }
  }

  private static McpManagerException ended() {
    return new McpManagerException(ErrorCode.SESSION_NOT_FOUND, "the session has ended");
  }

  private Reply answer(CallContext context, Envelope request, MessageSink related)
      throws InterruptedException {
    try {
      if (request.method().equals("ping")) {
        return Reply.empty();
      }
      if (request.method().equals("initialize")) {
        return initialize(context, request);
      }
      if (request.has(Member.META_PROTOCOL_VERSION) && SelfContained.claims(request)) {
        return new Reply.Refusal(
            Refused.HEADER_MISMATCH,
            "a request of " + SelfContained.REVISION + " must say so in "
                + StandardHeaders.VERSION);
      }
      if (greeting == null) {
        return new Reply.Refusal(
            Reply.INVALID_REQUEST, "the first request must be initialize, not " + request.method());
      }
      return serve(context, request, related, null);
    } catch (McpManagerException e) {
      return Failures.reply(request.method(), view, e);
    }
  }

  private Reply initialize(CallContext context, Envelope request) throws InterruptedException {
    if (greeting != null) {
      return new Reply.Refusal(Reply.INVALID_REQUEST, "the session is initialized already");
    }
    Optional<ClientProfile> read = ClientGreeting.read(request);
    if (read.isEmpty()) {
      return new Reply.Refusal(Reply.INVALID_PARAMS, "params.protocolVersion must be a string");
    }
    Reply reply = view.initialize(context, read.get().revision());
    if (reply instanceof Reply.Result) {
      greet(read.get());
    }
    return reply;
  }

  private Reply serve(
      CallContext context, Envelope request, MessageSink related, @Nullable Duration timeout)
      throws InterruptedException {
    RequestId id = request.id().orElseThrow();
    int most = table.limits().maxSessionCalls();
    if (calls.count() >= most) {
      return new Reply.Refusal(
          Reply.INTERNAL_ERROR, "the session waits for " + most + " answers already");
    }
    Cancellation cancellation = calls.begin(id, request.method()).orElse(null);
    if (cancellation == null) {
      return new Reply.Refusal(
          Reply.INVALID_REQUEST, "a request with this id is still being worked on");
    }
    try {
      if (isClosed()) {
        return new Reply.None();
      }
      if (request.method().equals("logging/setLevel") && view.offersLogging()) {
        return setLevel(request);
      }
      return view.request(toCall(context, request, related, timeout, cancellation));
    } finally {
      if (calls.end(id)) {
        changed();
      }
    }
  }

  private ClientCall toCall(
      CallContext context,
      Envelope request,
      MessageSink related,
      @Nullable Duration timeout,
      Cancellation cancellation) {
    ClientProfile client = profile();
    return new ClientCall(
        context,
        number(),
        scope(),
        request,
        related,
        timeout,
        cancellation,
        client,
        canBeAsked ? question -> questions.ask(question, client, related) : null);
  }

  private ClientProfile profile() {
    ClientProfile known = greeting;
    if (known == null) {
      return ClientProfile.plain("", "", ClientGreeting.NEWEST);
    }
    McpLevel asked = level;
    return asked == null ? known : known.withLogLevel(asked.text());
  }

  private Reply setLevel(Envelope request) {
    Optional<McpLevel> asked = request.text(Member.LEVEL).flatMap(McpLevel::parse);
    if (asked.isEmpty()) {
      return new Reply.Refusal(
          Reply.INVALID_PARAMS, "params.level must be one of " + McpLevel.LISTED);
    }
    level = asked.get();
    changed();
    table.levelChanged(this);
    return Reply.empty();
  }

  private void notification(CallContext context, Envelope notification)
      throws InterruptedException {
    switch (notification.method()) {
      case "notifications/cancelled" -> calls.cancel(notification);
      case "notifications/initialized" -> {
        // nothing waits for it
      }
      case "notifications/progress" -> {
        // none is told of what nobody asked for
        var ignored = questions.progress(notification);
      }
      default -> {
        if (greeting != null) {
          view.notification(Peer.of(context, number(), scope(), profile()), notification);
        }
      }
    }
  }

  private static void nothing() {}
}
