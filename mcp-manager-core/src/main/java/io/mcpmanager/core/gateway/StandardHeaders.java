package io.mcpmanager.core.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.api.gateway.RequestHeaders;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.Member;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Checks that the headers of a self-contained request say what its body says, so that whoever decides by the headers on
 * the way here has decided about what is done.
 */
final class StandardHeaders {

  static final String VERSION = "MCP-Protocol-Version";

  private static final String METHOD = "Mcp-Method";
  private static final String NAME = "Mcp-Name";
  private static final String ENCODED_START = "=?base64?";
  private static final String ENCODED_END = "?=";

  /**
   * Compares.
   *
   * @throws Refused if something is missing or differs
   */
  static void check(RequestHeaders headers, Envelope request) {
    compare(headers, VERSION, request.text(Member.META_PROTOCOL_VERSION).orElseThrow());
    compare(headers, METHOD, request.method());
    Optional<Member> named = nameOf(request.method());
    if (named.isEmpty()) {
      return;
    }
    Optional<String> name = request.text(named.get());
    Optional<String> given = decoded(headers, NAME);
    // a request that lacks its name is refused for that, later
    if (name.isPresent() && given.isEmpty()) {
      throw missing(NAME);
    }
    if (given.isPresent() && !given.equals(name)) {
      throw differs(NAME);
    }
  }

  /**
   * Compares the revision only, which decides how all the rest is to be read.
   *
   * @throws Refused if header and body name different ones
   */
  static void checkVersion(RequestHeaders headers, Envelope request) {
    Optional<String> version = request.text(Member.META_PROTOCOL_VERSION);
    Optional<String> given = only(headers, VERSION);
    if (version.isPresent() && given.isPresent() && !given.equals(version)) {
      throw differs(VERSION);
    }
  }

  /** The value of a header; empty if it was not given. */
  static Optional<String> decoded(RequestHeaders headers, String header) {
    return only(headers, header).map(value -> decode(header, value));
  }

  static Refused missing(String header) {
    return Refused.header("the header " + header + " must be given");
  }

  static Refused differs(String header) {
    return Refused.header("the header " + header + " must say what the body says");
  }

  private static void compare(RequestHeaders headers, String header, String expected) {
    String value = only(headers, header).orElseThrow(() -> missing(header));
    if (!value.equals(expected)) {
      throw differs(header);
    }
  }

  private static Optional<Member> nameOf(String method) {
    return switch (method) {
      case "tools/call", "prompts/get" -> Optional.of(Member.NAME);
      case "resources/read" -> Optional.of(Member.URI);
      default -> Optional.empty();
    };
  }

  private static Optional<String> only(RequestHeaders headers, String header) {
    List<String> values = headers.all(header);
    if (values.size() > 1) {
      throw Refused.header("the header " + header + " must be given once");
    }
    return values.stream().findFirst();
  }

  private static String decode(String header, String value) {
    if (value.chars().anyMatch(c -> (c < ' ' && c != '\t') || c > '~')) {
      throw Refused.header("the header " + header + " holds characters that headers must not have");
    }
    boolean encoded = value.startsWith(ENCODED_START)
        && value.endsWith(ENCODED_END)
        && value.length() >= ENCODED_START.length() + ENCODED_END.length();
    if (!encoded) {
      return value;
    }
    String inner = value.substring(ENCODED_START.length(), value.length() - ENCODED_END.length());
    try {
      if (inner.length() % 4 != 0) { // which the decoder would let pass
        throw new IllegalArgumentException("the padding is missing");
      }
      return UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(Base64.getDecoder().decode(inner)))
          .toString();
    } catch (IllegalArgumentException | CharacterCodingException e) {
      throw Refused.header("the header " + header + " is marked as base64 of UTF-8 but is not");
    }
  }

  private StandardHeaders() {}
}
