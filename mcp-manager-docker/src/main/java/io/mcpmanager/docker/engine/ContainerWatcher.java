package io.mcpmanager.docker.engine;

/**
 * Is told what happens to a container. Called from the engine's event thread: must not block, and must not throw. The same
 * may be told twice, and after the engine was away only what has come of it is told.
 */
@FunctionalInterface
public interface ContainerWatcher {

  /** Something happened to it. */
  void onEvent(ContainerEvent event);

  /** The engine does not answer any more; whether the container still runs nobody knows. */
  default void onEngineLost() {}

  /**
   * The engine answers again, and the container is there.
   *
   * @param state such as {@code running} or {@code paused}; one that has ended is told as an event
   */
  default void onEngineBack(String state) {}
}
