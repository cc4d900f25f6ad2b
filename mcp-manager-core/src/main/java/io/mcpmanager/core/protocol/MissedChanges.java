package io.mcpmanager.core.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Messages;
import java.util.Collection;
import java.util.List;

/**
 * Tells a listener that anything may have changed while the server could not be heard.
 *
 * @param kinds the lists of whose changes the server tells
 */
record MissedChanges(UpstreamListener listener, List<String> kinds) {

  private static final List<String> ALL = List.of("tools", "prompts", "resources");

  static MissedChanges of(UpstreamListener listener, ServerGreeting greeting) {
    return new MissedChanges(
        listener,
        ALL.stream().filter(kind -> greeting.offers(kind, "listChanged")).toList());
  }

  /** Tells of it as the server would: of all its lists, and of these resources. */
  void tell(Collection<String> uris) {
    for (String kind : kinds) {
      listener.onNotification(
          Envelope.read(Messages.notification("notifications/" + kind + "/list_changed", null)));
    }
    for (String uri : uris) {
      byte[] params = ("{\"uri\":" + new String(JsonText.quote(uri), UTF_8) + "}").getBytes(UTF_8);
      listener.onNotification(
          Envelope.read(Messages.notification("notifications/resources/updated", params)));
    }
  }
}
