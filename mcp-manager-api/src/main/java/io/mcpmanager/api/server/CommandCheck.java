package io.mcpmanager.api.server;

import io.mcpmanager.api.error.ErrorCode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a command can run now.
 *
 * @param possible whether it can
 * @param error why not, or null if it can
 * @param reason why not, for people; empty if it can
 */
public record CommandCheck(boolean possible, @Nullable ErrorCode error, String reason) {

  /** It can. */
  public static final CommandCheck POSSIBLE = new CommandCheck(true, null, "");

  /** It can't. */
  public static CommandCheck refused(ErrorCode error, String reason) {
    return new CommandCheck(false, error, reason);
  }

  /** Why not, if it can't. */
  public Optional<ErrorCode> errorCode() {
    return Optional.ofNullable(error);
  }
}
