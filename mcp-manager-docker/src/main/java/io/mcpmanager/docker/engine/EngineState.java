package io.mcpmanager.docker.engine;

import io.mcpmanager.docker.transport.EngineException;

/** Whether there is an engine to work with. */
public sealed interface EngineState {

  /** Nobody has looked yet. */
  record Unknown() implements EngineState {}

  /**
   * It answers, and can do what is needed.
   *
   * @param version what it is
   */
  record Present(EngineVersion version) implements EngineState {}

  /**
   * It can't be used.
   *
   * @param why the reason, with a remedy
   */
  record Absent(EngineException why) implements EngineState {}
}
