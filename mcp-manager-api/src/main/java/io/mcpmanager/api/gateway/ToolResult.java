package io.mcpmanager.api.gateway;

import io.mcpmanager.api.mcp.Content;
import io.mcpmanager.api.mcp.Json;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a tool answered.
 *
 * @param content its content, in order
 * @param structuredContent its structured result, or null
 * @param isError whether the tool says it failed
 * @param json the whole result exactly as the server sent it
 */
public record ToolResult(
    List<Content> content, @Nullable Json structuredContent, boolean isError, Json json) {

  /** Copies the content. */
  public ToolResult {
    content = List.copyOf(content);
  }

  /** All text content, joined by line breaks. */
  public String text() {
    return content.stream()
        .filter(Content.Text.class::isInstance)
        .map(c -> ((Content.Text) c).text())
        .collect(Collectors.joining("\n"));
  }

  /** Its structured result, if it has one. */
  public Optional<Json> structured() {
    return Optional.ofNullable(structuredContent);
  }
}
