package io.mcpmanager.docker;

import java.nio.file.Path;
import java.util.Map;

/** Finders for tests, which do not depend on how this machine is configured. */
final class Engines {

  private Engines() {}

  /** Finds the engine behind a socket. */
  static EngineFinder at(Path socket) {
    return EngineFinder.of("unix://" + socket, Map.of(), Path.of("/nonexistent"));
  }
}
