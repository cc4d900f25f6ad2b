package io.mcpmanager.core.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.gateway.ExchangeAnswer;
import io.mcpmanager.api.gateway.MessageSink;
import io.mcpmanager.api.gateway.RequestHeaders;
import io.mcpmanager.api.gateway.Scope;
import io.mcpmanager.core.protocol.Cancellation;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.core.wire.Messages;
import io.mcpmanager.core.wire.RequestId;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Serves self-contained messages, those of 2026-07-28: each is looked at for itself, nothing is kept between them. */
final class Exchanges {

  /** What revisions with a session have and this one has not. */
  private static final Set<String> REMOVED = Set.of(
      "initialize", "ping", "logging/setLevel", "resources/subscribe", "resources/unsubscribe");

  private static final RequestId MISSING_CAPABILITY = RequestId.of(Refused.MISSING_CAPABILITY);

  private final BiFunction<CallContext, Scope, View> views;
  private final Completion completion;
  private final ParameterHeaders parameterHeaders;
  private final Rounds rounds;
  private final Listening listening;
  private final AtomicLong numbers = new AtomicLong();

  Exchanges(
      BiFunction<CallContext, Scope, View> views,
      Completion completion,
      Rounds rounds,
      Listening listening,
      ParameterHeaders parameterHeaders) {
    this.parameterHeaders = parameterHeaders;
    this.listening = listening;
    this.rounds = rounds;
    this.views = views;
    this.completion = completion;
  }

  /** Serves a message; see {@link io.mcpmanager.api.gateway.Gateway#exchange}. */
  ExchangeAnswer exchange(
      CallContext context,
      Scope scope,
      byte[] message,
      @Nullable RequestHeaders headers,
      MessageSink related)
      throws InterruptedException {
    Envelope envelope = Envelope.read(message);
    try {
      return switch (envelope.kind()) {
        case REQUEST -> request(context, scope, envelope, headers, related);
        // there is none that means anything here; over other transports cancelling is interrupting
        case NOTIFICATION -> new ExchangeAnswer(ExchangeAnswer.Kind.NONE, null);
        case BATCH, RESPONSE, ERROR_RESPONSE ->
          throw Refused.because(
              Reply.INVALID_REQUEST, "a message must be one request or notification");
        case INVALID ->
          throw Refused.because(
              envelope.isJson() ? Reply.INVALID_REQUEST : Reply.PARSE_ERROR,
              envelope.problem().orElse("not a JSON-RPC message"));
      };
    } catch (Refused e) {
      return e.answer(envelope.id().orElse(null));
    }
  }

  private ExchangeAnswer request(
      CallContext context,
      Scope scope,
      Envelope message,
      @Nullable RequestHeaders headers,
      MessageSink related)
      throws InterruptedException {
    SelfContained request = read(message, headers);
    if (headers != null) {
      StandardHeaders.check(headers, message);
    }
    if (REMOVED.contains(message.method())) {
      throw Refused.unknownMethod(message.method());
    }
    View view = views.apply(context, scope);
    if (headers != null && message.method().equals("tools/call")) {
      parameterHeaders.check(view, message, headers);
    }
    return answer(request, reply(context, scope, view, request, related));
  }

  private static SelfContained read(Envelope message, @Nullable RequestHeaders headers) {
    boolean opensSession =
        message.method().equals("initialize") && !message.has(Member.META_PROTOCOL_VERSION);
    if (opensSession && headers != null) {
      throw Refused.header("initialize opens a session, and " + StandardHeaders.VERSION
          + " names a revision without sessions");
    }
    if (headers != null) {
      StandardHeaders.checkVersion(headers, message);
    }
    return SelfContained.read(message);
  }

  private Reply reply(
      CallContext context, Scope scope, View view, SelfContained request, MessageSink related)
      throws InterruptedException {
    String method = request.method();
    try {
      if (method.equals("server/discover")) {
        return view.initialize(context, SelfContained.REVISION) instanceof Reply.Result greeting
            ? completion.discovered(greeting.json())
            : new Reply.Refusal(Reply.INTERNAL_ERROR, "the server can't be described");
      }
      if (method.equals("subscriptions/listen")) {
        return listening.serve(
            call(context, scope, request, request.message(), related, new Cancellation(), null),
            view);
      }
      if (!Rounds.mayTakeSeveral(method)) {
        Reply reply = view.request(
            call(context, scope, request, request.message(), related, new Cancellation(), null));
        return completion.complete(reply, method);
      }
      Reply reply = rounds.serve(
          context,
          scope,
          request,
          related,
          (message, asked) -> view.request(call(
              context, scope, request, message, asked.related(), asked.cancellation(), asked)));
      return completion.complete(reply, method);
    } catch (McpManagerException e) {
      if (e instanceof Refused || e.code() == ErrorCode.SERVER_NOT_FOUND) {
        throw e;
      }
      return completion.complete(Failures.reply(method, view, e), method);
    }
  }

  private ClientCall call(
      CallContext context,
      Scope scope,
      SelfContained request,
      Envelope message,
      MessageSink related,
      Cancellation cancellation,
      @Nullable SelfContainedCall asked) {
    String number = "exchange-" + numbers.incrementAndGet();
    return new ClientCall(
        context, number, scope, message, related, null, cancellation, request.client(), asked);
  }

  private static ExchangeAnswer answer(SelfContained request, Reply reply) {
    RequestId id = request.id();
    ExchangeAnswer.Kind kind = ExchangeAnswer.Kind.DONE;
    if (reply instanceof Reply.Refusal refusal) {
      if (refusal.code() == Reply.RESOURCE_NOT_FOUND) {
        return notFound(request, refusal);
      }
      kind = kindOf(refusal.code());
    } else if (reply instanceof Reply.Upstream upstream
        && upstream.answer().kind() == Envelope.Kind.ERROR_RESPONSE) {
      kind = upstream
          .answer()
          .token(Member.ERROR_CODE)
          // the one code that means something else at older servers is another after translation
          .filter(code -> upstream.edits() == null || !code.equals(MISSING_CAPABILITY))
          .map(Exchanges::kindOf)
          .orElse(ExchangeAnswer.Kind.DONE);
    }
    byte[] message = reply
        .toMessage(id)
        .orElseGet(
            () -> Messages.error(id, Reply.INTERNAL_ERROR, "the request was cancelled", null));
    return new ExchangeAnswer(kind, message);
  }

  private static ExchangeAnswer.Kind kindOf(RequestId code) {
    return code instanceof RequestId.Numeric number
        ? kindOf(number.value())
        : ExchangeAnswer.Kind.DONE;
  }

  /** Only what says that nothing was done has a status of its own. */
  private static ExchangeAnswer.Kind kindOf(long code) {
    if (code == Reply.METHOD_NOT_FOUND) {
      return ExchangeAnswer.Kind.UNKNOWN_METHOD;
    }
    return code == Refused.MISSING_CAPABILITY
        ? ExchangeAnswer.Kind.REFUSED
        : ExchangeAnswer.Kind.DONE;
  }

  private static ExchangeAnswer notFound(SelfContained request, Reply.Refusal refusal) {
    String uri = request.message().text(Member.URI).orElse("");
    byte[] data = ("{\"uri\":" + new String(JsonText.quote(uri), UTF_8) + "}").getBytes(UTF_8);
    return new ExchangeAnswer(
        ExchangeAnswer.Kind.DONE,
        Messages.error(request.id(), Reply.INVALID_PARAMS, refusal.message(), data));
  }
}
