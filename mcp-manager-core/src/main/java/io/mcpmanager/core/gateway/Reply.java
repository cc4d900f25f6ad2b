package io.mcpmanager.core.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.core.wire.Messages;
import io.mcpmanager.core.wire.RequestId;
import io.mcpmanager.core.wire.Splice;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What becomes of a client's request. */
sealed interface Reply {

  int PARSE_ERROR = -32700;
  int INVALID_REQUEST = -32600;
  int METHOD_NOT_FOUND = -32601;
  int INVALID_PARAMS = -32602;
  int INTERNAL_ERROR = -32603;
  int RESOURCE_NOT_FOUND = -32002;

  /** Not allowed: a number of our own, outside of what JSON-RPC and the protocol keep for themselves. */
  int NOT_ALLOWED = 403;

  /**
   * A server answered.
   *
   * @param answer as the server wrote it, with the id of the connection to it
   * @param edits what must be different for the client, besides the id, or null if nothing must
   */
  record Upstream(Envelope answer, @Nullable Edits edits) implements Reply {

    /** An answer that the client gets as the server wrote it. */
    Upstream(Envelope answer) {
      this(answer, null);
    }

    /** The same edits for another answer. */
    Upstream with(Envelope other) {
      return new Upstream(other, edits);
    }

    /** Makes what must be different for the client a part of the splice. */
    void edit(Splice splice) {
      if (edits != null) {
        edits.edit(answer, splice);
      }
    }
  }

  /** What must be different in an answer. */
  @FunctionalInterface
  interface Edits {
    void edit(Envelope answer, Splice splice);
  }

  /**
   * The gateway answers with a result of its own.
   *
   * @param json an object
   * @param finished whether it has all that the client's revision wants of every result, such as a type
   */
  // payloads pass through uncopied
  @SuppressWarnings("ArrayRecordComponent")
  record Result(byte[] json, boolean finished) implements Reply {

    /** A result as revisions have it that want nothing of every result. */
    Result(byte[] json) {
      this(json, false);
    }
  }

  /**
   * The gateway refuses.
   *
   * @param code the number of the JSON-RPC error
   * @param why the code that programs decide by, if there is one
   */
  record Refusal(int code, String message, @Nullable ErrorCode why) implements Reply {

    /** A refusal whose number says it all. */
    Refusal(int code, String message) {
      this(code, message, null);
    }

    /** What a policy or an interceptor does not let pass. */
    static Refusal because(ErrorCode why, String message) {
      int number =
          switch (why) {
            case ACCESS_DENIED, TOOL_CHANGED -> NOT_ALLOWED;
            case VALIDATION_FAILED, MALFORMED_INPUT -> INVALID_PARAMS;
            default -> INTERNAL_ERROR;
          };
      return new Refusal(number, message, why);
    }

    private byte @Nullable [] data() {
      return why == null ? null : ("{\"code\":\"" + why.name() + "\"}").getBytes(US_ASCII);
    }
  }

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
        var splice = Splice.of(answer).replace(answer.span(Member.ID).orElseThrow(), id.toJson());
        upstream.edit(splice);
        yield Optional.of(splice.applyToOwn(answer.span(Member.MESSAGE).orElseThrow()));
      }
      case Result result -> Optional.of(Messages.result(id, result.json()));
      case Refusal refusal ->
        Optional.of(Messages.error(id, refusal.code(), refusal.message(), refusal.data()));
      case None ignored -> Optional.empty();
    };
  }
}
