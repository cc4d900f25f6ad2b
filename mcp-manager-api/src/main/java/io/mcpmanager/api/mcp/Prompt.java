package io.mcpmanager.api.mcp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A prompt that a server offers.
 *
 * @param name under which it is asked for in the scope it was listed in
 * @param title for people, or null
 * @param description for people, or null
 * @param arguments what it can be filled with
 * @param server name of the server that offers it
 * @param originalName name the server itself gives it
 */
public record Prompt(
    String name,
    @Nullable String title,
    @Nullable String description,
    List<Argument> arguments,
    String server,
    String originalName) {

  /** Copies the arguments. */
  public Prompt {
    arguments = List.copyOf(arguments);
  }

  /**
   * Something a prompt can be filled with.
   *
   * @param name its name
   * @param description for people, or null
   * @param required whether it must be given
   */
  public record Argument(String name, @Nullable String description, boolean required) {}
}
