package io.mcpmanager.server.live;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.error.ValidationException;
import io.mcpmanager.core.json.ServerJson;

/** What a client is told when something is wrong. */
final class ErrorMessages {

  static ObjectNode of(McpManagerException e) {
    ObjectNode message = JsonNodeFactory.instance.objectNode();
    message.put("type", "error").put("code", e.code().name()).put("message", e.getMessage());
    if (e instanceof ValidationException validation) {
      message.set("details", ServerJson.problems(validation.problems()));
    }
    return message;
  }

  private ErrorMessages() {}
}
