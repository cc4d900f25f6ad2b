package io.mcpmanager.core.gateway;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.gateway.Scope;
import io.mcpmanager.api.health.HealthStatus;
import io.mcpmanager.api.server.HealthCheck;
import io.mcpmanager.api.server.InstanceInfo;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerStatus;
import io.mcpmanager.core.hook.RejectedException;
import io.mcpmanager.core.hook.ToolGate;
import io.mcpmanager.core.protocol.InputHandler;
import io.mcpmanager.core.protocol.UpstreamRequest;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.core.wire.RequestId;
import io.mcpmanager.core.wire.Splice;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries a client's request to the server meant, with the client's progress token mapped both ways. */
final class Forwarder {

  private static final Logger LOG = LoggerFactory.getLogger(Forwarder.class);

  /** How long a call waits for a server that is just coming back. */
  private static final Duration COMING_BACK = Duration.ofSeconds(5);

  /** How long a call that may be sent once more waits for its server. */
  private static final Duration ONCE_MORE = Duration.ofSeconds(30);

  private final Fleet fleet;
  private final InFlight inFlight;
  private final OwnConnections own;
  private final CallLog calls;
  private final StartWatch starts;
  private final LogRouter logRouter;
  private final Guard guard;
  private final Deliveries deliveries;
  private final Redaction redaction;

  Forwarder(
      Fleet fleet,
      InFlight inFlight,
      OwnConnections own,
      CallLog calls,
      StartWatch starts,
      LogRouter logRouter,
      Guard guard,
      Deliveries deliveries,
      Redaction redaction) {
    this.redaction = redaction;
    this.guard = guard;
    this.deliveries = deliveries;
    this.logRouter = logRouter;
    this.fleet = fleet;
    this.inFlight = inFlight;
    this.own = own;
    this.calls = calls;
    this.starts = starts;
  }

  /**
   * Sends the request to a server and waits.
   *
   * @throws McpManagerException if there is no answer; its message names the server
   */
  Reply forward(ClientCall call, Server server) throws InterruptedException {
    return forward(call, server, null);
  }

  /**
   * Sends a request whose item the server knows by another name than the client.
   *
   * @param item that name, or null if both know it by the same
   */
  Reply forward(ClientCall call, Server server, @Nullable String item) throws InterruptedException {
    return calls.begin(call, server).of(() -> guarded(call, server, item));
  }

  private Reply guarded(ClientCall call, Server server, @Nullable String item)
      throws InterruptedException {
    Reply denial = guard.denial(call, server, item);
    if (denial != null) {
      return denial;
    }
    try {
      return carry(guard.request(call, server, item, timeout(call, server)), server, item);
    } catch (RejectedException e) {
      return Reply.Refusal.because(e.code(), e.reason());
    }
  }

  private Reply carry(ClientCall call, Server server, @Nullable String item)
      throws InterruptedException {
    ToolGate.Pass pass = guard.admit(call, server, item);
    if (call.cancellation().isCancelled()) {
      return new Reply.None();
    }
    if (pass.denial().isPresent()) {
      return guard.refused(call, server, item, pass.denial().get());
    }
    Optional<Fleet.Live> running = fleet.live(server.id());
    Fleet.Live live = running.isPresent()
        ? running.get()
        : starts.arrival(server, null, shorter(COMING_BACK, timeout(call, server)));
    try {
      return running.isPresent() && pass.equals(ToolGate.Pass.FREE)
          ? over(live, call, server, item)
          : late(pass, live, call, server, item);
    } catch (McpManagerException e) {
      if (!Repetition.isAllowed(e, call, item, live, fleet.catalog(server.id()))) {
        throw e;
      }
      LOG.atInfo()
          .addKeyValue("server", server.name())
          .addKeyValue("session", call.session())
          .log("a call of a harmless tool is sent once more: the server ended over it");
      Duration wait = shorter(ONCE_MORE, timeout(call, server));
      return late(pass, starts.arrival(server, live.connection(), wait), call, server, item);
    }
  }

  /** A call that has waited: what it was let pass for may be different now. */
  private Reply late(
      ToolGate.Pass pass, Fleet.Live live, ClientCall call, Server server, @Nullable String item)
      throws InterruptedException {
    Reply denial = guard.denialNow(pass, call, server, item);
    return denial != null ? denial : over(live, call, server, item);
  }

  private Reply over(Fleet.Live live, ClientCall call, Server server, @Nullable String item)
      throws InterruptedException {
    if (isUnhealthy(server)) {
      throw unhealthy(server);
    }
    if (isWedged(server)) {
      throw wedged(server);
    }
    var translated = new TranslatedCall(call, live, item);
    if (call.inputs() instanceof SelfContainedCall asked) {
      boolean asks = live.connection().greeting().revision().hasHandshake()
          && call.client().canBeAsked();
      asked.recordRounds(message -> calls.begin(call.with(message), server));
      return asked.carry(server.id(), asks, () -> leased(translated, asks ? asked : null));
    }
    return leased(translated, call.inputs());
  }

  private Reply leased(TranslatedCall translated, @Nullable InputHandler inputs)
      throws InterruptedException {
    try (Lease lease = own.lease(translated.call(), translated.live())) {
      Reply reply = send(translated, lease.connection(), inputs);
      if (!(reply instanceof Reply.None)) {
        lease.answered();
      }
      return reply;
    }
  }

