package io.mcpmanager.api.gateway;

import io.mcpmanager.api.mcp.Json;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A call of a tool.
 *
 * @param tool name as listed in the client's scope
 * @param arguments a JSON object
 * @param timeout longest time to wait, or null for the server's own limit
 * @param onProgress takes progress while the call runs, or null if not wanted
 */
public record ToolCall(
    String tool,
    Json arguments,
    @Nullable Duration timeout,
    @Nullable Consumer<Progress> onProgress) {

  /** Checks what must be given. */
  public ToolCall {
    Objects.requireNonNull(tool, "tool");
    Objects.requireNonNull(arguments, "arguments");
  }

  /** A call with arguments written as JSON. */
  public static ToolCall of(String tool, String argumentsJson) {
    return new ToolCall(tool, Json.of(argumentsJson), null, null);
  }

  /** The same, waiting at most this long. */
  public ToolCall withTimeout(Duration newTimeout) {
    return new ToolCall(tool, arguments, newTimeout, onProgress);
  }

  /** The same, reporting progress. */
  public ToolCall withProgress(Consumer<Progress> listener) {
    return new ToolCall(tool, arguments, timeout, listener);
  }

  /**
   * How far a call has come.
   *
   * @param progress grows with every report
   * @param total value of {@code progress} at the end, or null if unknown
   * @param message for people, or null
   */
  public record Progress(
      double progress, @Nullable Double total, @Nullable String message) {}
}
