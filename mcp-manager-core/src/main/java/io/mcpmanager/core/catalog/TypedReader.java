package io.mcpmanager.core.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.api.gateway.ToolCall;
import io.mcpmanager.api.gateway.ToolResult;
import io.mcpmanager.api.mcp.Content;
import io.mcpmanager.api.mcp.Json;
import io.mcpmanager.api.mcp.Prompt;
import io.mcpmanager.api.mcp.Resource;
import io.mcpmanager.api.mcp.Tool;
import io.mcpmanager.core.wire.ArrayCursor;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.ObjectCursor;
import io.mcpmanager.core.wire.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object as the typed things of the api. Values that have the wrong type count as missing. Belongs to one thread.
 */
public final class TypedReader {

  private final byte[] bytes;
  private final Span object;
  private @Nullable Map<String, Span> members;

  public TypedReader(byte[] bytes, Span object) {
    this.bytes = bytes;
    this.object = object;
  }

  public static TypedReader of(byte[] json) {
    return new TypedReader(json, new Span(0, json.length));
  }

  /** As a tool listed under {@code name}. */
  public Tool tool(String name, String server, String originalName) {
    return new Tool(
        name,
        text("title"),
        text("description"),
        json("inputSchema").orElse(Json.EMPTY_OBJECT),
        json("outputSchema").orElse(null),
        json("annotations").orElse(null),
        server,
        originalName);
  }

  /** As a prompt listed under {@code name}. */
  public Prompt prompt(String name, String server, String originalName) {
    var arguments = items("arguments").stream()
        .map(argument -> new Prompt.Argument(
            argument.textOr("name", ""), argument.text("description"), argument.isTrue("required")))
        .toList();
    return new Prompt(name, text("title"), text("description"), arguments, server, originalName);
  }

  /** As a resource, or as a template if it has a URI template. */
  public Resource resource(String server) {
    String template = text("uriTemplate");
    return new Resource(
        template == null ? textOr("uri", "") : template,
        textOr("name", ""),
        text("title"),
        text("description"),
        text("mimeType"),
        server);
  }

  public ToolResult toolResult() {
    return new ToolResult(
        items("content").stream().map(TypedReader::content).toList(),
        json("structuredContent").orElse(null),
        isTrue("isError"),
        all());
  }

  public Optional<ToolCall.Progress> progress() {
    Double progress = number("progress");
    return progress == null
        ? Optional.empty()
        : Optional.of(new ToolCall.Progress(progress, number("total"), text("message")));
  }

  /** The elements of an array that are objects; empty if there is no such array. */
  public List<TypedReader> items(String member) {
    Optional<Span> array = member(member).filter(span -> bytes[span.start()] == '[');
    if (array.isEmpty()) {
      return List.of();
    }
    var items = new ArrayList<TypedReader>();
    var elements = new ArrayCursor(bytes, array.get());
    while (elements.next()) {
      if (JsonText.isObject(bytes, elements.element())) {
        items.add(new TypedReader(bytes, elements.element()));
      }
    }
    return items;
  }

  @Nullable
  public String text(String key) {
    return member(key)
        .filter(span -> JsonText.isString(bytes, span))
        .map(span -> JsonText.decode(bytes, span))
        .orElse(null);
  }

  public String textOr(String key, String fallback) {
    String text = text(key);
    return text == null ? fallback : text;
  }

  private Content content() {
    String type = textOr("type", "");
    return switch (type) {
      case "text" -> new Content.Text(textOr("text", ""), all());
      case "image", "audio" ->
        new Content.Binary(type, textOr("data", ""), textOr("mimeType", ""), all());
      case "resource_link" -> new Content.ResourceLink(textOr("uri", ""), all());
      case "resource" -> {
        String uri = member("resource")
            .map(span -> new TypedReader(bytes, span).textOr("uri", ""))
            .orElse("");
        yield new Content.EmbeddedResource(uri, all());
      }
      default -> new Content.Other(type, all());
    };
  }

  private @Nullable Double number(String key) {
    try {
      return member(key).map(span -> Double.valueOf(raw(span))).orElse(null);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private boolean isTrue(String key) {
    return member(key).map(this::raw).filter("true"::equals).isPresent();
  }

  private Optional<Json> json(String key) {
    return member(key).map(span -> Json.of(raw(span)));
  }

  private Json all() {
    return Json.of(raw(object));
  }

  private Optional<Span> member(String key) {
    Map<String, Span> known = members;
    if (known == null) {
      known = readMembers();
      members = known;
    }
    return Optional.ofNullable(known.get(key));
  }

  /** Of members given twice the last one holds. */
  private Map<String, Span> readMembers() {
    var read = new HashMap<String, Span>();
    if (JsonText.isObject(bytes, object)) {
      var cursor = new ObjectCursor(bytes, object);
      while (cursor.next()) {
        read.put(cursor.key(), cursor.value());
      }
    }
    return read;
  }

  private String raw(Span span) {
    return new String(bytes, span.start(), span.length(), UTF_8);
  }
}
