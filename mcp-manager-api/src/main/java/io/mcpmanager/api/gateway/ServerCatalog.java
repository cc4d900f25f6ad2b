package io.mcpmanager.api.gateway;

import io.mcpmanager.api.mcp.Prompt;
import io.mcpmanager.api.mcp.Resource;
import io.mcpmanager.api.mcp.Tool;
import java.util.List;

/**
 * What one server offers, with the names it has in the scope of all servers.
 *
 * @param tools its tools
 * @param prompts its prompts
 * @param resources its resources
 * @param resourceTemplates its resource templates
 */
public record ServerCatalog(
    List<Tool> tools,
    List<Prompt> prompts,
    List<Resource> resources,
    List<Resource> resourceTemplates) {

  /** Nothing. */
  public static final ServerCatalog EMPTY =
      new ServerCatalog(List.of(), List.of(), List.of(), List.of());

  /** Copies the lists. */
  public ServerCatalog {
    tools = List.copyOf(tools);
    prompts = List.copyOf(prompts);
    resources = List.copyOf(resources);
    resourceTemplates = List.copyOf(resourceTemplates);
  }
}
