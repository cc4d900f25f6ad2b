package io.mcpmanager.server.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.core.wire.Messages;
import io.mcpmanager.core.wire.RequestId;
import io.mcpmanager.core.wire.Span;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * A request without the JSON-RPC wrapper, and the real one made of it.
 *
 * @param named whether the client has given an id
 */
record PlainMessage(Envelope wrapped, boolean named) {

  private static final String VERSION = "\"jsonrpc\":\"2.0\"";
  private static final int INTERNAL_ERROR = -32603;
  private static final String OWN_ID = ",\"id\":1";

  /** Reads a body; refuses one that is no such message. */
  static PlainMessage read(byte[] body) {
    int start = 0;
    while (start < body.length && isSpace(body[start])) {
      start++;
    }
    if (start == body.length || body[start] != '{') {
      throw Refusal.malformed(Envelope.read(body));
    }
    Envelope wrapped = wrap(body, start, VERSION);
    boolean named = wrapped.kind() != Envelope.Kind.NOTIFICATION;
    if (!named) {
      wrapped = wrap(body, start, VERSION + OWN_ID);
    }
    if (wrapped.kind() != Envelope.Kind.REQUEST) {
      throw refused(wrapped);
    }
    return new PlainMessage(wrapped, named);
  }

  /** The error of another request, as the answer to this one. */
  byte[] insteadOf(byte[] refused) {
    Envelope error = Envelope.read(refused);
    int code = error
        .token(Member.ERROR_CODE)
        .filter(RequestId.Numeric.class::isInstance)
        .map(number -> (int) ((RequestId.Numeric) number).value())
        .orElse(INTERNAL_ERROR);
    return Messages.error(
        wrapped.id().orElseThrow(),
        code,
        error.text(Member.ERROR_MESSAGE).orElse("the server refused"),
        null);
  }

  /** The answer to it in the plain shape. */
  byte[] answer(byte[] answer) {
    return plain(Envelope.read(answer), named);
  }

  /** A JSON-RPC answer without its wrapper: {@code {"id", "result"}} or {@code {"id", "error"}}. */
  static byte[] plain(Envelope answer, boolean named) {
    Member what = answer.has(Member.ERROR) ? Member.ERROR : Member.RESULT;
    var out = new ByteArrayOutputStream(answer.bytes().length);
    out.write('{');
    if (named && answer.has(Member.ID)) {
      add(out, "\"id\":", answer, Member.ID);
      out.write(',');
    }
    add(out, what == Member.ERROR ? "\"error\":" : "\"result\":", answer, what);
    out.write('}');
    return out.toByteArray();
  }

  private static void add(ByteArrayOutputStream out, String key, Envelope from, Member member) {
    out.writeBytes(key.getBytes(UTF_8));
    Span span = from.span(member).orElseThrow();
    out.write(from.bytes(), span.start(), span.end() - span.start());
  }

  private static Refusal refused(Envelope wrapped) {
    String problem = wrapped.problem().orElse("a message must have a method");
    return Refusal.badRequest(
        wrapped.isJson() ? Refusal.INVALID_REQUEST : Refusal.PARSE_ERROR,
        problem.startsWith("jsonrpc")
            ? "this endpoint takes messages without jsonrpc; use /mcp for JSON-RPC"
            : problem);
  }

  private static Envelope wrap(byte[] body, int start, String members) {
    int next = start + 1;
    while (next < body.length && isSpace(body[next])) {
      next++;
    }
    boolean empty = next < body.length && body[next] == '}';
    byte[] begin = ("{" + members + (empty ? "" : ",")).getBytes(UTF_8);
    byte[] message = Arrays.copyOf(begin, begin.length + body.length - start - 1);
    System.arraycopy(body, start + 1, message, begin.length, body.length - start - 1);
    return Envelope.read(message);
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t' || b == '\r' || b == '\n';
  }
}
