package io.mcpmanager.examples.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** MCP server and load generator in C, compiled where they run. */
final class NativePrograms {

  private static final long COMPILER_SECONDS = 60;

  /** A program compiled into the folder; empty if there is no compiler. */
  static Optional<Path> compile(String name, Path folder) throws IOException, InterruptedException {
    Optional<Path> compiler = Programs.onPath("gcc").or(() -> Programs.onPath("cc"));
    if (compiler.isEmpty()) {
      return Optional.empty();
    }
    Path source = folder.resolve(name + ".c");
    try (InputStream in = NativePrograms.class.getResourceAsStream("/native/" + name + ".c")) {
      if (in == null) {
        throw new IllegalStateException("source of " + name + " is missing");
      }
      Files.copy(in, source);
    }
    Path program = folder.resolve(name);
    Process process = new ProcessBuilder(
            compiler.get().toString(), "-O2", "-o", program.toString(), source.toString())
        .inheritIO()
        .start();
    if (!process.waitFor(COMPILER_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IllegalStateException(List.of(source) + " could not be compiled");
    }
    return Optional.of(program);
  }

  private NativePrograms() {}
}
