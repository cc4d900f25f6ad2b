package io.mcpmanager.core.protocol;

import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.core.wire.Messages;
import io.mcpmanager.core.wire.RequestId;
import io.mcpmanager.core.wire.Splice;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a server of the revisions up to 2025-11-25 has asked of clients over one connection and has no answer to yet. While
 * a client is asked, the time of the call that made the server ask stands still. Thread-safe.
 */
final class ServerRequests {

  /** What may be asked at a time; an answer to each is then sent for sure. */
  static final int MAX_OPEN = 64;

  private static final Logger LOG = LoggerFactory.getLogger(ServerRequests.class);
  private static final Set<String> ASKED =
      Set.of("sampling/createMessage", "elicitation/create", "roots/list");
  private static final int METHOD_NOT_FOUND = -32601;
  private static final int INVALID_REQUEST = -32600;
  private static final int INTERNAL_ERROR = -32603;

  private record Asked(
      RequestId id,
      InputRequest request,
      Optional<RequestId> token,
      @Nullable PendingCall cause) {}

  private final CallTable calls;
  private final @Nullable InputHandler owner;
  private final Consumer<byte[]> sender;
  private final Consumer<byte[]> refuser;
  private final Map<RequestId, Asked> open = new ConcurrentHashMap<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * Nothing is asked yet.
   *
   * @param calls the calls that make a server ask
   * @param owner the way to the one client that the connection belongs to, or null if many share it
   * @param sender takes answers to the server and does not block
   * @param refuser the same, but may drop what is too much
   */
  ServerRequests(
      CallTable calls,
      @Nullable InputHandler owner,
      Consumer<byte[]> sender,
      Consumer<byte[]> refuser) {
    this.calls = calls;
    this.owner = owner;
    this.sender = sender;
    this.refuser = refuser;
  }

  /** Finds out which client is meant, and has it asked; where there is no telling, nobody is. */
  void take(Envelope request) {
    if (!ASKED.contains(request.method())) {
      refuse(request, METHOD_NOT_FOUND, "the client does not support " + request.method());
      return;
    }
    // over HTTP a request comes on the stream of the call that made the server ask
    Optional<PendingCall> cause = calls.sentBy(Thread.currentThread());
    if (cause.isEmpty() && owner != null) {
      // whichever of the calls it is, all are the same client's
      cause = calls.newest();
    }
    InputHandler way = cause.flatMap(PendingCall::inputs).orElse(null);
    if (way != null) {
      ask(request, cause.get(), way);
    } else if (owner != null) {
      ask(request, null, owner);
    } else {
      refuse(request, METHOD_NOT_FOUND, "the client does not support " + request.method());
    }
  }

  private void ask(Envelope message, @Nullable PendingCall cause, InputHandler handler) {
    RequestId id = message.id().orElseThrow();
    var request = new InputRequest(message.method(), params(message));
    var asked = new Asked(id, request, message.token(Member.META_PROGRESS_TOKEN), cause);
    if (open.size() >= MAX_OPEN) {
      refuse(message, INTERNAL_ERROR, "there are " + MAX_OPEN + " requests without an answer");
      return;
    }
    if (open.putIfAbsent(id, asked) != null) {
      refuse(message, INVALID_REQUEST, "a request with this id still waits for its answer");
      return;
    }
    if (cause != null) {
      calls.askingBegan(cause);
    }
    request.onProgress(progress -> report(asked, progress));
    request.onAnswer(answer -> finish(asked, answer));
    try {
      handler.ask(request);
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("a client could not be asked");
      request.answer(new InputAnswer.Refused(INTERNAL_ERROR, "the client could not be asked"));
    }
    if (closed.get()) {
      abandon(asked, "the connection has ended");
    } else if (cause != null && cause.ended().isPresent()) {
      ended(cause);
    }
  }

  private void refuse(Envelope request, int code, String message) {
    refuser.accept(Messages.error(request.id().orElseThrow(), code, message, null));
  }

  /** The server wants an answer no more; it gets none. */
  void cancelled(Envelope notification) {
    notification
        .token(Member.REQUEST_ID)
        .map(open::get)
        .ifPresent(asked -> abandon(asked, reason(notification)));
  }

  /** A call is over; unless it was answered, what was asked because of it is refused. */
  void ended(PendingCall cause) {
    if (open.isEmpty() || cause.ended().orElse(null) instanceof Outcome.Answered) {
      return;
    }
    for (Asked asked : List.copyOf(open.values())) {
      if (cause.equals(asked.cause())) {
        String reason = "the call that it was asked for is over";
        asked.request().withdraw(reason);
        asked.request().answer(new InputAnswer.Refused(INTERNAL_ERROR, reason));
      }
    }
  }

  /** Nobody can be answered any more. */
  void close(String reason) {
    closed.set(true);
    List.copyOf(open.values()).forEach(asked -> abandon(asked, reason));
  }

  private void abandon(Asked asked, String reason) {
    if (remove(asked)) {
      asked.request().withdraw(reason);
    }
  }

  private void finish(Asked asked, InputAnswer answer) {
    if (remove(asked)) {
      sender.accept(
          switch (answer) {
            case InputAnswer.Result result -> Messages.result(asked.id(), result.json());
            case InputAnswer.Refused refused ->
              Messages.error(asked.id(), refused.code(), refused.message(), null);
          });
    }
  }

  private boolean remove(Asked asked) {
    boolean removed = open.remove(asked.id(), asked);
    if (removed && asked.cause() != null) {
      calls.askingEnded(asked.cause());
    }
    return removed;
  }

  /** The client tells how far it is, to a server that wanted to know. */
  private void report(Asked asked, Envelope progress) {
    if (asked.token().isPresent() && asked.equals(open.get(asked.id()))) {
      sender.accept(Splice.of(progress)
          .replace(
              progress.span(Member.PROGRESS_TOKEN).orElseThrow(),
              asked.token().get().toJson())
          .apply(progress.span(Member.MESSAGE).orElseThrow()));
    }
  }

  private static byte @Nullable [] params(Envelope message) {
    return message
        .span(Member.PARAMS)
        .filter(span -> JsonText.isObject(message.bytes(), span))
        .map(span -> span.copyFrom(message.bytes()))
        .orElse(null);
  }

  private static String reason(Envelope notification) {
    byte[] bytes = notification.bytes();
    return notification
        .span(Member.PARAMS)
        .flatMap(params -> JsonText.member(bytes, params, "reason"))
        .filter(span -> JsonText.isString(bytes, span))
        .map(span -> JsonText.decode(bytes, span))
        .orElse("cancelled by the server");
  }
}
