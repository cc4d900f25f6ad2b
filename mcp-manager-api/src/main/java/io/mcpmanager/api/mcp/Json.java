package io.mcpmanager.api.mcp;

import java.util.Objects;

/**
 * A JSON value as text, kept exactly as it was sent. The api carries JSON this way so that hosts can use the JSON
 * library they like.
 *
 * @param text well-formed JSON; not checked here
 */
public record Json(String text) {

  /** An empty object. */
  public static final Json EMPTY_OBJECT = new Json("{}");

  /** Checks that the text is given. */
  public Json {
    Objects.requireNonNull(text, "text");
  }

  /** The value written as {@code text}. */
  public static Json of(String text) {
    return new Json(text);
  }

  @Override
  public String toString() {
    return text;
  }
}
