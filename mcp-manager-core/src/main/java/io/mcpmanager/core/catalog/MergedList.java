package io.mcpmanager.core.catalog;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.api.mcp.ProtocolRevision;
import io.mcpmanager.core.translation.ResultMembers;
import io.mcpmanager.core.translation.Translation;
import io.mcpmanager.spi.AccessPolicy;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One list of all servers, cut into pages that are written once: for clients with a handshake, and, when the first of them
 * asks, for those of 2026-07-28. Immutable.
 */
final class MergedList {

  /**
   * One item.
   *
   * @param key under which clients know it
   * @param server the revision that its server speaks
   * @param target what an access policy is asked about it
   */
  record Item(
      CatalogEntry entry, String key, ProtocolRevision server, AccessPolicy.Target target) {}

  /** Most lists kept that show only a part of this one. */
  static final int MOST_PARTS = 64;

  private final ListKind kind;
  private final List<Item> items;
  private final int pageSize;
  private final byte[] self;
  private final List<byte[]> pages;
  private volatile @Nullable List<byte[]> modernPages;
  private final Map<Predicate<AccessPolicy.Target>, MergedList> parts = new ConcurrentHashMap<>(1);

  MergedList(ListKind kind, List<Item> items, int pageSize, byte[] self) {
    this.kind = kind;
    this.items = List.copyOf(items);
    this.pageSize = pageSize;
    this.self = self;
    this.pages = pagesFor(ProtocolRevision.V2025_11_25);
  }

  /** The list of those items that a filter shows; made once for filters that are equal. */
  MergedList of(Predicate<AccessPolicy.Target> filter) {
    if (filter.equals(AccessPolicy.ALL)) {
      return this;
    }
    MergedList known = parts.get(filter);
    if (known != null) {
      return known;
    }
    List<Item> shown =
        items.stream().filter(item -> ShownItems.isShown(filter, item.target())).toList();
    var part = new MergedList(kind, shown, pageSize, self);
    if (parts.size() >= MOST_PARTS) {
      parts.clear();
    }
    parts.put(filter, part);
    return part;
  }

  /** The result for a cursor, or for none; empty if the cursor is none of ours. */
  Optional<byte[]> page(ProtocolRevision client, @Nullable String cursor) {
    List<byte[]> written = client.hasHandshake() ? pages : modern();
    if (cursor == null) {
      return Optional.of(written.get(0));
    }
    // a cursor from before a change leads to the same place in the new list, and list_changed
    // follows
    for (int page = 1; page < written.size(); page++) {
      if (cursor.equals(cursor(page))) {
        return Optional.of(written.get(page));
      }
    }
    return Optional.empty();
  }

  boolean sameAs(MergedList other) {
    return pages.size() == other.pages.size()
        && Arrays.deepEquals(pages.toArray(), other.pages.toArray());
  }

  private List<byte[]> modern() {
    List<byte[]> written = modernPages;
    if (written == null) {
      written = pagesFor(ProtocolRevision.V2026_07_28);
      modernPages = written;
    }
    return written;
  }

  private List<byte[]> pagesFor(ProtocolRevision client) {
    var shown = new ArrayList<byte[]>();
    for (Item item : items) {
      Translation.between(client, item.server())
          .item(kind.method(), item.entry().jsonAs(item.key()))
          .ifPresent(shown::add);
    }
    byte[] head = head(client);
    var written = new ArrayList<byte[]>();
    int start = 0;
    do {
      int end = Math.min(shown.size(), start + pageSize);
      int next = end < shown.size() ? written.size() + 1 : 0;
      written.add(write(head, shown.subList(start, end), next));
      start = end;
    } while (start < shown.size());
    return written;
  }

  private byte[] head(ProtocolRevision client) {
    String members = client.hasHandshake() ? "" : ResultMembers.of(kind.method(), self) + ",";
    return ("{" + members + "\"" + kind.member() + "\":[").getBytes(UTF_8);
  }

  private byte[] write(byte[] head, List<byte[]> shown, int nextPage) {
    var page = new ByteArrayOutputStream();
    page.writeBytes(head);
    for (int i = 0; i < shown.size(); i++) {
      if (i > 0) {
        page.write(',');
      }
      page.writeBytes(shown.get(i));
    }
    String tail = nextPage == 0 ? "]}" : "],\"nextCursor\":\"" + cursor(nextPage) + "\"}";
    page.writeBytes(tail.getBytes(US_ASCII));
    return page.toByteArray();
  }

  private String cursor(int page) {
    byte[] text = (kind.member() + ":" + page).getBytes(US_ASCII);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
  }
}
