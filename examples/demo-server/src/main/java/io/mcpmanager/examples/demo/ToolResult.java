package io.mcpmanager.examples.demo;

import java.util.List;

/** What a tool answers. */
record ToolResult(JsonObject json) {

  static ToolResult text(String text) {
    return new ToolResult(
        JsonObject.of("content", List.of(JsonObject.of("type", "text", "text", text))));
  }

  /** An answer for programs; clients that know no structured content find the same as text. */
  static ToolResult structured(Object value) {
    return new ToolResult(text(JsonWriter.write(value)).json().with("structuredContent", value));
  }

  /** The tool ran and did not succeed. Models read this text, so it should say how to do better. */
  static ToolResult failure(String text) {
    return new ToolResult(text(text).json().with("isError", true));
  }
}
