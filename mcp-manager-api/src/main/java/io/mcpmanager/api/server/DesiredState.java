package io.mcpmanager.api.server;

/** What the last command asked for. Stored, so that it survives the manager; the observed state may differ for a while. */
public enum DesiredState {
  /** The server should run; the manager starts it again according to its restart policy and after its own restart. */
  RUNNING,
  /** The server should not run. */
  STOPPED,
  /** The server should stay out of service. */
  MAINTENANCE
}
