package io.mcpmanager.core.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.mcp.ProtocolRevision;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.core.wire.Span;
import java.util.Optional;

/**
 * What a server said about itself: in the handshake, or, since 2026-07-28, when it was discovered. Both look the same
 * here.
 *
 * @param revision agreed on
 * @param name name it gives itself; not to be trusted
 * @param version version it gives itself; not to be trusted
 * @param instructions for the model; may be empty
 * @param result its whole answer to {@code initialize}, or what it would look like; a JSON object
 */
// payloads pass through uncopied
@SuppressWarnings("ArrayRecordComponent")
public record ServerGreeting(
    ProtocolRevision revision, String name, String version, String instructions, byte[] result) {

  private static final byte[] EMPTY_OBJECT = "{}".getBytes(UTF_8);
  private static final String SERVER_INFO = "io.modelcontextprotocol/serverInfo";

  /** Whether the server declares a capability, such as {@code tools}. */
  public boolean offers(String capability) {
    return capability(capability).isPresent();
  }

  /** Whether the server declares a part of a capability, such as {@code subscribe} of {@code resources}. */
  public boolean offers(String capability, String part) {
    return capability(capability)
        .flatMap(declared -> JsonText.member(result, declared, part))
        .filter(span -> result[span.start()] == 't')
        .isPresent();
  }

  /** What it offers, a JSON object as it wrote it. */
  public byte[] capabilities() {
    return objectOr(result, whole(result), "capabilities");
  }

  /** What it says it is, a JSON object as it wrote it. */
  public byte[] serverInfo() {
    return objectOr(result, whole(result), "serverInfo");
  }

  private Optional<Span> capability(String capability) {
    return JsonText.member(result, whole(result), "capabilities")
        .flatMap(declared -> JsonText.member(result, declared, capability))
        .filter(span -> JsonText.isObject(result, span));
  }

  /** Reads a result of {@code server/discover}, which names the revision. */
  static ServerGreeting discovered(ProtocolRevision revision, Envelope answer) {
    byte[] bytes = answer.bytes();
    Span found = answer.span(Member.RESULT).orElseThrow();
    byte[] info = JsonText.member(bytes, found, "_meta")
        .map(meta -> objectOr(bytes, meta, SERVER_INFO))
        .orElse(EMPTY_OBJECT);
    String instructions = text(bytes, found, "instructions").orElse("");
    String result = "{\"protocolVersion\":\"" + revision.text() + "\",\"capabilities\":"
        + new String(objectOr(bytes, found, "capabilities"), UTF_8)
        + ",\"serverInfo\":" + new String(info, UTF_8)
        + (instructions.isEmpty()
            ? ""
            : ",\"instructions\":" + new String(JsonText.quote(instructions), UTF_8))
        + "}";
    return new ServerGreeting(
        revision,
        shorten(text(info, whole(info), "name").orElse("")),
        shorten(text(info, whole(info), "version").orElse("")),
        instructions,
        result.getBytes(UTF_8));
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

  private static byte[] objectOr(byte[] json, Span object, String key) {
    return JsonText.member(json, object, key)
        .filter(span -> JsonText.isObject(json, span))
        .map(span -> span.copyFrom(json))
        .orElse(EMPTY_OBJECT);
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
