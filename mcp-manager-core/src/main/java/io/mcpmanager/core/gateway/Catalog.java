package io.mcpmanager.core.gateway;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What one server offers. Immutable. */
record Catalog(Map<ListKind, List<CatalogEntry>> lists) {

  static final Catalog EMPTY = new Catalog(Map.of());

  Catalog {
    var copy = new EnumMap<ListKind, List<CatalogEntry>>(ListKind.class);
    lists.forEach((kind, entries) -> copy.put(kind, List.copyOf(entries)));
    lists = copy;
  }

  List<CatalogEntry> list(ListKind kind) {
    return lists.getOrDefault(kind, List.of());
  }

  int size(ListKind kind) {
    return list(kind).size();
  }

  /** The lists that are not the same in both. */
  Set<ListKind> differences(Catalog other) {
    var differences = EnumSet.noneOf(ListKind.class);
    for (ListKind kind : ListKind.values()) {
      if (!list(kind).equals(other.list(kind))) {
        differences.add(kind);
      }
    }
    return differences;
  }
}
