package io.mcpmanager.core.translation;

import static io.mcpmanager.api.mcp.ProtocolRevision.V2025_03_26;
import static io.mcpmanager.api.mcp.ProtocolRevision.V2025_06_18;

import io.mcpmanager.core.wire.ArrayCursor;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Span;
import io.mcpmanager.core.wire.Splice;
import java.util.Optional;

/** Content for clients that do not know all kinds of it: what they do not know, a text describes. */
final class OldContent {

  private final boolean audio;
  private final boolean links;

  OldContent(Pair pair) {
    audio = pair.introduces(V2025_03_26);
    links = pair.introduces(V2025_06_18);
  }

  boolean isNeeded() {
    return audio || links;
  }

  /** Edits the content of an object, an array of blocks. */
  void editBlocks(byte[] bytes, Span object, Splice splice) {
    Optional<Span> content = Bytes.array(bytes, object, "content");
    if (!isNeeded() || content.isEmpty()) {
      return;
    }
    var cursor = new ArrayCursor(bytes, content.get());
    while (cursor.next()) {
      editBlock(bytes, cursor.element(), splice);
    }
  }

  /** Edits the content of an array of messages, each one block or several. */
  void editMessages(byte[] bytes, Span object, Splice splice) {
    Optional<Span> messages = Bytes.array(bytes, object, "messages");
    if (!isNeeded() || messages.isEmpty()) {
      return;
    }
    var cursor = new ArrayCursor(bytes, messages.get());
    while (cursor.next()) {
      Span message = cursor.element();
      Bytes.object(bytes, message, "content").ifPresent(block -> editBlock(bytes, block, splice));
      editBlocks(bytes, message, splice);
    }
  }

  private void editBlock(byte[] bytes, Span block, Splice splice) {
    String type = Bytes.string(bytes, block, "type").orElse("");
    if (audio && type.equals("audio")) {
      replace(bytes, block, describeAudio(bytes, block), splice);
    } else if (links && type.equals("resource_link")) {
      replace(bytes, block, describeLink(bytes, block), splice);
    }
  }

  private static void replace(byte[] bytes, Span block, String text, Splice splice) {
    String annotations = Bytes.object(bytes, block, "annotations")
        .map(span -> ",\"annotations\":" + Bytes.text(bytes, span))
        .orElse("");
    splice.replace(
        block, Bytes.of("{\"type\":\"text\",\"text\":" + Bytes.quoted(text) + annotations + "}"));
  }

  private static String describeAudio(byte[] bytes, Span block) {
    String type = Bytes.string(bytes, block, "mimeType").orElse("of an unknown type");
    int base64 = JsonText.member(bytes, block, "data").map(Span::length).orElse(2) - 2;
    return "[audio " + type + ", about " + base64 / 4 * 3
        + " bytes; this client's protocol revision has no audio]";
  }

  private static String describeLink(byte[] bytes, Span block) {
    String uri = Bytes.string(bytes, block, "uri").orElse("without a URI");
    String name = Bytes.string(bytes, block, "title")
        .or(() -> Bytes.string(bytes, block, "name"))
        .map(text -> text + ": ")
        .orElse("");
    String type =
        Bytes.string(bytes, block, "mimeType").map(text -> " (" + text + ")").orElse("");
    String about =
        Bytes.string(bytes, block, "description").map(text -> "\n" + text).orElse("");
    return "[resource " + name + uri + type + "]" + about;
  }
}
