package io.mcpmanager.core.translation;

import static io.mcpmanager.api.mcp.ProtocolRevision.V2025_11_25;

import io.mcpmanager.core.wire.ArrayCursor;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Span;
import io.mcpmanager.core.wire.Splice;
import java.util.Optional;

/** The items of {@code tools/list}. The other lists have nothing that a client could stumble over. */
final class ToolItems {

  private final boolean fromTasks;
  private final boolean toHeaders;
  private final boolean toObjects;

  ToolItems(Pair pair) {
    fromTasks = pair.server() == V2025_11_25;
    toHeaders = !pair.client().hasHandshake();
    toObjects = pair.legacyClientOfModernServer();
  }

  boolean touch(String method) {
    return (fromTasks || toHeaders || toObjects) && method.equals("tools/list");
  }

  /** A tool as the client has to see it, or empty if the client must not see it. */
  Optional<byte[]> edited(byte[] tool) {
    Span whole = Bytes.whole(tool);
    return isHidden(tool, whole)
        ? Optional.empty()
        : Optional.of(edit(tool, whole).orElse(tool));
  }

  /** Edits the tools of a result. */
  void editAll(byte[] bytes, Span result, Splice splice) {
    Optional<Span> list = Bytes.array(bytes, result, "tools");
    if (list.isEmpty()) {
      return;
    }
    var cursor = new ArrayCursor(bytes, list.get());
    int keptUntil = -1;
    int hiddenFrom = -1; // start of a leading run of hidden tools
    int hiddenUntil = -1;
    while (cursor.next()) {
      Span tool = cursor.element();
      if (JsonText.isObject(bytes, tool) && isHidden(bytes, tool)) {
        if (keptUntil >= 0) {
          splice.replace(new Span(keptUntil, tool.end()), Bytes.NONE);
          keptUntil = tool.end();
        } else if (hiddenFrom < 0) {
          hiddenFrom = tool.start();
        }
        hiddenUntil = tool.end();
      } else {
        if (hiddenFrom >= 0) {
          splice.replace(new Span(hiddenFrom, tool.start()), Bytes.NONE);
          hiddenFrom = -1;
        }
        if (JsonText.isObject(bytes, tool)) {
          edit(bytes, tool).ifPresent(edited -> splice.replace(tool, edited));
        }
        keptUntil = tool.end();
      }
    }
    if (hiddenFrom >= 0) {
      splice.replace(new Span(hiddenFrom, hiddenUntil), Bytes.NONE);
    }
  }

  private boolean isHidden(byte[] bytes, Span tool) {
    return (fromTasks && isTaskOnly(bytes, tool)) || (toHeaders && hasBadHeaders(bytes, tool));
  }

  private static boolean isTaskOnly(byte[] bytes, Span tool) {
    return Bytes.object(bytes, tool, "execution")
        .flatMap(execution -> Bytes.string(bytes, execution, "taskSupport"))
        .filter("required"::equals)
        .isPresent();
  }

  private static boolean hasBadHeaders(byte[] bytes, Span tool) {
    return Bytes.object(bytes, tool, "inputSchema")
        .filter(schema -> HeaderParameters.read(bytes, schema).isEmpty())
        .isPresent();
  }

  /** The edited tool, or empty if there is nothing to edit. */
  private Optional<byte[]> edit(byte[] bytes, Span tool) {
    if (fromTasks && JsonText.member(bytes, tool, "execution").isPresent()) {
      return Optional.of(Splice.of(bytes).remove(tool, "execution").apply(tool));
    }
    return toObjects
        ? JsonText.member(bytes, tool, "outputSchema")
            .filter(schema -> OutputSchemas.mustWrap(bytes, schema))
            .map(schema -> withObjectSchema(bytes, tool, schema))
        : Optional.empty();
  }

  private static byte[] withObjectSchema(byte[] bytes, Span tool, Span schema) {
    var splice = Splice.of(bytes);
    OutputSchemas.wrapped(bytes, schema)
        .ifPresentOrElse(
            wrapped -> splice.put(tool, "outputSchema", wrapped),
            () -> splice.remove(tool, "outputSchema"));
    return splice.apply(tool);
  }
}
