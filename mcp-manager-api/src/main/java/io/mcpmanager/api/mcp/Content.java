package io.mcpmanager.api.mcp;

/** A piece of what a tool answers. */
public sealed interface Content {

  /** The piece exactly as the server sent it. */
  Json json();

  /** Text. */
  record Text(String text, Json json) implements Content {}

  /**
   * An image or a sound.
   *
   * @param type {@code image} or {@code audio}
   * @param base64 the data, base64 encoded
   * @param mimeType type of the data
   */
  record Binary(String type, String base64, String mimeType, Json json) implements Content {}

  /** A link to a resource. */
  record ResourceLink(String uri, Json json) implements Content {}

  /** A resource with its content. */
  record EmbeddedResource(String uri, Json json) implements Content {}

  /** A kind of content that is not known here. */
  record Other(String type, Json json) implements Content {}
}
