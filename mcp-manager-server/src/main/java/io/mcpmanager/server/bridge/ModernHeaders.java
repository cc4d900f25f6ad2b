package io.mcpmanager.server.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.HttpHeader;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Member;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** The headers that Streamable HTTP of 2026-07-28 wants beside a body, which alone says it all on other transports. */
final class ModernHeaders {

  static final String PROTOCOL_VERSION = "MCP-Protocol-Version";

  private static final String OPEN = "=?base64?";
  private static final String CLOSE = "?=";

  /** Whether a request carries the revision itself, and so belongs to no session. */
  static boolean isModern(Envelope request) {
    return request.has(Member.META_PROTOCOL_VERSION);
  }

  static List<HttpHeader> of(Envelope request) {
    var headers = new ArrayList<HttpHeader>();
    request
        .text(Member.META_PROTOCOL_VERSION)
        .ifPresent(version -> headers.add(new HttpHeader(PROTOCOL_VERSION, encode(version))));
    headers.add(new HttpHeader("Mcp-Method", encode(request.method())));
    name(request).ifPresent(name -> headers.add(new HttpHeader("Mcp-Name", encode(name))));
    return headers;
  }

  private static Optional<String> name(Envelope request) {
    return switch (request.method()) {
      case "tools/call", "prompts/get" -> request.text(Member.NAME);
      case "resources/read" -> request.text(Member.URI);
      case "tasks/get", "tasks/update", "tasks/cancel" ->
        request
            .span(Member.PARAMS)
            .flatMap(params -> JsonText.member(request.bytes(), params, "taskId"))
            .filter(span -> JsonText.isString(request.bytes(), span))
            .map(span -> JsonText.decode(request.bytes(), span));
      default -> Optional.empty();
    };
  }

  /** The text as it may stand in a header. */
  static String encode(String text) {
    boolean plain = text.chars().allMatch(c -> c >= 0x20 && c < 0x7f)
        && text.equals(text.strip())
        && !(text.startsWith(OPEN) && text.endsWith(CLOSE));
    return plain ? text : OPEN + Base64.getEncoder().encodeToString(text.getBytes(UTF_8)) + CLOSE;
  }

  private ModernHeaders() {}
}
