package io.mcpmanager.core.catalog;

import io.mcpmanager.core.wire.ItemReader;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The four things servers list. */
public enum ListKind {
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
  public String method() {
    return method;
  }

  /** What a server declares that has them. */
  String capability() {
    return capability;
  }

  /** The member of the result that holds them. */
  public String member() {
    return member;
  }

  /** The method of the notification that tells of changes; resources and templates share one. */
  public String changeMethod() {
    return "notifications/" + capability + "/list_changed";
  }

  /** What a method lists, if it lists any of these. */
  public static Optional<ListKind> of(String method) {
    return switch (method) {
      case "tools/list" -> Optional.of(TOOLS);
      case "prompts/list" -> Optional.of(PROMPTS);
      case "resources/list" -> Optional.of(RESOURCES);
      case "resources/templates/list" -> Optional.of(TEMPLATES);
      default -> Optional.empty();
    };
  }

  /** The member of an item that identifies it within its server. */
  String keyName() {
    return switch (this) {
      case TOOLS, PROMPTS -> "name";
      case RESOURCES -> "uri";
      case TEMPLATES -> "uriTemplate";
    };
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
