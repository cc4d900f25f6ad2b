package io.mcpmanager.core.gateway;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.Member;
import org.jspecify.annotations.Nullable;

/** The longest result of a server that its definition lets clients have. */
final class ResultLimit {

  /** What the client gets in place of an answer that is too long; null if it is not. */
  static @Nullable Reply exceeded(Envelope answer, Server server) {
    int most = server.definition().settings().gateway().maxResultBytes();
    if (most == 0 || answer.bytes().length <= most || !answer.has(Member.RESULT)) {
      return null;
    }
    int length = answer.span(Member.RESULT).orElseThrow().length();
    return length <= most
        ? null
        : Reply.Refusal.because(
            ErrorCode.TOO_LARGE,
            "the result of server '" + server.name() + "' has " + length
                + " bytes; its gateway.maxResultBytes allows " + most);
  }

  private ResultLimit() {}
}
