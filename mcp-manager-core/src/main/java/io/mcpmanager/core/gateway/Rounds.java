package io.mcpmanager.core.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.gateway.MessageSink;
import io.mcpmanager.api.gateway.Scope;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.core.protocol.InputRequest;
import io.mcpmanager.core.translation.InputRequired;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.core.wire.Span;
import io.mcpmanager.core.wire.Splice;
import io.mcpmanager.spi.IdSource;
import io.mcpmanager.spi.ManagerClock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;

/**
 * Requests of clients of 2026-07-28 that take several rounds, as a server wants to know something of the client first.
 * What has to be remembered between the rounds goes to the client, sealed; only calls at servers that ask while they work
 * are kept here.
 */
final class Rounds implements AutoCloseable {

  /** The requests that a server may answer with questions. */
  private static final Set<String> METHODS = Set.of("tools/call", "prompts/get", "resources/read");

  /** How long a client may take to bring back the state of a server. */
  private static final Duration STATE_LIFE = Duration.ofHours(1);

  private static final byte PARKED = 'p';
  private static final byte OF_SERVER = 's';
  private static final byte AFRESH = 'a';

  /** Serves a request that is not waited for already. */
  @FunctionalInterface
  interface Service {
    Reply serve(Envelope message, SelfContainedCall call) throws InterruptedException;
  }

  private final ManagerClock clock;
  private final StateSeal seal;
  private final ParkingLot parked;

  Rounds(ManagerClock clock, IdSource ids, int maxParked) {
    this.clock = clock;
    this.seal = new StateSeal(clock);
    this.parked = new ParkingLot(clock, ids, maxParked);
  }

  ManagerClock clock() {
    return clock;
  }

  static boolean mayTakeSeveral(String method) {
    return METHODS.contains(method);
  }

  /** The answer to a state that is none of ours, is another request's, or is too old. */
  static Reply expired() {
    return new Reply.Refusal(
        Reply.INVALID_PARAMS,
        "the state of this request has expired or is not valid for it; start afresh, without it");
  }

  /** Serves the first or a further round of a request. */
  Reply serve(
      CallContext context, Scope scope, SelfContained request, MessageSink related, Service service)
      throws InterruptedException {
    Envelope message = request.message();
    byte[] binding = RequestBinding.of(context, scope, message);
    Reply reply = round(request, binding, related, service);
    Optional<InputRequired> addresses = reply instanceof Reply.Upstream upstream
        ? InputRequired.ofUrlError(upstream.answer())
        : Optional.empty();
    return addresses.isPresent() ? toOpen(addresses.get(), request, binding) : reply;
  }

  private Reply round(SelfContained request, byte[] binding, MessageSink related, Service service)
      throws InterruptedException {
    Envelope message = request.message();
    if (!message.has(Member.REQUEST_STATE)) {
      return first(request, binding, related, service);
    }
    Optional<byte[]> content =
        message.text(Member.REQUEST_STATE).flatMap(state -> seal.open(state, binding));
    if (content.isEmpty()) {
      return expired();
    }
    byte[] state = content.get();
    String rest = new String(state, 1, state.length - 1, UTF_8);
    return switch (state[0]) {
      case PARKED -> goOn(rest, message, binding, related);
      case OF_SERVER -> again(rest, request, binding, related, service);
      default -> first(request, binding, related, service);
    };
  }

  private Reply first(SelfContained request, byte[] binding, MessageSink related, Service service)
      throws InterruptedException {
    return service.serve(
        request.message(), new SelfContainedCall(this, request, binding, null, related));
  }

  /** A server of 2025-11-25 wants addresses to be opened before it is called again. */
  private Reply toOpen(InputRequired addresses, SelfContained request, byte[] binding) {
    if (!Capabilities.allowUrls(request.client())) {
      throw Refused.because(
          Refused.MISSING_CAPABILITY,
          "the server needs its user to open an address, which this client does not offer",
          "{\"requiredCapabilities\":{\"elicitation\":{\"url\":{}}}}".getBytes(UTF_8));
    }
    String state = seal.seal(new byte[] {AFRESH}, binding, STATE_LIFE);
    return new Reply.Result(addresses.toResult(JsonText.quote(state)), true);
  }

