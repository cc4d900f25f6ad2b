package io.mcpmanager.api.server;

import java.util.Locale;

/** The step of a server's life in which something went wrong. Each step has a time limit of its own. */
public enum Phase {
  /** Making present what a launch needs, such as a package. */
  INSTALL,
  /** Bringing an instance into existence: the process, the connection. */
  LAUNCH,
  /** Agreeing on a protocol revision with it. */
  HANDSHAKE,
  /** Reading what it offers. */
  LISTING,
  /** Answering a request. */
  CALL,
  /** While it was running. */
  RUN,
  /** Ending it. */
  STOP;

  /** The phase in lower case, as JSON and messages show it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
