package io.mcpmanager.core.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One list of all servers, cut into pages that are written once. Immutable. */
final class MergedList {

  private final ListKind kind;
  private final List<byte[]> pages;

  MergedList(ListKind kind, List<byte[]> items, int pageSize) {
    this.kind = kind;
    this.pages = new ArrayList<>();
    int start = 0;
    do {
      int end = Math.min(items.size(), start + pageSize);
      pages.add(write(items.subList(start, end), end < items.size() ? pages.size() + 1 : 0));
      start = end;
    } while (start < items.size());
  }

  /** The result for a cursor, or for none; empty if the cursor is none of ours. */
  Optional<byte[]> page(@Nullable String cursor) {
    if (cursor == null) {
      return Optional.of(pages.get(0));
    }
    // a cursor from before a change leads to the same place in the new list, and list_changed
    // follows
    for (int page = 1; page < pages.size(); page++) {
      if (cursor.equals(cursor(page))) {
        return Optional.of(pages.get(page));
      }
    }
    return Optional.empty();
  }

  boolean sameAs(MergedList other) {
    return pages.size() == other.pages.size()
        && Arrays.deepEquals(pages.toArray(), other.pages.toArray());
  }

  private byte[] write(List<byte[]> items, int nextPage) {
    var page = new ByteArrayOutputStream();
    page.writeBytes(kind.pageHead());
    for (int i = 0; i < items.size(); i++) {
      if (i > 0) {
        page.write(',');
      }
      page.writeBytes(items.get(i));
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
