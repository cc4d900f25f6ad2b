package io.mcpmanager.core.translation;

import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.Member;
import java.util.Optional;

/**
 * The call that an answer belongs to.
 *
 * @param request as the client sent it
 * @param server name of the server, for people
 * @param serverInfo what the server says it is, a JSON object
 * @param wrapped whether the output schema of the tool that was called is wrapped for the client
 */
// payloads pass through uncopied
@SuppressWarnings("ArrayRecordComponent")
public record AnsweredCall(Envelope request, String server, byte[] serverInfo, boolean wrapped) {

  String method() {
    return request.method();
  }

  /** The URI asked for, as JSON. */
  Optional<byte[]> uri() {
    return request.span(Member.URI).map(span -> span.copyFrom(request.bytes()));
  }
}
