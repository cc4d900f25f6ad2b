package io.mcpmanager.core.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The places in a message that {@link Envelope} remembers. None of them may occur twice. */
// every message looks keys up by their bytes and keeps its places in an array
@SuppressWarnings({"EnumOrdinal", "ImmutableEnumChecker"})
public enum Member {
  /** The whole message, without the white space around it. */
  MESSAGE(Scope.NONE, ""),
  JSONRPC(Scope.MESSAGE, "jsonrpc"),
  ID(Scope.MESSAGE, "id"),
  METHOD(Scope.MESSAGE, "method"),
  /** An object, or the literal {@code null}, which careless peers send for no parameters. */
  PARAMS(Scope.MESSAGE, "params"),
  RESULT(Scope.MESSAGE, "result"),
  /** {@code result.resultType}, which results have since 2026-07-28. */
  RESULT_TYPE(Scope.RESULT, "resultType"),
  ERROR(Scope.MESSAGE, "error"),
  ERROR_CODE(Scope.ERROR, "code"),
  ERROR_MESSAGE(Scope.ERROR, "message"),
  ERROR_DATA(Scope.ERROR, "data"),
  /** {@code params._meta}. */
  META(Scope.PARAMS, "_meta"),
  META_PROGRESS_TOKEN(Scope.META, "progressToken"),
  META_PROTOCOL_VERSION(Scope.META, "io.modelcontextprotocol/protocolVersion"),
  META_CLIENT_CAPABILITIES(Scope.META, "io.modelcontextprotocol/clientCapabilities"),
  META_CLIENT_INFO(Scope.META, "io.modelcontextprotocol/clientInfo"),
  META_LOG_LEVEL(Scope.META, "io.modelcontextprotocol/logLevel"),
  NAME(Scope.PARAMS, "name"),
  URI(Scope.PARAMS, "uri"),
  CURSOR(Scope.PARAMS, "cursor"),
  ARGUMENTS(Scope.PARAMS, "arguments"),
  /** {@code params.ref} of a completion request. */
  REF(Scope.PARAMS, "ref"),
  REF_TYPE(Scope.REF, "type"),
  REF_NAME(Scope.REF, "name"),
  REF_URI(Scope.REF, "uri"),
  PROTOCOL_VERSION(Scope.PARAMS, "protocolVersion"),
  /** {@code params.requestId} of a cancellation. */
  REQUEST_ID(Scope.PARAMS, "requestId"),
  /** {@code params.progressToken} of a progress notification; a request's is in its meta data. */
  PROGRESS_TOKEN(Scope.PARAMS, "progressToken"),
  PROGRESS(Scope.PARAMS, "progress"),
  LEVEL(Scope.PARAMS, "level"),
  /** {@code params.task} of a call that is to be run as a task of 2025-11-25. */
  TASK(Scope.PARAMS, "task"),
  /** {@code params.inputResponses} of a request that is sent again since a server wanted to know something. */
  INPUT_RESPONSES(Scope.PARAMS, "inputResponses"),
  /** {@code params.requestState} of a request that is sent again. */
  REQUEST_STATE(Scope.PARAMS, "requestState");

  /** The object a member lies in. */
  enum Scope {
    NONE,
    MESSAGE,
    PARAMS,
    META,
    REF,
    RESULT,
    ERROR
  }

  private static final Member[][] BY_SCOPE = Arrays.stream(Scope.values())
      .map(scope -> Arrays.stream(values()).filter(m -> m.scope == scope).toArray(Member[]::new))
      .toArray(Member[][]::new);

  private final Scope scope;
  private final byte[] key;

  Member(Scope scope, String key) {
    this.scope = scope;
    this.key = key.getBytes(UTF_8);
  }

  /** The member whose name stands, without its quotes, between two offsets. */
  static @Nullable Member find(Scope scope, byte[] bytes, int from, int to) {
    for (Member member : BY_SCOPE[scope.ordinal()]) {
      if (JsonText.keyIs(bytes, from, to, member.key)) {
        return member;
      }
    }
    return null;
  }

  /** Where an array with two entries for each member has those of this one. */
  int place() {
    return 2 * ordinal();
  }

  /** The scope that this member's value opens, if it is an object. */
  Scope inner() {
    return switch (this) {
      case PARAMS -> Scope.PARAMS;
      case META -> Scope.META;
      case REF -> Scope.REF;
      case RESULT -> Scope.RESULT;
      case ERROR -> Scope.ERROR;
      default -> Scope.NONE;
    };
  }

  /** How this member is written in a message, for texts about it. */
  public String path() {
    String name = new String(key, UTF_8);
    return switch (scope) {
      case NONE, MESSAGE -> name;
      case PARAMS -> "params." + name;
      case META -> "params._meta." + name;
      case REF -> "params.ref." + name;
      case RESULT -> "result." + name;
      case ERROR -> "error." + name;
    };
  }
}
