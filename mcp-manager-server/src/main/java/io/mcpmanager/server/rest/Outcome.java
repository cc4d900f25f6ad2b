package io.mcpmanager.server.rest;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.server.CommandResult;
import io.mcpmanager.core.json.ServerJson;
import io.mcpmanager.server.http.Answers;
import io.mcpmanager.server.http.StatusTable;
import java.util.Map;

/** What a command came to, as an answer: a command that failed is a failure, with the result beside the error. */
final class Outcome {

  static Answer of(CommandResult result) {
    if (result.success()) {
      return Answer.ok(ServerJson.commandResult(result));
    }
    ErrorCode code = result.errorCode().orElse(ErrorCode.INTERNAL_ERROR);
    var body = Answers.error(code, result.message(), result.correlationId(), result.errorDetails());
    body.set("data", ServerJson.commandResult(result));
    return new Answer(StatusTable.of(code), body, Map.of());
  }

  private Outcome() {}
}
