package io.mcpmanager.api.server;

import java.util.Arrays;
import java.util.Optional;

/** How a server at a URL is spoken to. */
public enum RemoteTransport {
  /**
   * Streamable HTTP, of all revisions that have it. A server that turns out to know only the older transport is spoken to
   * over that.
   */
  STREAMABLE_HTTP("streamable-http"),
  /** HTTP+SSE of revision 2024-11-05: answers come on an event stream that is open all the time. */
  SSE("sse");

  private final String text;

  RemoteTransport(String text) {
    this.text = text;
  }

  /** How documents name it. */
  public String text() {
    return text;
  }

  /** The transport with this name, if there is one. */
  public static Optional<RemoteTransport> parse(String text) {
    return Arrays.stream(values()).filter(known -> known.text.equals(text)).findFirst();
  }
}
