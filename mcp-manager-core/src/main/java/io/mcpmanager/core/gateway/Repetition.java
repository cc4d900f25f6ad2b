package io.mcpmanager.core.gateway;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.core.catalog.Catalog;
import io.mcpmanager.core.catalog.ListKind;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.core.wire.Span;
import org.jspecify.annotations.Nullable;

/** Which calls may be sent once more if their server ended while it worked on them. */
final class Repetition {

  /**
   * Whether a failed call may be sent once more: its server's definition allows it, the connection has ended, and the
   * server has said of the tool that a second call does no harm.
   *
   * @param item the name by which the server knows the tool, or null if it is the client's
   */
  static boolean isAllowed(
      McpManagerException failure,
      ClientCall call,
      @Nullable String item,
      Fleet.Live live,
      Catalog catalog) {
    return failure.code() == ErrorCode.CHANNEL_FAILED
        && live.server().definition().settings().gateway().repeatIdempotent()
        && call.method().equals("tools/call")
        && live.connection().upstream().closed().isDone()
        && isHarmless(item == null ? call.message().text(Member.NAME).orElse("") : item, catalog);
  }

  private static boolean isHarmless(String tool, Catalog catalog) {
    return catalog.list(ListKind.TOOLS).stream()
        .filter(entry -> entry.key().equals(tool))
        .anyMatch(
            entry -> says(entry.json(), "readOnlyHint") || says(entry.json(), "idempotentHint"));
  }

  private static boolean says(byte[] tool, String hint) {
    return JsonText.member(tool, new Span(0, tool.length), "annotations")
        .flatMap(annotations -> JsonText.member(tool, annotations, hint))
        .filter(value -> tool[value.start()] == 't')
        .isPresent();
  }

  private Repetition() {}
}
