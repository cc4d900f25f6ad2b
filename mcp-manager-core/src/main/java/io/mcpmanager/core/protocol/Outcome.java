package io.mcpmanager.core.protocol;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.core.wire.Envelope;

/** How a request ended. */
sealed interface Outcome {

  /** The server answered, with a result or with an error. */
  record Answered(Envelope answer) implements Outcome {}

  /** There is no answer. */
  record Failed(ErrorCode code, String message) implements Outcome {}

  /** Whoever asked no longer wants the answer. */
  record Cancelled(String reason) implements Outcome {}
}
