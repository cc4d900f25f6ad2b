package io.mcpmanager.spi;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;

/**
 * Makes the channels that the protocol knows out of what a runtime has, so that every runtime speaks them alike. Provided
 * by the manager. Thread-safe.
 */
public interface Channels {

  /**
   * The stdio transport: one message a line, over a pair of streams. A peer that does not read holds no sender; what waits
   * for it is bounded. The streams are closed with the channel, and the channel is closed when the first stream ends.
   *
   * @param name of the server, for the names of threads
   * @param fromServer what it writes to standard output; may block whoever reads it
   * @param toServer its standard input; closing it says that nothing follows
   * @param listener is told lines that are no messages
   */
  MessageChannel stdio(
      String name, InputStream fromServer, OutputStream toServer, InstanceListener listener);

  /**
   * Streamable HTTP, or the older HTTP with server-sent events, at a URL. The first message waits, within its time limit,
   * for something to listen there.
   */
  MessageChannel http(URI endpoint);
}
