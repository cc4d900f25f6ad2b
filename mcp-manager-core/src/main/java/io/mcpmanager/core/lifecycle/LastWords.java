package io.mcpmanager.core.lifecycle;

import io.mcpmanager.spi.ExitStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an instance leaves to explain itself.
 *
 * @param exit how it ended of its own accord, or null if it did not
 * @param errorLines last lines it wrote to standard error, oldest first
 */
public record LastWords(@Nullable ExitStatus exit, List<String> errorLines) {

  /** Of an instance that says nothing. */
  public static final LastWords NONE = new LastWords(null, List.of());

  /** Copies the lines. */
  public LastWords {
    errorLines = List.copyOf(errorLines);
  }

  /** The exit status of its process, or null if there is none. */
  public @Nullable Integer exitStatus() {
    return exit == null ? null : exit.code();
  }
}
