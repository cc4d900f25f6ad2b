package io.mcpmanager.core.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.mcpmanager.api.mcp.ProtocolRevision;
import io.mcpmanager.core.protocol.ClientProfile;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.core.wire.Span;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Reads what a client says about itself, and which revision follows from it. */
final class ClientGreeting {

  private static final Set<ProtocolRevision> SPOKEN = EnumSet.of(
      ProtocolRevision.V2024_11_05,
      ProtocolRevision.V2025_03_26,
      ProtocolRevision.V2025_06_18,
      ProtocolRevision.V2025_11_25);
  private static final int MAX_LENGTH = 200;

  /** Newest revision with a handshake: the answer to whoever asks for one that is not spoken here. */
  static final ProtocolRevision NEWEST = ProtocolRevision.V2025_11_25;

  /** Reads an {@code initialize} request; empty if it asks for no revision. */
  static Optional<ClientProfile> read(Envelope request) {
    return request
        .text(Member.PROTOCOL_VERSION)
        .map(asked -> new ClientProfile(
            info(request, "name"),
            info(request, "version"),
            ProtocolRevision.parse(asked).filter(SPOKEN::contains).orElse(NEWEST),
            capabilities(request)));
  }

  private static String info(Envelope request, String key) {
    byte[] bytes = request.bytes();
    Optional<Span> info =
        request.span(Member.PARAMS).flatMap(params -> JsonText.member(bytes, params, "clientInfo"));
    return info.flatMap(object -> JsonText.member(bytes, object, key))
        .filter(span -> JsonText.isString(bytes, span))
        .map(span -> JsonText.decode(bytes, span))
        .map(text -> text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH))
        .orElse("");
  }

  private static byte[] capabilities(Envelope request) {
    byte[] bytes = request.bytes();
    return request
        .span(Member.PARAMS)
        .flatMap(params -> JsonText.member(bytes, params, "capabilities"))
        .filter(span -> JsonText.isObject(bytes, span))
        .map(span -> span.copyFrom(bytes))
        .orElseGet(() -> "{}".getBytes(US_ASCII));
  }

  private ClientGreeting() {}
}
