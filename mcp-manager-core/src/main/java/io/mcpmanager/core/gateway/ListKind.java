package io.mcpmanager.core.gateway;

import io.mcpmanager.core.wire.ItemReader;
import org.jspecify.annotations.Nullable;

/** The four things servers list. */
enum ListKind {
  TOOLS("tools/list", "tools", "tools"),
  PROMPTS("prompts/list", "prompts", "prompts"),
  RESOURCES("resources/list", "resources", "resources"),
  TEMPLATES("resources/templates/list", "resources", "resourceTemplates");

  private final String method;
  private final String capability;
  private final String member;

  ListKind(String method, String capability, String member) {
    this.method = method;
    this.capability = capability;
    this.member = member;
  }

  /** The request that lists them. */
  String method() {
    return method;
  }

  /** What a server declares that has them. */
  String capability() {
    return capability;
  }

  /** The member of the result that holds them. */
  String member() {
    return member;
  }

  /** The method of the notification that tells of changes; resources and templates share one. */
  String changeMethod() {
    return "notifications/" + capability + "/list_changed";
  }

  /** What identifies an item within its server, if it has it. */
  ItemReader.@Nullable Text key(ItemReader.Item item) {
    return switch (this) {
      case TOOLS, PROMPTS -> item.name();
      case RESOURCES -> item.uri();
      case TEMPLATES -> item.uriTemplate();
    };
  }
}
