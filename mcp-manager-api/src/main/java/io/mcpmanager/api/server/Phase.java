package io.mcpmanager.api.server;

/** The step of a server's life in which something went wrong. */
public enum Phase {
  /** Bringing an instance into existence: the process, the connection. */
  LAUNCH,
  /** Agreeing on a protocol revision with it. */
  HANDSHAKE,
  /** While it was running. */
  RUN,
  /** Ending it. */
  STOP
}
