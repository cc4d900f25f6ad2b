package io.mcpmanager.examples.demo;

/** What the server says about itself, in whatever way a revision asks for it. */
final class About {

  static final JsonObject SERVER =
      JsonObject.of("name", "mcp-manager-demo", "title", "Demo server", "version", "1.0.0");

  static final JsonObject CAPABILITIES = JsonObject.of(
      "tools", JsonObject.of("listChanged", true),
      "prompts", JsonObject.of("listChanged", true),
      "resources", JsonObject.of("subscribe", true, "listChanged", true),
      "completions", JsonObject.EMPTY,
      "logging", JsonObject.EMPTY);

  static final String INSTRUCTIONS =
      "A server to try things with. Start with 'echo', watch 'count' report progress, and see 'crash' restarted.";

  private About() {}
}
