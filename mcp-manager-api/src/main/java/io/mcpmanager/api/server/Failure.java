package io.mcpmanager.api.server;

import io.mcpmanager.api.error.ErrorCode;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Why a server is in {@link ServerState#ERROR}.
 *
 * @param phase the step that failed
 * @param code stable name of what went wrong
 * @param message what went wrong, for people; never a secret
 * @param exitStatus exit status of the process, or null if it did not exit or has none
 * @param lastErrorLines last lines the instance wrote to its standard error, oldest first; at most 20
 */
public record Failure(
    Phase phase,
    ErrorCode code,
    String message,
    @Nullable Integer exitStatus,
    List<String> lastErrorLines) {

  /** Most lines of standard error kept with a failure. */
  public static final int MAX_ERROR_LINES = 20;

  /** Copies the lines. */
  public Failure {
    Objects.requireNonNull(phase, "phase");
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(message, "message");
    lastErrorLines = List.copyOf(lastErrorLines);
  }

  /** Exit status of the process, if it exited and has one. */
  public OptionalInt exit() {
    return exitStatus == null ? OptionalInt.empty() : OptionalInt.of(exitStatus);
  }
}
