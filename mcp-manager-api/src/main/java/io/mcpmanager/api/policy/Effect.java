package io.mcpmanager.api.policy;

/** What becomes of a call. */
public enum Effect {
  /** It goes on to the server. */
  ALLOW,
  /** It is refused, and lists do not show the tool. */
  DENY,
  /** It is held until somebody has approved just this call. */
  ASK
}
