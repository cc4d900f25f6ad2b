package io.mcpmanager.api;

import java.util.List;

/**
 * One page of a list.
 *
 * @param items the page's items
 * @param page number of the page, from 1
 * @param pageSize most items a page can hold
 * @param total items on all pages together
 * @param <T> kind of item
 */
public record Page<T>(List<T> items, int page, int pageSize, long total) {

  /** Copies the items; refuses a page without room or a negative total. */
  public Page {
    items = List.copyOf(items);
    if (page < 1) {
      throw new IllegalArgumentException("page must be 1 or more, was " + page);
    }
    if (pageSize < 1) {
      throw new IllegalArgumentException("pageSize must be 1 or more, was " + pageSize);
    }
    if (total < 0) {
      throw new IllegalArgumentException("total must be 0 or more, was " + total);
    }
  }

  /** Number of pages; 0 if there are no items. */
  public long pages() {
    return total / pageSize + (total % pageSize == 0 ? 0 : 1);
  }
}
