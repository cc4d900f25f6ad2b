package io.mcpmanager.core.lifecycle;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.server.Failure;
import org.jspecify.annotations.Nullable;

/**
 * How a command ends.
 *
 * @param error why it failed, or null if it succeeded
 * @param message what happened, for people
 */
record Outcome(@Nullable ErrorCode error, String message) {

  static Outcome success(String message) {
    return new Outcome(null, message);
  }

  static Outcome failure(Failure failure) {
    return new Outcome(failure.code(), failure.message());
  }

  boolean isSuccess() {
    return error == null;
  }
}
