package io.mcpmanager.core.protocol;

/** What a peer has been through before it is connected to. */
public enum PeerPast {
  /** It was launched just now. */
  NONE,
  /**
   * An earlier life of the manager spoke to it: it may still answer requests of that life, and the first thing read of it
   * may be the rest of something.
   */
  ADOPTED
}
