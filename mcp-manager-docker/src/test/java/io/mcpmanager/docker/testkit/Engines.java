package io.mcpmanager.docker.testkit;

import io.mcpmanager.docker.engine.EngineFinder;
import java.nio.file.Path;
import java.util.Map;

/** Finders for tests, which do not depend on how this machine is configured. */
public final class Engines {

  private Engines() {}

  /** Finds the engine behind a socket. */
  public static EngineFinder at(Path socket) {
    return EngineFinder.of("unix://" + socket, Map.of(), Path.of("/nonexistent"));
  }
}
