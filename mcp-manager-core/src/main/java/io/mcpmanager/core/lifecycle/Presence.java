package io.mcpmanager.core.lifecycle;

/** Whether a server has an instance, as the outside world sees it. */
enum Presence {
  /** Nothing has been launched. */
  NONE,
  /** It is there. */
  ALIVE,
  /** It was there and has ended. */
  GONE
}
