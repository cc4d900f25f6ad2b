package io.mcpmanager.spi;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * How an instance ended.
 *
 * @param code exit status of the process (128 + signal number if a signal ended it), or null if there is no process
 * @param description for people, such as {@code exited with status 1} or {@code connection closed by peer}
 * @param requested whether the manager asked for it
 */
public record ExitStatus(@Nullable Integer code, String description, boolean requested) {

  /** Whether it ended by itself without saying that anything was wrong. */
  public boolean clean() {
    return code != null && code == 0;
  }

  /** Exit status of the process, if there is one. */
  public OptionalInt exitCode() {
    return code == null ? OptionalInt.empty() : OptionalInt.of(code);
  }
}