  /** What a call has come to; if that are questions it is parked. */
  Reply step(LongCall call, byte[] binding) throws InterruptedException {
    return switch (call.await()) {
      case LongCall.Step.Done done -> done.reply();
      case LongCall.Step.Asked asked -> {
        call.relay().toNobody();
        Optional<String> name = parked.park(call);
        if (name.isEmpty()) {
          call.abandon("too many requests wait for their clients");
          yield new Reply.Refusal(
              Reply.INTERNAL_ERROR, "too many requests wait for answers of their clients");
        }
        byte[] content = ((char) PARKED + name.get()).getBytes(UTF_8);
        String state = seal.seal(content, binding, ParkingLot.LIFE);
        yield new Reply.Result(questions(asked.questions(), state), true);
      }
    };
  }

  /** Seals a server's state, a JSON string, with the server's id. */
  String seal(ServerId server, byte[] state, byte[] binding) {
    byte[] content =
        ((char) OF_SERVER + server.value() + "\n" + new String(state, UTF_8)).getBytes(UTF_8);
    return seal.seal(content, binding, STATE_LIFE);
  }

  /** Ends the calls that wait for their clients. */
  @Override
  public void close() {
    parked.close();
  }

  private Reply goOn(String name, Envelope message, byte[] binding, MessageSink related)
      throws InterruptedException {
    Optional<LongCall> found = parked.take(name);
    if (found.isEmpty()) {
      return expired();
    }
    LongCall call = found.get();
    Optional<CallLog.Entry> entry = call.nextRound(message);
    call.relay().to(message, related);
    Span responses = message
        .span(Member.INPUT_RESPONSES)
        .filter(span -> JsonText.isObject(message.bytes(), span))
        .orElse(new Span(0, 0));
    call.answer(message.bytes(), responses);
    return entry.isPresent() ? entry.get().of(() -> step(call, binding)) : step(call, binding);
  }

  private Reply again(
      String text, SelfContained request, byte[] binding, MessageSink related, Service service)
      throws InterruptedException {
    int end = text.indexOf('\n');
    ServerId server = ServerId.of(text.substring(0, end));
    Envelope message = request.message();
    Envelope original = Envelope.read(Splice.of(message)
        .replace(
            message.span(Member.REQUEST_STATE).orElseThrow(),
            text.substring(end + 1).getBytes(UTF_8))
        .apply(message.span(Member.MESSAGE).orElseThrow()));
    return service.serve(original, new SelfContainedCall(this, request, binding, server, related));
  }

  private static byte[] questions(Map<String, InputRequest> questions, String state) {
    var requests = new StringJoiner(",", "{", "}");
    questions.forEach((key, question) -> {
      String params = question
          .params()
          .map(Rounds::withoutToken)
          .map(json -> new String(json, UTF_8))
          .orElse("{}");
      requests.add(
          quote(key) + ":{\"method\":" + quote(question.method()) + ",\"params\":" + params + "}");
    });
    return ("{\"resultType\":\"input_required\",\"inputRequests\":" + requests
            + ",\"requestState\":" + quote(state) + "}")
        .getBytes(UTF_8);
  }

  /** Without the wish to hear how far the answer is, as there is no way to tell. */
  private static byte[] withoutToken(byte[] params) {
    return JsonText.member(params, new Span(0, params.length), "_meta")
        .filter(meta -> JsonText.isObject(params, meta))
        .map(meta -> Splice.of(params).remove(meta, "progressToken").apply())
        .orElse(params);
  }

  private static String quote(String text) {
    return new String(JsonText.quote(text), UTF_8);
  }
}
