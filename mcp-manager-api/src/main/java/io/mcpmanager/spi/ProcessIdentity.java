package io.mcpmanager.spi;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What tells a process on this machine from all others, also from a later one that was given the same id.
 *
 * @param pid its id
 * @param start when it was started, in the words of whoever read it; the same for as long as it lives, and comparable
 *     with nothing but itself
 * @param group id of the process group it leads, or null if it leads none
 */
public record ProcessIdentity(
    long pid, String start, @Nullable Long group) {

  /** Checks what must be given. */
  public ProcessIdentity {
    Objects.requireNonNull(start, "start");
  }
}
