package io.mcpmanager.core.lifecycle;

/** When a launch begins. */
enum LaunchPace {
  /** At once: somebody waits for it. */
  AT_ONCE,
  /** When few enough others are under way: many were asked for at the same time. */
  IN_TURN
}
