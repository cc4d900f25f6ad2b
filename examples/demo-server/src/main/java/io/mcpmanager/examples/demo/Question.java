package io.mcpmanager.examples.demo;

import java.util.List;

/** Something a server asks its client during a call. */
record Question(String method, JsonObject params) {

  /** Has the user fill in a form. */
  static Question form(String message, JsonObject properties) {
    return new Question(
        "elicitation/create",
        JsonObject.of(
            "mode",
            "form",
            "message",
            message,
            "requestedSchema",
            JsonObject.of(
                "type",
                "object",
                "properties",
                properties,
                "required",
                List.copyOf(properties.members().keySet()))));
  }

  /** Sends the user to a page, where the data stays between the two of them. */
  static Question page(String message, String url) {
    return new Question(
        "elicitation/create", JsonObject.of("mode", "url", "message", message, "url", url));
  }

  /** Has the client's model answer a prompt. */
  static Question model(String prompt, long maxTokens) {
    var content = JsonObject.of("type", "text", "text", prompt);
    return new Question(
        "sampling/createMessage",
        JsonObject.of(
            "messages",
            List.of(JsonObject.of("role", "user", "content", content)),
            "maxTokens",
            maxTokens));
  }

  static Question roots() {
    return new Question("roots/list", JsonObject.EMPTY);
  }

  /** What a client must declare to be asked this. */
  JsonObject capability() {
    return switch (method) {
      case "sampling/createMessage" -> JsonObject.of("sampling", JsonObject.EMPTY);
      case "roots/list" -> JsonObject.of("roots", JsonObject.EMPTY);
      default -> JsonObject.of("elicitation", JsonObject.of(mode(), JsonObject.EMPTY));
    };
  }

  boolean isOffered(JsonObject capabilities) {
    return switch (method) {
      case "sampling/createMessage" -> capabilities.object("sampling").isPresent();
      case "roots/list" -> capabilities.object("roots").isPresent();
      default ->
        capabilities
            .object("elicitation")
            // nothing inside means forms, as it did before there was another mode
            .filter(modes -> modes.has(mode()) || (mode().equals("form") && !modes.has("url")))
            .isPresent();
    };
  }

  private String mode() {
    return params.text("mode").orElse("form");
  }
}
