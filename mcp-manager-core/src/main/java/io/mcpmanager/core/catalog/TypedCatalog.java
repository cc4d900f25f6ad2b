package io.mcpmanager.core.catalog;

import io.mcpmanager.api.gateway.ServerCatalog;
import io.mcpmanager.api.mcp.Resource;
import io.mcpmanager.api.server.Server;
import java.util.List;

/** A server's catalog for people and hosts, with the names it has among all servers. */
public record TypedCatalog(Server server, Catalog catalog, MergedCatalog merged) {

  public ServerCatalog read() {
    String name = server.name();
    return new ServerCatalog(
        catalog.list(ListKind.TOOLS).stream()
            .map(e -> TypedReader.of(e.json()).tool(exposed(ListKind.TOOLS, e), name, e.key()))
            .toList(),
        catalog.list(ListKind.PROMPTS).stream()
            .map(e -> TypedReader.of(e.json()).prompt(exposed(ListKind.PROMPTS, e), name, e.key()))
            .toList(),
        resources(ListKind.RESOURCES),
        resources(ListKind.TEMPLATES));
  }

  private List<Resource> resources(ListKind kind) {
    return catalog.list(kind).stream()
        .map(entry -> TypedReader.of(entry.json()).resource(server.name()))
        .toList();
  }

  /** A server that is not exposed keeps its own names. */
  private String exposed(ListKind kind, CatalogEntry entry) {
    return merged
        .nameOf(kind, new MergedCatalog.Route(server.id(), entry.key()))
        .orElse(entry.key());
  }
}
