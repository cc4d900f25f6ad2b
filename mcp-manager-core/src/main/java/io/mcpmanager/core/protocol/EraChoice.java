package io.mcpmanager.core.protocol;

/** How a connection is to be opened. */
public enum EraChoice {
  /** The server is asked which era it is of. */
  FIND_OUT,
  /** By the handshake of the revisions up to 2025-11-25. */
  LEGACY,
  /** By discovery, as since 2026-07-28. */
  MODERN
}
