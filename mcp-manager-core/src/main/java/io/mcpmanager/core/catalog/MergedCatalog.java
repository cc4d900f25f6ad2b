package io.mcpmanager.core.catalog;

import io.mcpmanager.api.mcp.ProtocolRevision;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.spi.AccessPolicy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What all exposed servers of a tenant offer together. Lists hold what running servers offer, ordered by server name and
 * then as the server orders it. Routes lead to servers that do not run as well, so that a call can be told so. Immutable.
 */
public final class MergedCatalog {

  /**
   * A server's part.
   *
   * @param revision spoken with the server, or null if it does not run
   */
  public record Part(
      Server server, Catalog catalog, @Nullable ProtocolRevision revision) {

    boolean running() {
      return revision != null;
    }
  }

  /** Where a name leads: to a server's item under the name the server knows. */
  public record Route(ServerId server, String name) {}

  private record TemplateRoute(UriTemplate template, ServerId server) {}

  private final Map<ListKind, MergedList> lists = new EnumMap<>(ListKind.class);
  private final Map<ListKind, Map<String, Route>> routes = new EnumMap<>(ListKind.class);
  private final Map<ListKind, Map<Route, String>> names = new EnumMap<>(ListKind.class);
  private final List<TemplateRoute> templates = new ArrayList<>();

  /**
   * The catalog of these parts.
   *
   * @param self what the gateway says it is, a JSON object
   */
  public MergedCatalog(List<Part> parts, int pageSize, byte[] self) {
    var ordered = new ArrayList<>(parts);
    ordered.sort(Comparator.comparing((Part part) -> part.server().name()));
    mergeByName(ListKind.TOOLS, ordered, pageSize, self);
    mergeByName(ListKind.PROMPTS, ordered, pageSize, self);
    mergeByUri(ListKind.RESOURCES, ordered, pageSize, self);
    mergeByUri(ListKind.TEMPLATES, ordered, pageSize, self);
  }

  /**
   * A page of a list for clients of a revision; empty if the cursor is none of ours.
   *
   * @param shown what of the list they see
   */
  public Optional<byte[]> page(
      ListKind kind,
      ProtocolRevision client,
      @Nullable String cursor,
      Predicate<AccessPolicy.Target> shown) {
    return list(kind).of(shown).page(client, cursor);
  }

  /** Where a tool's or a prompt's name leads. */
  public Optional<Route> route(ListKind kind, String name) {
    return Optional.ofNullable(routes.getOrDefault(kind, Map.of()).get(name));
  }

  /** The name under which a server's tool or prompt is listed. */
  Optional<String> nameOf(ListKind kind, Route route) {
    return Optional.ofNullable(names.getOrDefault(kind, Map.of()).get(route));
  }

  /** The server that has a resource, or a template that the URI can come from or that it is. */
  public Optional<ServerId> owner(String uri) {
    return route(ListKind.RESOURCES, uri)
        .or(() -> route(ListKind.TEMPLATES, uri))
        .map(Route::server)
        .or(() -> templates.stream()
            .filter(route -> route.template().matches(uri))
            .map(TemplateRoute::server)
            .findFirst());
  }

  /** The lists that are not the same in both. */
  public Set<ListKind> differences(MergedCatalog other) {
    var differences = EnumSet.noneOf(ListKind.class);
    for (ListKind kind : ListKind.values()) {
      if (!list(kind).sameAs(other.list(kind))) {
        differences.add(kind);
      }
    }
    return differences;
  }

  private MergedList list(ListKind kind) {
    MergedList list = lists.get(kind);
    if (list == null) {
      throw new IllegalStateException("no list of " + kind);
    }
    return list;
  }

  private void mergeByName(ListKind kind, List<Part> parts, int pageSize, byte[] self) {
    var sources = new ArrayList<ExposedNames.Source>();
    for (Part part : parts) {
      for (CatalogEntry entry : part.catalog().list(kind)) {
        sources.add(source(part, entry));
      }
    }
    Map<ExposedNames.Source, String> assigned = ExposedNames.assign(sources);
    Map<String, Route> byName = new HashMap<>();
    Map<Route, String> byRoute = new HashMap<>();
    var items = new ArrayList<MergedList.Item>();
    for (Part part : parts) {
      for (CatalogEntry entry : part.catalog().list(kind)) {
        String name = assigned.getOrDefault(source(part, entry), entry.key());
        var route = new Route(part.server().id(), entry.key());
        byName.put(name, route);
        byRoute.put(route, name);
        if (part.revision() != null) {
          items.add(new MergedList.Item(
              entry, name, part.revision(), ShownItems.target(part.server(), kind, entry.key())));
        }
      }
    }
    routes.put(kind, byName);
    names.put(kind, byRoute);
    lists.put(kind, new MergedList(kind, items, pageSize, self));
  }

  /** A URI belongs to the first server, by name, that runs and has it; else to the first that has it. */
  private void mergeByUri(ListKind kind, List<Part> parts, int pageSize, byte[] self) {
    Map<String, Route> byUri = new HashMap<>();
    var items = new ArrayList<MergedList.Item>();
    var ordered = new ArrayList<>(parts);
    ordered.sort(Comparator.comparing((Part part) -> !part.running())); // stable: by name within
    for (Part part : ordered) {
      for (CatalogEntry entry : part.catalog().list(kind)) {
        var route = new Route(part.server().id(), entry.key());
        if (byUri.putIfAbsent(entry.key(), route) == null) {
          if (part.revision() != null) {
            items.add(new MergedList.Item(
                entry,
                entry.key(),
                part.revision(),
                ShownItems.target(part.server(), kind, entry.key())));
          }
          if (kind == ListKind.TEMPLATES) {
            templates.add(
                new TemplateRoute(new UriTemplate(entry.key()), part.server().id()));
          }
        }
      }
    }
    routes.put(kind, byUri);
    lists.put(kind, new MergedList(kind, items, pageSize, self));
  }

  private static ExposedNames.Source source(Part part, CatalogEntry entry) {
    Server server = part.server();
    String prefix = server.definition().settings().gateway().declaredPrefix().orElse(server.name());
    return new ExposedNames.Source(server.name(), prefix, entry.key());
  }
}
