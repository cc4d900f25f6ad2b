package io.mcpmanager.core.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.api.gateway.MessageSink;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.core.protocol.Cancellation;
import io.mcpmanager.core.protocol.InputHandler;
import io.mcpmanager.core.protocol.InputRequest;
import io.mcpmanager.core.translation.InputRequired;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.core.wire.Span;
import io.mcpmanager.core.wire.Splice;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A self-contained request on its way to a server. What way that is shows when the server is known: one that has no
 * sessions either answers with what it wants to know, one that has sessions asks while it works.
 */
final class SelfContainedCall implements InputHandler {

  /** Sends the request and waits for the answer. */
  @FunctionalInterface
  interface Sending {
    Reply send() throws InterruptedException;
  }

  private final Rounds rounds;
  private final byte[] binding;
  private final @Nullable ServerId expected;
  private final Cancellation cancellation = new Cancellation();
  private final LongCall work;

  /**
   * A request.
   *
   * @param binding what all rounds of it have in common
   * @param expected the server that has answered the round before, or null if this is the first
   */
  SelfContainedCall(
      Rounds rounds,
      SelfContained request,
      byte[] binding,
      @Nullable ServerId expected,
      MessageSink related) {
    this.rounds = rounds;
    this.binding = binding;
    this.expected = expected;
    this.work = new LongCall(
        rounds.clock(), request.client(), cancellation, new Relay(request.message(), related));
  }

  Cancellation cancellation() {
    return cancellation;
  }

  /** Whether a server has answered a round of it before, and what it wanted to know then is with the request. */
  boolean isContinued() {
    return expected != null;
  }

  /** Takes the messages beside the answer. */
  MessageSink related() {
    return work.relay();
  }

  /** Sets how the rounds that follow are recorded, each by the message it begins with. */
  void recordRounds(Function<Envelope, CallLog.Entry> begin) {
    work.recordRounds(begin);
  }

  /**
   * Sends the request to the server chosen.
   *
   * @param asks whether the server asks while it works
   */
  Reply carry(ServerId server, boolean asks, Sending sending) throws InterruptedException {
    if (expected != null && !expected.equals(server)) {
      return Rounds.expired();
    }
    if (asks) {
      work.start(sending::send);
      return rounds.step(work, binding);
    }
    Reply reply = sending.send();
    return reply instanceof Reply.Upstream upstream && InputRequired.isIn(upstream.answer())
        ? wrapped(upstream, server)
        : reply;
  }

  @Override
  public void ask(InputRequest question) {
    work.ask(question);
  }

  /** The server's answer, its state sealed together with who gave it. */
  private Reply wrapped(Reply.Upstream upstream, ServerId server) {
    Envelope answer = upstream.answer();
    byte[] bytes = answer.bytes();
    Optional<Span> state =
        JsonText.member(bytes, answer.span(Member.RESULT).orElseThrow(), "requestState");
    if (state.isEmpty() || !JsonText.isString(bytes, state.get())) {
      return upstream;
    }
    String sealed = rounds.seal(server, state.get().copyFrom(bytes), binding);
    return upstream.with(Envelope.read(Splice.of(answer)
        .replace(state.get(), ('"' + sealed + '"').getBytes(UTF_8))
        .apply(answer.span(Member.MESSAGE).orElseThrow())));
  }
}
