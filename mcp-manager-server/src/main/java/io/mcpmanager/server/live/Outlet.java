package io.mcpmanager.server.live;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Where a feed puts its messages: one connection. May block while the client reads slowly; never throws because the
 * client has gone.
 */
@FunctionalInterface
interface Outlet {

  /** The id of messages that are no place to resume from. */
  long NO_POSITION = -1;

  /**
   * Sends one message.
   *
   * @param position sequence a client can resume after once it has this message, or {@link #NO_POSITION}
   */
  void send(ObjectNode message, long position);
}
