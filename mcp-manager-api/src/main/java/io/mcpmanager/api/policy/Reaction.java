package io.mcpmanager.api.policy;

/** What becomes of calls of a tool that is not what has been approved. */
public enum Reaction {
  /** They go on, and an event tells of the tool. */
  PASS,
  /** Each is held until somebody has approved it. */
  ASK,
  /** They are refused, and lists do not show the tool, until its definition has been approved. */
  BLOCK
}
