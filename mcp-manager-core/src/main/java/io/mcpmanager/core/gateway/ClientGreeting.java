package io.mcpmanager.core.gateway;

import io.mcpmanager.api.mcp.ProtocolRevision;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.core.wire.Span;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What a client said about itself, and the revision that follows from it.
 *
 * @param name name it gives itself; not to be trusted
 * @param version version it gives itself; not to be trusted
 * @param revision agreed on
 */
record ClientGreeting(String name, String version, ProtocolRevision revision) {

  private static final Set<ProtocolRevision> SPOKEN = EnumSet.of(
      ProtocolRevision.V2025_03_26, ProtocolRevision.V2025_06_18, ProtocolRevision.V2025_11_25);
  private static final int MAX_LENGTH = 200;

  /** Newest revision with a handshake: the answer to whoever asks for one that is not spoken here. */
  static final ProtocolRevision NEWEST = ProtocolRevision.V2025_11_25;

  /** Reads an {@code initialize} request; empty if it asks for no revision. */
  static Optional<ClientGreeting> read(Envelope request) {
    return request
        .text(Member.PROTOCOL_VERSION)
        .map(asked -> new ClientGreeting(
            info(request, "name"),
            info(request, "version"),
            ProtocolRevision.parse(asked).filter(SPOKEN::contains).orElse(NEWEST)));
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
}
