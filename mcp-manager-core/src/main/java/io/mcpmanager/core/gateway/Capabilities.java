package io.mcpmanager.core.gateway;

import io.mcpmanager.core.protocol.ClientProfile;
import io.mcpmanager.core.protocol.InputRequest;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Span;
import java.util.Optional;

/** What a client has said that servers may ask it. */
final class Capabilities {

  /** Whether the client can be asked this. */
  static boolean allow(ClientProfile client, InputRequest question) {
    return switch (question.method()) {
      case "sampling/createMessage" -> client.offers("sampling");
      case "roots/list" -> client.offers("roots");
      case "elicitation/create" ->
        question.params().flatMap(Capabilities::mode).filter("url"::equals).isPresent()
            ? mode(client, "url")
            : mode(client, "form") || (client.offers("elicitation") && !mode(client, "url"));
      default -> false;
    };
  }

  /** Whether its user can be asked to open addresses. */
  static boolean allowUrls(ClientProfile client) {
    return mode(client, "url");
  }

  private static boolean mode(ClientProfile client, String mode) {
    byte[] json = client.capabilities();
    return JsonText.member(json, whole(json), "elicitation")
        .flatMap(elicitation -> JsonText.member(json, elicitation, mode))
        .filter(span -> JsonText.isObject(json, span))
        .isPresent();
  }

  private static Optional<String> mode(byte[] params) {
    return JsonText.member(params, whole(params), "mode")
        .filter(span -> JsonText.isString(params, span))
        .map(span -> JsonText.decode(params, span));
  }

  private static Span whole(byte[] json) {
    return new Span(0, json.length);
  }

  private Capabilities() {}
}
