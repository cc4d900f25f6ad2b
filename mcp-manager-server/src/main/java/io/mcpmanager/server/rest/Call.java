package io.mcpmanager.server.rest;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.server.http.Caller;
import io.mcpmanager.server.http.RequestHead;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** One request as a route sees it: its parameters are read and checked already. */
final class Call {

  private final Caller caller;
  private final RequestHead head;
  private final Map<Parameter<?>, Object> values;
  private final byte[] body;

  Call(Caller caller, RequestHead head, Map<Parameter<?>, Object> values, byte[] body) {
    this.caller = caller;
    this.head = head;
    this.values = values;
    this.body = body;
  }

  CallContext context() {
    return caller.context();
  }

  /** Who was let in. */
  Caller caller() {
    return caller;
  }

  /** What is known of the request beside its body. */
  RequestHead head() {
    return head;
  }

  /** The value of a parameter that the route declares. */
  @SuppressWarnings("unchecked") // the value was made by the parameter's own parser
  <T> T get(Parameter<T> parameter) {
    Object given = values.get(parameter);
    return given != null ? (T) given : parameter.fallback();
  }

  boolean has(Parameter<?> parameter) {
    return values.containsKey(parameter);
  }

  /** The body as text; refused if it is not UTF-8. */
  String body() {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException malformed) {
      throw new McpManagerException(ErrorCode.MALFORMED_INPUT, "the body is not valid UTF-8");
    }
  }
}
