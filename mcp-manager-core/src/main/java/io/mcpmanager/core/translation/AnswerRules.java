package io.mcpmanager.core.translation;

import static io.mcpmanager.api.mcp.ProtocolRevision.V2025_11_25;

import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.core.wire.Span;
import io.mcpmanager.core.wire.Splice;
import java.util.Optional;

/** What has to be different in the answers of a server. */
final class AnswerRules {

  private final boolean toModern;
  private final boolean toLegacy;
  private final boolean withoutUrlError;
  private final ToolItems tools;
  private final OldContent content;
  private final StructuredContent structured;

  AnswerRules(Pair pair, ToolItems tools) {
    this.toModern = pair.modernClientOfLegacyServer();
    this.toLegacy = pair.legacyClientOfModernServer();
    this.withoutUrlError = pair.server() == V2025_11_25 && pair.client() != V2025_11_25;
    this.tools = tools;
    this.content = new OldContent(pair);
    this.structured = new StructuredContent(pair);
  }

  boolean touch(String method) {
    if (toModern || toLegacy) {
      return true;
    }
    return switch (method) {
      case "tools/list" -> tools.touch(method);
      case "tools/call" -> withoutUrlError || content.isNeeded() || structured.isNeeded();
      case "prompts/get" -> withoutUrlError || content.isNeeded();
      case "resources/read" -> withoutUrlError;
      default -> false;
    };
  }

  void edit(Envelope answer, AnsweredCall call, Splice splice) {
    if (answer.kind() == Envelope.Kind.ERROR_RESPONSE) {
      editError(answer, call, splice);
      return;
    }
    Optional<Span> result =
        answer.span(Member.RESULT).filter(span -> JsonText.isObject(answer.bytes(), span));
    if (result.isPresent() && !isUnexpected(answer, call, splice)) {
      editResult(answer.bytes(), result.get(), call, splice);
    }
  }

  private void editResult(byte[] bytes, Span result, AnsweredCall call, Splice splice) {
    switch (call.method()) {
      case "tools/list" -> tools.editAll(bytes, result, splice);
      case "tools/call" -> {
        content.editBlocks(bytes, result, splice);
        structured.edit(bytes, result, call.wrapped(), splice);
      }
      case "prompts/get" -> content.editMessages(bytes, result, splice);
      default -> {
        // the same in all revisions but for what follows
      }
    }
    if (toModern) {
      ResultMembers.put(bytes, result, call, splice);
    } else if (toLegacy) {
      splice.remove(result, "resultType");
      if (ResultMembers.isCacheable(call.method())) {
        splice.remove(result, "ttlMs").remove(result, "cacheScope");
      }
    }
  }

  /** Whether the result is of a type that a client with a handshake can't take; then an error takes its place. */
  private boolean isUnexpected(Envelope answer, AnsweredCall call, Splice splice) {
    if (!toLegacy) {
      return false;
    }
    Optional<String> type = answer
        .span(Member.RESULT_TYPE)
        .map(span -> answer.text(Member.RESULT_TYPE).orElse(""));
    if (type.isEmpty() || type.get().equals("complete")) {
      return false;
    }
    String why = type.get().equals("input_required")
        ? "needs to ask something that this client can't be asked"
        : "answered with a kind of result that this client does not know";
    fail(answer, call, "server '" + call.server() + "' " + why, splice);
    return true;
  }

  private void editError(Envelope answer, AnsweredCall call, Splice splice) {
    long code = Errors.code(answer);
    if (code == Errors.URL_ELICITATION_REQUIRED && (withoutUrlError || toLegacy)) {
      fail(answer, call, Errors.withUrls(answer), splice);
    } else if (toModern) {
      errorForModern(answer, code, call, splice);
    } else if (toLegacy) {
      errorForLegacy(answer, code, call, splice);
    }
  }

  private static void errorForModern(Envelope answer, long code, AnsweredCall call, Splice splice) {
    if (code == Errors.RESOURCE_NOT_FOUND) {
      Errors.recode(answer, Errors.INVALID_PARAMS, splice);
      call.uri().ifPresent(uri -> addUri(answer, uri, splice));
    } else if (code <= Errors.HEADER_MISMATCH && code >= Errors.UNSUPPORTED_PROTOCOL_VERSION) {
      // with these numbers a client would do what it does when the gateway sends them
      Errors.recode(answer, Errors.INTERNAL_ERROR, splice);
    }
  }

  private void errorForLegacy(Envelope answer, long code, AnsweredCall call, Splice splice) {
    if (code == Errors.MISSING_CLIENT_CAPABILITY) {
      fail(answer, call, missing(answer, call.server()), splice);
    } else if (code == Errors.HEADER_MISMATCH || code == Errors.UNSUPPORTED_PROTOCOL_VERSION) {
      Errors.recode(answer, Errors.INTERNAL_ERROR, splice);
    } else if (code == Errors.INVALID_PARAMS
        && call.method().equals("resources/read")
        && uriOf(answer).isPresent()) {
      Errors.recode(answer, Errors.RESOURCE_NOT_FOUND, splice);
    }
  }

  private void fail(Envelope answer, AnsweredCall call, String text, Splice splice) {
    if (call.method().equals("tools/call")) {
      Errors.failTool(answer, text, toModern, splice);
    } else {
      Errors.replace(answer, Errors.INTERNAL_ERROR, text, splice);
    }
  }

  private static String missing(Envelope answer, String server) {
    return "server '" + server + "' needs what this client does not offer"
        + answer
            .span(Member.ERROR_DATA)
            .flatMap(data -> Bytes.object(answer.bytes(), data, "requiredCapabilities"))
            .map(span -> ": " + Bytes.text(answer.bytes(), span))
            .orElse("");
  }

  private static void addUri(Envelope answer, byte[] uri, Splice splice) {
    Optional<Span> data = answer.span(Member.ERROR_DATA);
    if (data.isEmpty()) {
      Span error = answer.span(Member.ERROR).orElseThrow();
      splice.put(error, "data", Bytes.of("{\"uri\":" + Bytes.text(uri) + "}"));
    } else if (JsonText.isObject(answer.bytes(), data.get()) && uriOf(answer).isEmpty()) {
      splice.put(data.get(), "uri", uri);
    }
  }

  private static Optional<String> uriOf(Envelope answer) {
    return answer
        .span(Member.ERROR_DATA)
        .flatMap(data -> Bytes.string(answer.bytes(), data, "uri"));
  }
}
