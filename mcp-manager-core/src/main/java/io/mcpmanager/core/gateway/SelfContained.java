package io.mcpmanager.core.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.api.mcp.ProtocolRevision;
import io.mcpmanager.core.protocol.ClientProfile;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.core.wire.RequestId;
import io.mcpmanager.core.wire.Span;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request that says itself who sends it and how it wants to be served.
 *
 * @param message the request
 * @param client who asks, as it says itself
 * @param level the least serious log messages it wants while it is served, or null for none
 */
record SelfContained(
    Envelope message, ClientProfile client, @Nullable McpLevel level) {

  static final ProtocolRevision REVISION = ProtocolRevision.V2026_07_28;

  /** The revisions that requests may name, as a JSON array. */
  static final String SUPPORTED = "[\"" + REVISION.text() + "\"]";

  private static final int MAX_LENGTH = 200;

  /** Whether a request says that it belongs to no session. */
  static boolean claims(Envelope request) {
    return request
        .text(Member.META_PROTOCOL_VERSION)
        .filter(version -> version.compareTo(REVISION.text()) >= 0)
        .isPresent();
  }

  /**
   * Reads what a request says about itself.
   *
   * @throws Refused if it does not say what it must
   */
  static SelfContained read(Envelope request) {
    if (!request.has(Member.META_PROTOCOL_VERSION)) {
      throw Refused.params(Member.META_PROTOCOL_VERSION.path() + " must be given");
    }
    String asked = request
        .text(Member.META_PROTOCOL_VERSION)
        .orElseThrow(
            () -> Refused.params(Member.META_PROTOCOL_VERSION.path() + " must be a string"));
    if (!asked.equals(REVISION.text())) {
      String data = "{\"supported\":" + SUPPORTED + ",\"requested\":" + quote(asked) + "}";
      throw Refused.because(
          Refused.UNSUPPORTED_VERSION,
          "Unsupported protocol version; requests may name " + REVISION.text(),
          data.getBytes(UTF_8));
    }
    byte[] bytes = request.bytes();
    Span capabilities = request
        .span(Member.META_CLIENT_CAPABILITIES)
        .filter(span -> JsonText.isObject(bytes, span))
        .orElseThrow(
            () -> Refused.params(Member.META_CLIENT_CAPABILITIES.path() + " must be an object"));
    Optional<Span> info = request.span(Member.META_CLIENT_INFO);
    var client = new ClientProfile(
        text(bytes, info, "name"),
        text(bytes, info, "version"),
        REVISION,
        capabilities.copyFrom(bytes));
    McpLevel level = level(request);
    return new SelfContained(
        request, level == null ? client : client.withLogLevel(level.text()), level);
  }

  RequestId id() {
    return message.id().orElseThrow();
  }

  String method() {
    return message.method();
  }

  private static @Nullable McpLevel level(Envelope request) {
    if (!request.has(Member.META_LOG_LEVEL)) {
      return null;
    }
    return request
        .text(Member.META_LOG_LEVEL)
        .flatMap(McpLevel::parse)
        .orElseThrow(() ->
            Refused.params(Member.META_LOG_LEVEL.path() + " must be one of " + McpLevel.LISTED));
  }

  private static String text(byte[] bytes, Optional<Span> object, String key) {
    return object
        .flatMap(span -> JsonText.member(bytes, span, key))
        .filter(span -> JsonText.isString(bytes, span))
        .map(span -> JsonText.decode(bytes, span))
        .map(text -> text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH))
        .orElse("");
  }

  private static String quote(String text) {
    return new String(JsonText.quote(text), UTF_8);
  }
}
