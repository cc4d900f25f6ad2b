package io.mcpmanager.core.gateway;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.gateway.ExchangeAnswer;
import io.mcpmanager.core.wire.Messages;
import io.mcpmanager.core.wire.RequestId;
import org.jspecify.annotations.Nullable;

/** A self-contained message that is answered with an error before anybody has worked on it. */
final class Refused extends McpManagerException {

  static final int HEADER_MISMATCH = -32020;
  static final int MISSING_CAPABILITY = -32021;
  static final int UNSUPPORTED_VERSION = -32022;

  private static final long serialVersionUID = 1L;

  private final int rpcCode;
  private final transient byte @Nullable [] data;

  private Refused(int rpcCode, String message, byte @Nullable [] data) {
    super(ErrorCode.MALFORMED_INPUT, message);
    this.rpcCode = rpcCode;
    this.data = data;
  }

  static Refused because(int rpcCode, String message) {
    return new Refused(rpcCode, message, null);
  }

  static Refused because(int rpcCode, String message, byte[] data) {
    return new Refused(rpcCode, message, data);
  }

  static Refused header(String message) {
    return new Refused(HEADER_MISMATCH, message, null);
  }

  static Refused params(String message) {
    return new Refused(Reply.INVALID_PARAMS, message, null);
  }

  static Refused unknownMethod(String method) {
    return new Refused(Reply.METHOD_NOT_FOUND, "unknown method: " + method, null);
  }

  ExchangeAnswer answer(@Nullable RequestId id) {
    return new ExchangeAnswer(
        kindOf(rpcCode), Messages.error(id, rpcCode, String.valueOf(getMessage()), data));
  }

  /** What a transport has to know of an error that came before any other message. */
  static ExchangeAnswer.Kind kindOf(int rpcCode) {
    return rpcCode == Reply.METHOD_NOT_FOUND
        ? ExchangeAnswer.Kind.UNKNOWN_METHOD
        : ExchangeAnswer.Kind.REFUSED;
  }
}
