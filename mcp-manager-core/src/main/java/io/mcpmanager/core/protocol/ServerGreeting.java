package io.mcpmanager.core.protocol;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.mcp.ProtocolRevision;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.core.wire.Span;
import java.util.Optional;

/**
 * What a server said about itself in the handshake.
 *
 * @param revision agreed on
 * @param name name it gives itself; not to be trusted
 * @param version version it gives itself; not to be trusted
 * @param instructions for the model; may be empty
 * @param result its whole answer to {@code initialize}, a JSON object
 */
// payloads pass through uncopied
@SuppressWarnings("ArrayRecordComponent")
public record ServerGreeting(
    ProtocolRevision revision, String name, String version, String instructions, byte[] result) {

  /** Whether the server declares a capability, such as {@code tools}. */
  public boolean offers(String capability) {
    return JsonText.member(result, whole(result), "capabilities")
        .flatMap(declared -> JsonText.member(result, declared, capability))
        .filter(span -> JsonText.isObject(result, span))
        .isPresent();
  }

  /** Reads an answer to {@code initialize}. */
  static ServerGreeting read(Envelope answer) {
    if (answer.kind() == Envelope.Kind.ERROR_RESPONSE) {
      throw failed("the server refused to initialize: "
          + answer
              .text(Member.ERROR_MESSAGE)
              .map(ServerGreeting::shorten)
              .orElse("it gave no reason"));
    }
    byte[] result = answer.span(Member.RESULT).orElseThrow().copyFrom(answer.bytes());
    String revision = text(result, whole(result), "protocolVersion")
        .orElseThrow(() -> failed("the server's answer to initialize has no protocolVersion"));
    ProtocolRevision known = ProtocolRevision.parse(revision)
        .filter(ProtocolRevision::hasHandshake)
        .orElseThrow(() -> failed("expected a protocol revision from 2024-11-05 to "
            + Handshake.ASKED + ", found " + shorten(revision)));
    Span info = JsonText.member(result, whole(result), "serverInfo").orElse(whole(result));
    return new ServerGreeting(
        known,
        shorten(text(result, info, "name").orElse("")),
        shorten(text(result, info, "version").orElse("")),
        text(result, whole(result), "instructions").orElse(""),
        result);
  }

  private static Optional<String> text(byte[] json, Span object, String key) {
    return JsonText.member(json, object, key)
        .filter(span -> JsonText.isString(json, span))
        .map(span -> JsonText.decode(json, span));
  }

  private static Span whole(byte[] json) {
    return new Span(0, json.length);
  }

  private static String shorten(String text) {
    return text.length() <= 200 ? text : text.substring(0, 200);
  }

  private static McpManagerException failed(String message) {
    return new McpManagerException(ErrorCode.HANDSHAKE_FAILED, message);
  }
}
