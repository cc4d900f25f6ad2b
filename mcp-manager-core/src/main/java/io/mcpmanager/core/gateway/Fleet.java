package io.mcpmanager.core.gateway;

import io.mcpmanager.api.mcp.ProtocolRevision;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.core.catalog.Catalog;
import io.mcpmanager.core.catalog.ListKind;
import io.mcpmanager.core.catalog.MergedCatalog;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The servers as the gateway sees them: which of them answer, what they offer, and what they offer together. What is
 * read is one immutable snapshot after the other; nobody who reads waits for who writes.
 */
final class Fleet {

  /** A server that answers. */
  record Live(Server server, LiveConnection connection) {}

  private final int pageSize;
  private final byte[] self;
  private final Map<ServerId, Live> live = new ConcurrentHashMap<>();
  private final Map<ServerId, Server> known = new ConcurrentHashMap<>();
  private final Map<ServerId, Catalog> catalogs = new ConcurrentHashMap<>();
  private final Map<String, MergedCatalog> merged = new ConcurrentHashMap<>();
  private final MergedCatalog nothing;
  private final ReentrantLock merging = new ReentrantLock(); // guards writes of merged

  /**
   * A fleet without servers.
   *
   * @param self what the gateway says it is, a JSON object
   */
  Fleet(int pageSize, byte[] self) {
    this.pageSize = pageSize;
    this.self = self;
    this.nothing = new MergedCatalog(List.of(), pageSize, self);
  }

  Optional<Live> live(ServerId id) {
    return Optional.ofNullable(live.get(id));
  }

  Collection<Live> all() {
    return List.copyOf(live.values());
  }

  /** The servers of a tenant that have been seen, whether they answer or not. */
  List<Server> known(String tenant) {
    return known.values().stream().filter(one -> one.tenant().equals(tenant)).toList();
  }

  /** The servers that answer and are part of what a tenant's servers offer together, by name. */
  List<Live> exposed(String tenant) {
    return live.values().stream()
        .filter(one -> isExposed(one.server()) && one.server().tenant().equals(tenant))
        .sorted(Comparator.comparing(one -> one.server().name()))
        .toList();
  }

  static boolean isExposed(Server server) {
    return server.definition().settings().gateway().exposed();
  }

  /** What a server offered when it was last read. */
  Catalog catalog(ServerId id) {
    return catalogs.getOrDefault(id, Catalog.EMPTY);
  }

  /** What all exposed servers of a tenant offer. */
  MergedCatalog merged(String tenant) {
    return merged.getOrDefault(tenant, nothing);
  }

  /** A server answers. Returns the merged lists that changed by it, here and below. */
  Set<ListKind> ready(Server server, LiveConnection connection) {
    known.put(server.id(), server);
    catalogs.put(server.id(), connection.catalog());
    live.put(server.id(), new Live(server, connection));
    return merge(server.tenant());
  }

  /** A server answers no more. */
  Set<ListKind> gone(Server server) {
    return live.remove(server.id()) == null ? none() : merge(server.tenant());
  }

  /** A server has another definition or state. */
  Set<ListKind> changed(Server server) {
    live.computeIfPresent(server.id(), (id, before) -> new Live(server, before.connection()));
    Server before = known.put(server.id(), server);
    boolean same = before != null
        && before.name().equals(server.name())
        && before
            .definition()
            .settings()
            .gateway()
            .equals(server.definition().settings().gateway());
    return same ? none() : merge(server.tenant());
  }

  /** A server exists no more. */
  Set<ListKind> deleted(Server server) {
    live.remove(server.id());
    known.remove(server.id());
    catalogs.remove(server.id());
    return merge(server.tenant());
  }

  /** A server's lists have been read; nothing happens if it has been deleted meanwhile. */
  Set<ListKind> read(ServerId id, Catalog catalog) {
    Server server = known.get(id);
    if (server == null) {
      return none();
    }
    catalogs.put(id, catalog);
    return merge(server.tenant());
  }

  private static Set<ListKind> none() {
    return EnumSet.noneOf(ListKind.class);
  }

  private Set<ListKind> merge(String tenant) {
    merging.lock();
    try {
      var parts = new ArrayList<MergedCatalog.Part>();
      for (Server server : known.values()) {
        if (server.tenant().equals(tenant) && isExposed(server)) {
          ProtocolRevision revision = live(server.id())
              .map(one -> one.connection().greeting().revision())
              .orElse(null);
          parts.add(new MergedCatalog.Part(server, catalog(server.id()), revision));
        }
      }
      var after = new MergedCatalog(parts, pageSize, self);
      MergedCatalog before = merged.put(tenant, after);
      return after.differences(before == null ? nothing : before);
    } finally {
      merging.unlock();
    }
  }
}
