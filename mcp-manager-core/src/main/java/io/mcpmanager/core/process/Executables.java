package io.mcpmanager.core.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Finds executables the way a shell does. */
final class Executables {

  /**
   * The file that a command means.
   *
   * @param command a path, relative to {@code folder}, or a name looked up on the environment's PATH
   */
  static Optional<Path> find(String command, Path folder, Map<String, String> environment) {
    try {
      if (command.contains("/") || command.contains(File.separator)) {
        return Optional.of(folder.resolve(command)).filter(Executables::isExecutable);
      }
      return onPath(command, environment.getOrDefault("PATH", ""));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static Optional<Path> onPath(String command, String path) {
    for (String folder : path.split(File.pathSeparator, -1)) {
      if (!folder.isEmpty()) {
        Path candidate = Path.of(folder, command);
        if (isExecutable(candidate)) {
          return Optional.of(candidate);
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isExecutable(Path file) {
    return Files.isRegularFile(file) && Files.isExecutable(file);
  }

  private Executables() {}
}
