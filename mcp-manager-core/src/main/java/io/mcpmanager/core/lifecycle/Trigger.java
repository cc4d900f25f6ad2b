package io.mcpmanager.core.lifecycle;

/** What moves a server from one state to another. */
enum Trigger {
  /** It is to be started. */
  START,
  /** Its instance has completed the handshake. */
  READY,
  /** Starting or stopping it did not work. */
  FAILED,
  /** Its start was called off and nothing of it is left. */
  CANCEL,
  /** It is to end, or to go back to being stopped. */
  STOP,
  /** Its instance has ended. */
  EXITED,
  /** It is taken out of service. */
  SERVICE
}
