package io.mcpmanager.server.bridge;

import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.HttpResponse;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.core.wire.Messages;
import io.mcpmanager.core.wire.RequestId;
import io.mcpmanager.core.wire.Span;
import java.io.IOException;
import java.net.ConnectException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What the bridge itself answers a client when the manager does not. */
final class Replies {

  static final int INVALID_REQUEST = -32600;
  static final int INTERNAL_ERROR = -32603;

  private static final int PARSE_ERROR = -32700;
  private static final int LONGEST_REFUSAL = 1024 * 1024;

  /** Says what is wrong with a message that can't be sent on. */
  static byte[] malformed(Envelope message) {
    return Messages.error(
        message.id().orElse(null),
        message.isJson() ? INVALID_REQUEST : PARSE_ERROR,
        message.problem().orElse("not a JSON-RPC message"),
        null);
  }

  /** Says that a line was skipped; whether it was a request is not known. */
  static byte[] tooLong(long length) {
    return error(null, INVALID_REQUEST, "a message of " + length + " bytes is too long");
  }

  static byte[] error(@Nullable RequestId id, int code, String message) {
    return Messages.error(id, code, message, null);
  }

  /** Says why a message did not reach the manager, or its answer did not come. */
  static byte[] failed(RequestId id, String place, IOException failure) {
    return error(id, INTERNAL_ERROR, reason(place, failure));
  }

  static String reason(String place, IOException failure) {
    if (failure instanceof ConnectException) {
      return "no manager answers at " + place
          + "; start one with 'mcp-manager serve', or name another with --url";
    }
    return "the connection to the manager at " + place
        + " broke before the answer came, and this may have been carried out: "
        + failure.getMessage();
  }

  /** The error in a response with an error status, as the answer to a request. */
  static byte[] refused(RequestId id, String place, HttpResponse response) throws IOException {
    if (ManagerEndpoint.isJson(response)) {
      byte[] body = response.body().readNBytes(LONGEST_REFUSAL);
      Envelope envelope = Envelope.read(body);
      if (envelope.kind() == Envelope.Kind.ERROR_RESPONSE) {
        return envelope.id().filter(id::equals).isPresent() ? body : readdressed(id, envelope);
      }
    }
    return error(
        id,
        INTERNAL_ERROR,
        "what answers at " + place + " is no gateway of MCP Manager: HTTP status "
            + response.status());
  }

  /** An error that named no request, for the one it belongs to. */
  private static byte[] readdressed(RequestId id, Envelope error) {
    byte[] bytes = error.bytes();
    int code = error
        .token(Member.ERROR_CODE)
        .filter(RequestId.Numeric.class::isInstance)
        .map(number -> (int) ((RequestId.Numeric) number).value())
        .orElse(INTERNAL_ERROR);
    return Messages.error(
        id,
        code,
        error.text(Member.ERROR_MESSAGE).orElse("the manager refused"),
        error.span(Member.ERROR_DATA).map(span -> copy(bytes, span)).orElse(null));
  }

  static byte[] copy(byte[] bytes, Span span) {
    return Arrays.copyOfRange(bytes, span.start(), span.end());
  }

  /** Whether an answer's result has {@code path} set to true. */
  static boolean isTrue(Envelope answer, String... path) {
    byte[] bytes = answer.bytes();
    var at = answer.span(Member.RESULT);
    for (String name : path) {
      at = at.filter(span -> JsonText.isObject(bytes, span))
          .flatMap(span -> JsonText.member(bytes, span, name));
    }
    return at.filter(span -> bytes[span.start()] == 't').isPresent();
  }

  private Replies() {}
}
