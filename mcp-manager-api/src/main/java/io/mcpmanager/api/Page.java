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

  /** Copies the items. */
  public Page {
    items = List.copyOf(items);
  }

  /** Number of pages; 0 if there are no items. */
  public long pages() {
    return (total + pageSize - 1) / pageSize;
  }
}
