package io.mcpmanager.core.translation;

import static io.mcpmanager.api.mcp.ProtocolRevision.V2025_06_18;

import io.mcpmanager.core.wire.ArrayCursor;
import io.mcpmanager.core.wire.JsonSyntaxException;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Span;
import io.mcpmanager.core.wire.Splice;
import java.util.Optional;

/**
 * Structured results of tools for clients that know objects only, or none of them: these get what is not an object
 * wrapped in one, and find it as text too.
 */
final class StructuredContent {

  private final boolean unknown;
  private final boolean objectsOnly;

  StructuredContent(Pair pair) {
    unknown = pair.introduces(V2025_06_18);
    objectsOnly = pair.legacyClientOfModernServer();
  }

  boolean isNeeded() {
    return unknown || objectsOnly;
  }

  /**
   * Edits a tool's result.
   *
   * @param wrapped whether the client sees the tool's output schema wrapped
   */
  void edit(byte[] bytes, Span result, boolean wrapped, Splice splice) {
    Optional<Span> found =
        isNeeded() ? JsonText.member(bytes, result, "structuredContent") : Optional.empty();
    if (found.isEmpty()) {
      return;
    }
    Span value = found.get();
    boolean wrap = objectsOnly && (wrapped || !JsonText.isObject(bytes, value));
    if (wrap) {
      splice.put(result, "structuredContent", OutputSchemas.wrappedValue(bytes, value));
    }
    if (wrap || unknown) {
      ensureText(bytes, result, value, splice);
    }
  }

  private static void ensureText(byte[] bytes, Span result, Span value, Splice splice) {
    byte[] block =
        Bytes.of("{\"type\":\"text\",\"text\":" + Bytes.quoted(Bytes.text(bytes, value)) + "}");
    Optional<Span> content = Bytes.array(bytes, result, "content");
    if (content.isEmpty()) {
      splice.put(result, "content", Bytes.of("[" + Bytes.text(block) + "]"));
      return;
    }
    boolean empty = true;
    var cursor = new ArrayCursor(bytes, content.get());
    while (cursor.next()) {
      empty = false;
      if (says(bytes, cursor.element(), value)) {
        return;
      }
    }
    int end = content.get().end() - 1;
    splice.replace(new Span(end, end), Bytes.of((empty ? "" : ",") + Bytes.text(block)));
  }

  /** Whether a block is a text that is JSON, as servers should send along, or the text that the value is. */
  private static boolean says(byte[] bytes, Span block, Span value) {
    if (!Bytes.string(bytes, block, "type").filter("text"::equals).isPresent()) {
      return false;
    }
    String text = Bytes.string(bytes, block, "text").orElse("");
    if (JsonText.isString(bytes, value) && text.equals(JsonText.decode(bytes, value))) {
      return true;
    }
    try {
      JsonText.check(Bytes.of(text));
      return true;
    } catch (JsonSyntaxException e) {
      return false;
    }
  }
}
