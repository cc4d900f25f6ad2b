package io.mcpmanager.core.translation;

import io.mcpmanager.core.wire.ArrayCursor;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.core.wire.ObjectCursor;
import io.mcpmanager.core.wire.Span;
import io.mcpmanager.core.wire.Splice;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * What servers since 2026-07-28 answer that have to know more before they can answer.
 *
 * @param needs what the client has to be asked, by a key of the server's choice, in the order given; may be empty
 * @param state to be given back with the answers, a JSON value, if the server gave one
 */
public record InputRequired(Map<String, Need> needs, Optional<byte[]> state) {

  /** Most things a server may ask at a time. */
  public static final int MAX_NEEDS = 100;

  /**
   * One thing to ask the client.
   *
   * @param method {@code sampling/createMessage}, {@code elicitation/create} or {@code roots/list}
   * @param params a JSON object
   */
  // payloads pass through uncopied
  @SuppressWarnings("ArrayRecordComponent")
  public record Need(String method, byte[] params) {}

  public InputRequired {
    needs = Collections.unmodifiableMap(new LinkedHashMap<>(needs));
  }

  /** Whether an answer is of this type. */
  public static boolean isIn(Envelope answer) {
    return answer.text(Member.RESULT_TYPE).filter("input_required"::equals).isPresent();
  }

  /**
   * Reads an answer of this type; empty if it is not one, or makes no sense: neither needs nor state, a need that is none
   * of the three kinds, or too many.
   */
  public static Optional<InputRequired> read(Envelope answer) {
    if (!isIn(answer)) {
      return Optional.empty();
    }
    byte[] bytes = answer.bytes();
    Span result = answer.span(Member.RESULT).orElseThrow();
    Optional<byte[]> state =
        JsonText.member(bytes, result, "requestState").map(span -> span.copyFrom(bytes));
    Map<String, Need> needs = new LinkedHashMap<>();
    Optional<Span> requests = JsonText.member(bytes, result, "inputRequests");
    if (requests.isPresent() && !readNeeds(bytes, requests.get(), needs)) {
      return Optional.empty();
    }
    return needs.isEmpty() && state.isEmpty()
        ? Optional.empty()
        : Optional.of(new InputRequired(needs, state));
  }

  /**
   * What the error -32042 of a server of 2025-11-25 asks for: that the client opens addresses. Empty if it is another
   * answer or names none.
   */
  public static Optional<InputRequired> ofUrlError(Envelope answer) {
    if (answer.kind() != Envelope.Kind.ERROR_RESPONSE
        || Errors.code(answer) != Errors.URL_ELICITATION_REQUIRED) {
      return Optional.empty();
    }
    byte[] bytes = answer.bytes();
    Optional<Span> list =
        answer.span(Member.ERROR_DATA).flatMap(data -> Bytes.array(bytes, data, "elicitations"));
    Map<String, Need> needs = new LinkedHashMap<>();
    if (list.isPresent()) {
      var cursor = new ArrayCursor(bytes, list.get());
      while (cursor.next() && needs.size() < MAX_NEEDS) {
        Span one = cursor.element();
        if (Bytes.string(bytes, one, "url").isPresent()) {
          byte[] params = Splice.of(bytes)
              .remove(one, "elicitationId")
              .put(one, "mode", JsonText.quote("url"))
              .apply(one);
          needs.put("url" + (needs.size() + 1), new Need("elicitation/create", params));
        }
      }
    }
    return needs.isEmpty()
        ? Optional.empty()
        : Optional.of(new InputRequired(needs, Optional.empty()));
  }

  /** The result that says so, with {@code newState} as its state. */
  public byte[] toResult(byte[] newState) {
    var all = new StringJoiner(",", "{\"resultType\":\"input_required\",\"inputRequests\":{", "}");
    needs.forEach((key, need) -> all.add(Bytes.quoted(key) + ":{\"method\":"
        + Bytes.quoted(need.method()) + ",\"params\":" + Bytes.text(need.params()) + "}"));
    return (all + ",\"requestState\":" + Bytes.text(newState) + "}")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static boolean readNeeds(byte[] bytes, Span requests, Map<String, Need> needs) {
    if (!JsonText.isObject(bytes, requests)) {
      return false;
    }
    var cursor = new ObjectCursor(bytes, requests);
    while (cursor.next()) {
      Span value = cursor.value();
      String method = Bytes.string(bytes, value, "method").orElse("");
      boolean known =
          switch (method) {
            case "sampling/createMessage", "elicitation/create", "roots/list" -> true;
            default -> false;
          };
      if (!known || needs.size() == MAX_NEEDS) {
        return false;
      }
      byte[] params = Bytes.object(bytes, value, "params")
          .map(span -> span.copyFrom(bytes))
          .orElse(Bytes.EMPTY_OBJECT);
      if (needs.put(cursor.key(), new Need(method, params)) != null) {
        return false;
      }
    }
    return true;
  }
}
