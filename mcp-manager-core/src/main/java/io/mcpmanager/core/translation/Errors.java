package io.mcpmanager.core.translation;

import io.mcpmanager.core.wire.ArrayCursor;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.core.wire.RequestId;
import io.mcpmanager.core.wire.Span;
import io.mcpmanager.core.wire.Splice;
import java.util.Optional;
import java.util.StringJoiner;

/** Error answers, and what takes their place. */
final class Errors {

  static final long INVALID_PARAMS = -32602;
  static final long INTERNAL_ERROR = -32603;
  /** Up to 2025-11-25. */
  static final long RESOURCE_NOT_FOUND = -32002;
  /** Of 2025-11-25 alone. */
  static final long URL_ELICITATION_REQUIRED = -32042;
  /** Since 2026-07-28. */
  static final long HEADER_MISMATCH = -32020;

  static final long MISSING_CLIENT_CAPABILITY = -32021;
  static final long UNSUPPORTED_PROTOCOL_VERSION = -32022;

  /** The code of an error answer; 0, which is no code, if it has none that is a number. */
  static long code(Envelope answer) {
    return answer
        .token(Member.ERROR_CODE)
        .filter(RequestId.Numeric.class::isInstance)
        .map(code -> ((RequestId.Numeric) code).value())
        .orElse(0L);
  }

  static String message(Envelope answer) {
    return answer.text(Member.ERROR_MESSAGE).orElse("");
  }

  static void recode(Envelope answer, long code, Splice splice) {
    splice.replace(
        answer.span(Member.ERROR_CODE).orElseThrow(), RequestId.of(code).toJson());
  }

  /** Answers with another error instead. */
  static void replace(Envelope answer, long code, String message, Splice splice) {
    byte[] error = Bytes.of("{\"code\":" + code + ",\"message\":" + Bytes.quoted(message) + "}");
    instead(answer, "error", error, splice);
  }

  /** Answers with the result of a failed tool instead, which a model can read. */
  static void failTool(Envelope answer, String text, boolean typed, Splice splice) {
    byte[] result = Bytes.of("{" + (typed ? "\"resultType\":\"complete\"," : "")
        + "\"content\":[{\"type\":\"text\",\"text\":" + Bytes.quoted(text)
        + "}],\"isError\":true}");
    instead(answer, "result", result, splice);
  }

  private static void instead(Envelope answer, String member, byte[] json, Splice splice) {
    Span message = answer.span(Member.MESSAGE).orElseThrow();
    splice.remove(message, "result").remove(message, "error").put(message, member, json);
  }

  /** What the error -32042 says, with the addresses to open, for people and models. */
  static String withUrls(Envelope answer) {
    byte[] bytes = answer.bytes();
    var text = new StringJoiner("\n");
    text.add(message(answer));
    Optional<Span> list =
        answer.span(Member.ERROR_DATA).flatMap(data -> Bytes.array(bytes, data, "elicitations"));
    if (list.isPresent()) {
      var cursor = new ArrayCursor(bytes, list.get());
      while (cursor.next()) {
        Span one = cursor.element();
        Bytes.string(bytes, one, "url")
            .ifPresent(url -> text.add(
                Bytes.string(bytes, one, "message").map(why -> why + ": " + url).orElse(url)));
      }
    }
    return text.toString();
  }

  private Errors() {}
}
