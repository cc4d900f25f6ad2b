package io.mcpmanager.core.gateway;

import io.mcpmanager.core.wire.ArrayCursor;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.core.wire.Span;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a client asks to hear of.
 *
 * @param methods the notifications of changed lists
 * @param uris the resources
 */
record ListenFilter(Set<String> methods, Set<String> uris) {

  static final String RESOURCES = "resourceSubscriptions";
  static final int MAX_URIS = 1_000;

  private static final Map<String, String> MEMBERS = Map.of(
      "notifications/tools/list_changed", "toolsListChanged",
      "notifications/prompts/list_changed", "promptsListChanged",
      "notifications/resources/list_changed", "resourcesListChanged");

  /** The member that asks for a notification. */
  static String memberOf(String method) {
    return MEMBERS.getOrDefault(method, method);
  }

  /**
   * Reads the parameters of {@code subscriptions/listen}.
   *
   * @throws Refused if they are not what they must be
   */
  static ListenFilter read(Envelope request) {
    byte[] bytes = request.bytes();
    Span filter = request
        .span(Member.PARAMS)
        .flatMap(params -> JsonText.member(bytes, params, "notifications"))
        .filter(span -> JsonText.isObject(bytes, span))
        .orElseThrow(() -> Refused.params("params.notifications must be an object"));
    var methods = new LinkedHashSet<String>();
    MEMBERS.forEach((method, member) -> {
      if (isTrue(bytes, filter, member)) {
        methods.add(method);
      }
    });
    return new ListenFilter(methods, uris(bytes, filter));
  }

  private static boolean isTrue(byte[] bytes, Span filter, String member) {
    Optional<Span> value = JsonText.member(bytes, filter, member);
    if (value.isPresent()
        && bytes[value.get().start()] != 't'
        && bytes[value.get().start()] != 'f') {
      throw Refused.params("params.notifications." + member + " must be true or false");
    }
    return value.isPresent() && bytes[value.get().start()] == 't';
  }

  private static Set<String> uris(byte[] bytes, Span filter) {
    var uris = new LinkedHashSet<String>();
    Optional<Span> list = JsonText.member(bytes, filter, RESOURCES);
    if (list.isEmpty()) {
      return uris;
    }
    if (bytes[list.get().start()] != '[') {
      throw Refused.params("params.notifications." + RESOURCES + " must be an array of URIs");
    }
    var cursor = new ArrayCursor(bytes, list.get());
    while (cursor.next()) {
      Span element = cursor.element();
      if (!JsonText.isString(bytes, element)) {
        throw Refused.params("params.notifications." + RESOURCES + " must be an array of URIs");
      }
      if (uris.size() == MAX_URIS) {
        throw Refused.params(
            "params.notifications." + RESOURCES + " must have at most " + MAX_URIS + " URIs");
      }
      uris.add(JsonText.decode(bytes, element));
    }
    return uris;
  }
}
