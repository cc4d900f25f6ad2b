package io.mcpmanager.core.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.core.wire.Messages;
import io.mcpmanager.core.wire.RequestId;
import io.mcpmanager.core.wire.Splice;
import java.util.Optional;

/** What becomes of a client's request. */
sealed interface Reply {

  int PARSE_ERROR = -32700;
  int INVALID_REQUEST = -32600;
  int METHOD_NOT_FOUND = -32601;
  int INVALID_PARAMS = -32602;
  int INTERNAL_ERROR = -32603;
  int RESOURCE_NOT_FOUND = -32002;

  /** A server answered; the answer still has the id of the connection to it. */
  record Upstream(Envelope answer) implements Reply {}

  /** The gateway answers with a result of its own, a JSON object. */
  // payloads pass through uncopied
  @SuppressWarnings("ArrayRecordComponent")
  record Result(byte[] json) implements Reply {}

  /** The gateway refuses. */
  record Refusal(int code, String message) implements Reply {}

  /** The request was cancelled, so it gets no answer. */
  record None() implements Reply {}

  /** An empty result. */
  static Reply empty() {
    return new Result("{}".getBytes(US_ASCII));
  }

  static Reply unknownMethod(String method) {
    return new Refusal(METHOD_NOT_FOUND, "unknown method: " + method);
  }

  /** The answer as the client gets it. */
  default Optional<byte[]> toMessage(RequestId id) {
    return switch (this) {
      case Upstream upstream -> {
        Envelope answer = upstream.answer();
        yield Optional.of(Splice.of(answer)
            .replace(answer.span(Member.ID).orElseThrow(), id.toJson())
            .apply(answer.span(Member.MESSAGE).orElseThrow()));
      }
      case Result result -> Optional.of(Messages.result(id, result.json()));
      case Refusal refusal ->
        Optional.of(Messages.error(id, refusal.code(), refusal.message(), null));
      case None ignored -> Optional.empty();
    };
  }
}
