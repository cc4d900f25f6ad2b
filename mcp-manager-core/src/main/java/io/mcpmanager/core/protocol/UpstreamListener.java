package io.mcpmanager.core.protocol;

import io.mcpmanager.core.wire.Envelope;

/** Takes what a server sends of its own accord. Called from the channel's reader threads; must not block. */
public interface UpstreamListener {

  /** A notification other than progress and cancellation, which the connection deals with itself. */
  void onNotification(Envelope notification);

  /**
   * The server asks a client something although no call made it do so, on a connection that belongs to one client. Where
   * nobody can be asked it is refused.
   */
  default void onRequest(InputRequest request) {
    request.answer(InputAnswer.unsupported(request.method()));
  }

  /**
   * The server sent something that is not the protocol and was dropped. Told with growing gaps, so that a server gone
   * wild does not flood whoever listens.
   *
   * @param what for people
   * @param count how often this has happened on this connection
   */
  void onIrregular(String what, long count);
}
