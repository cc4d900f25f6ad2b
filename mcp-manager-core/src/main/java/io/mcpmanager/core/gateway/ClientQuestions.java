package io.mcpmanager.core.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.api.gateway.MessageSink;
import io.mcpmanager.core.protocol.ClientProfile;
import io.mcpmanager.core.protocol.InputAnswer;
import io.mcpmanager.core.protocol.InputRequest;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.core.wire.Messages;
import io.mcpmanager.core.wire.RequestId;
import io.mcpmanager.core.wire.Splice;
import io.mcpmanager.spi.ManagerClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What servers have asked a client of the revisions up to 2025-11-25 that it has not answered yet. Each question is a request
 * to the client with an id of the gateway's. Thread-safe.
 */
final class ClientQuestions {

  static final int MAX_OPEN = 64;
  static final Duration PATIENCE = Duration.ofMinutes(10);

  private record Question(RequestId id, InputRequest request, MessageSink sink) {}

  private final ManagerClock clock;
  private final AtomicLong ids = new AtomicLong();
  private final Map<RequestId, Question> open = new ConcurrentHashMap<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  ClientQuestions(ManagerClock clock) {
    this.clock = clock;
  }

  /** Asks the client, unless it has said that it can't be asked such a thing. */
  void ask(InputRequest request, ClientProfile client, MessageSink sink) {
    String method = request.method();
    if (!client.offers(capability(method))) {
      request.answer(InputAnswer.unsupported(method));
      return;
    }
    if (open.size() >= MAX_OPEN) {
      refuse(request, "the client has " + MAX_OPEN + " questions to answer already");
      return;
    }
    var question = new Question(RequestId.of(ids.incrementAndGet()), request, sink);
    open.put(question.id(), question);
    ManagerClock.Timer timer = clock.schedule(PATIENCE, () -> expire(question));
    request.onAnswer(answer -> {
      open.remove(question.id(), question);
      timer.cancel();
    });
    request.onWithdrawn(reason -> {
      timer.cancel();
      withdraw(question, reason);
    });
    if (closed.get()) {
      refuse(request, "the client's session has ended");
    } else if (open.containsKey(question.id())) {
      sink.accept(SingleLine.of(message(question)));
    }
  }

  /** The client has answered; an answer to what nobody asks any more is dropped. */
  void answered(Envelope response) {
    response.id().map(open::get).ifPresent(question -> question.request().answer(read(response)));
  }

  /** The client tells how far its answer is. Returns whether that was meant for a server. */
  boolean progress(Envelope notification) {
    Question question = notification.token(Member.PROGRESS_TOKEN).map(open::get).orElse(null);
    if (question == null) {
      return false;
    }
    question.request().report(notification);
    return true;
  }

  /** Nobody will answer any more. */
  void close() {
    closed.set(true);
    List.copyOf(open.values())
        .forEach(question -> refuse(question.request(), "the client's session has ended"));
  }

  private void expire(Question question) {
    if (open.containsKey(question.id())) {
      withdraw(question, "it was not answered within " + PATIENCE.toMinutes() + " minutes");
      refuse(
          question.request(),
          "the client did not answer within " + PATIENCE.toMinutes() + " minutes");
    }
  }

  private void withdraw(Question question, String reason) {
    if (open.remove(question.id(), question)) {
      byte[] params = ("{\"requestId\":" + new String(question.id().toJson(), UTF_8)
              + ",\"reason\":" + new String(JsonText.quote(reason), UTF_8) + "}")
          .getBytes(UTF_8);
      question.sink().accept(Messages.notification("notifications/cancelled", params));
    }
  }

  private static void refuse(InputRequest request, String reason) {
    request.answer(new InputAnswer.Refused(Reply.INTERNAL_ERROR, reason));
  }

  /** The request as the client gets it; if the server wants to hear how far it is, its id serves as token. */
  private static byte[] message(Question question) {
    InputRequest request = question.request();
    byte[] message =
        Messages.request(question.id(), request.method(), request.params().orElse(null));
    Envelope read = Envelope.read(message);
    return read.span(Member.META_PROGRESS_TOKEN)
        .map(token -> Splice.of(read).replace(token, question.id().toJson()).apply())
        .orElse(message);
  }

  private static InputAnswer read(Envelope response) {
    byte[] bytes = response.bytes();
    if (response.kind() == Envelope.Kind.RESPONSE) {
      return response
          .span(Member.RESULT)
          .filter(span -> JsonText.isObject(bytes, span))
          .<InputAnswer>map(span -> new InputAnswer.Result(span.copyFrom(bytes)))
          .orElseGet(() -> new InputAnswer.Refused(
              Reply.INTERNAL_ERROR, "the client's answer has no object as its result"));
    }
    int code = response
        .span(Member.ERROR_CODE)
        .flatMap(span -> number(new String(bytes, span.start(), span.length(), UTF_8)))
        .orElse(Reply.INTERNAL_ERROR);
    return new InputAnswer.Refused(
        code, response.text(Member.ERROR_MESSAGE).orElse("the client refused"));
  }

  private static Optional<Integer> number(String text) {
    try {
      return Optional.of(Integer.valueOf(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static String capability(String method) {
    return switch (method) {
      case "sampling/createMessage" -> "sampling";
      case "elicitation/create" -> "elicitation";
      case "roots/list" -> "roots";
      default -> method; // no capability has a slash in it
    };
  }
}
