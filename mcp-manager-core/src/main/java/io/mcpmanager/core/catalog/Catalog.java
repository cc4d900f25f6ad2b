package io.mcpmanager.core.catalog;

import io.mcpmanager.core.translation.Translation;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What one server offers. Immutable. */
public final class Catalog {

  public static final Catalog EMPTY = new Catalog(Map.of());

  private final Map<ListKind, List<CatalogEntry>> lists = new EnumMap<>(ListKind.class);
  private volatile @Nullable Set<String> wrapped; // of few servers, so only when asked for

  Catalog(Map<ListKind, List<CatalogEntry>> lists) {
    lists.forEach((kind, entries) -> this.lists.put(kind, List.copyOf(entries)));
  }

  public List<CatalogEntry> list(ListKind kind) {
    return lists.getOrDefault(kind, List.of());
  }

  public int size(ListKind kind) {
    return list(kind).size();
  }

  /** The tools as the server wrote them, by name. */
  public Map<String, byte[]> tools() {
    return list(ListKind.TOOLS).stream()
        .collect(Collectors.toMap(CatalogEntry::key, CatalogEntry::json));
  }

  /** Whether what a tool returns is wrapped by translations from the server's revision to those with a handshake. */
  public boolean wraps(String tool, Translation translation) {
    Set<String> known = wrapped;
    if (known == null) {
      known = list(ListKind.TOOLS).stream()
          .filter(entry -> translation.wrapsOutput(entry.json()))
          .map(CatalogEntry::key)
          .collect(Collectors.toUnmodifiableSet());
      wrapped = known;
    }
    return known.contains(tool);
  }

  /** The lists that are not the same in both. */
  public Set<ListKind> differences(Catalog other) {
    var differences = EnumSet.noneOf(ListKind.class);
    for (ListKind kind : ListKind.values()) {
      if (!list(kind).equals(other.list(kind))) {
        differences.add(kind);
      }
    }
    return differences;
  }
}