  private Reply send(
      TranslatedCall translated, LiveConnection connection, @Nullable InputHandler inputs)
      throws InterruptedException {
    ClientCall call = translated.call();
    Fleet.Live live = translated.live();
    Server server = live.server();
    Duration timeout = timeout(call, server);
    var request = new UpstreamRequest(
        call.message(),
        translated.edits(),
        timeout,
        progressTo(call, server),
        call.cancellation(),
        call.client(),
        inputs == null ? null : deliveries.questions(call, server, translated.inputs(inputs)),
        logsTo(call, server, connection));
    inFlight.begin(call, server.id());
    try {
      Optional<Envelope> answer = answer(connection, request, server);
      if (connection.usesSecrets()) {
        answer = answer.map(held -> redacted(held, server));
      }
      deliveries.flush(call, timeout);
      if (answer.isEmpty()) {
        return new Reply.None();
      }
      Reply tooLong = ResultLimit.exceeded(answer.get(), server);
      return tooLong != null
          ? tooLong
          : translated.reply(guard.answer(call, server, translated.item(), answer.get(), timeout));
    } catch (RejectedException e) {
      return Reply.Refusal.because(e.code(), e.reason());
    } finally {
      inFlight.end(call, server.id());
    }
  }

  private static Optional<Envelope> answer(
      LiveConnection connection, UpstreamRequest request, Server server)
      throws InterruptedException {
    try {
      return connection.upstream().request(request);
    } catch (McpManagerException e) {
      throw CallFailures.explained(e, server, connection.life());
    }
  }

  /** What a server was launched with is no client's to read. */
  private Envelope redacted(Envelope answer, Server server) {
    return redaction.json(server.tenant(), answer.bytes()).map(Envelope::read).orElse(answer);
  }

  private static Duration timeout(ClientCall call, Server server) {
    return call.timeout() == null ? server.definition().settings().callTimeout() : call.timeout();
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static boolean isUnhealthy(Server server) {
    return server.health().status() == HealthStatus.UNHEALTHY
        && server.definition().settings().health().whenUnhealthy()
            == HealthCheck.Reaction.REMOVE_FROM_ROTATION;
  }

  private static McpManagerException unhealthy(Server server) {
    return new McpManagerException(
        ErrorCode.SERVER_NOT_RUNNING,
        "server '" + server.name() + "' is unhealthy and gets no calls until it is healthy again"
            + server.health().lastError().map(error -> ": " + error).orElse(""),
        server.id(),
        null);
  }

  private static boolean isWedged(Server server) {
    return server.definition().settings().whenWedged() == HealthCheck.Reaction.REMOVE_FROM_ROTATION
        && server.liveInstance().flatMap(InstanceInfo::wedged).isPresent();
  }

  private static McpManagerException wedged(Server server) {
    return new McpManagerException(
        ErrorCode.SERVER_NOT_RUNNING,
        "server '" + server.name() + "' is wedged: it answers nothing, and gets no calls until it"
            + " does again",
        server.id(),
        null);
  }

  /** The failure of a call to a server that does not run. */
  static McpManagerException notRunning(Server server) {
    String why = server.status() instanceof ServerStatus.InError error
        ? ": " + error.failure().message()
        : "";
    return new McpManagerException(
        ErrorCode.SERVER_NOT_RUNNING,
        "server '" + server.name() + "' is not running, its state is "
            + server.state().text() + why,
        server.id(),
        null);
  }

  /** Clients with a session get what servers with a session log in another way. */
  private @Nullable Consumer<Envelope> logsTo(
      ClientCall call, Server server, LiveConnection connection) throws InterruptedException {
    Optional<McpLevel> wanted =
        Optional.ofNullable(call.client().logLevel()).flatMap(McpLevel::parse);
    if (wanted.isEmpty()
        || (call.client().revision().hasHandshake() && !connection.upstream().isModern())) {
      return null;
    }
    logRouter.raise(connection, wanted.get());
    Consumer<Envelope> taker = deliveries.beside(call, server, passed -> {
      byte[] shown = call.scope() instanceof Scope.All
          ? AllServers.named(server, passed)
          : passed.span(Member.MESSAGE).orElseThrow().copyFrom(passed.bytes());
      call.related().accept(SingleLine.of(shown));
    });
    return notification -> {
      boolean serious = notification
          .text(Member.LEVEL)
          .flatMap(McpLevel::parse)
          .filter(level -> level.compareTo(wanted.get()) >= 0)
          .isPresent();
      if (serious) {
        taker.accept(notification);
      }
    };
  }

  private @Nullable Consumer<Envelope> progressTo(ClientCall call, Server server) {
    Optional<RequestId> token = call.message().token(Member.META_PROGRESS_TOKEN);
    if (token.isEmpty()) {
      return null;
    }
    byte[] clientToken = token.get().toJson();
    return deliveries.beside(call, server, progress -> call.related()
        .accept(SingleLine.of(Splice.of(progress)
            .replace(progress.span(Member.PROGRESS_TOKEN).orElseThrow(), clientToken)
            .apply(progress.span(Member.MESSAGE).orElseThrow()))));
  }
}
