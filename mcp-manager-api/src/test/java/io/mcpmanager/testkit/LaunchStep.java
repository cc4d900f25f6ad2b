package io.mcpmanager.testkit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one launch of a {@link ScriptedRuntime} does.
 *
 * @param kind how it goes
 * @param exitStatus status of an instance that exits
 * @param errorLines what it writes to standard error first
 * @param failure what a launch that fails says, or null if it does not
 * @param whenStopped how the instance takes being stopped
 */
public record LaunchStep(
    Kind kind,
    int exitStatus,
    List<String> errorLines,
    @Nullable String failure,
    WhenStopped whenStopped) {

  /** How a launch goes. */
  public enum Kind {
    /** The instance lives until it is stopped or the test ends it. */
    STAYS_UP,
    /** The same, and it was running before, in an earlier life of the manager. */
    IS_TAKEN_OVER,
    /** The instance has ended before {@code launch} returns. */
    EXITS,
    /** {@code launch} throws. */
    FAILS,
    /** {@code launch} does not return until it is interrupted or the test lets it go on. */
    HANGS
  }

  /** How an instance takes being stopped. */
  public enum WhenStopped {
    /** It ends at once. */
    ENDS,
    /** It lives on, and stopping fails. */
    REFUSES,
    /** Stopping waits until the test lets it finish. */
    WAITS
  }

  /** The instance lives until it is stopped or the test ends it. */
  public static LaunchStep staysUp() {
    return new LaunchStep(Kind.STAYS_UP, 0, List.of(), null, WhenStopped.ENDS);
  }

  /** The instance was running before; it lives until it is stopped or the test ends it. */
  public static LaunchStep isTakenOver() {
    return new LaunchStep(Kind.IS_TAKEN_OVER, 0, List.of(), null, WhenStopped.ENDS);
  }

  /** The instance writes lines to standard error and exits at once. */
  public static LaunchStep exits(int status, String... errorLines) {
    return new LaunchStep(Kind.EXITS, status, List.of(errorLines), null, WhenStopped.ENDS);
  }

  /** The launch fails. */
  public static LaunchStep fails(String message) {
    return new LaunchStep(Kind.FAILS, 0, List.of(), message, WhenStopped.ENDS);
  }

  /** The launch does not return until interrupted or released. */
  public static LaunchStep hangs() {
    return new LaunchStep(Kind.HANGS, 0, List.of(), null, WhenStopped.ENDS);
  }

  /** The same with another reaction to being stopped. */
  public LaunchStep whenStopped(WhenStopped reaction) {
    return new LaunchStep(kind, exitStatus, errorLines, failure, reaction);
  }
}
