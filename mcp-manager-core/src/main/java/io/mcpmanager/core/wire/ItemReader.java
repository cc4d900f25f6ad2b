package io.mcpmanager.core.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the pages of list results (tools, prompts, resources, templates) without parsing items. */
public final class ItemReader {

  /** Most items accepted in one page. */
  public static final int MAX_ITEMS = 10_000;

  /**
   * One page of a list.
   *
   * @param items the usable items, in the order given
   * @param refused how many elements were left out: no object, or a member below given twice
   * @param nextCursor where the next page starts, if there is one
   */
  public record Page(List<Item> items, int refused, Optional<String> nextCursor) {
    public Page {
      items = List.copyOf(items);
    }
  }

  /** One element of a list, and those of its members that are strings. */
  public record Item(
      Span raw,
      @Nullable Text name,
      @Nullable Text title,
      @Nullable Text uri,
      @Nullable Text uriTemplate) {}

  /** A string member: where it stands, quotes included, and what it says. */
  public record Text(Span raw, String value) {}

  /**
   * Reads one page.
   *
   * @param result the span of the result object in {@code message}
   * @param member the member that holds the list, such as {@code tools}
   * @throws JsonSyntaxException if the result is not an object, the member is not an array, or the
   *     page has more than {@link #MAX_ITEMS} elements
   */
  public static Page read(byte[] message, Span result, String member) {
    Span list = null;
    String nextCursor = null;
    var cursor = new ObjectCursor(message, result);
    while (cursor.next()) {
      if (cursor.keyIs(member)) {
        list = cursor.value();
      } else if (cursor.keyIs("nextCursor") && JsonText.isString(message, cursor.value())) {
        nextCursor = JsonText.decode(message, cursor.value());
      }
    }
    if (list == null) {
      throw new JsonSyntaxException("expected an array called " + member, result.start());
    }
    var items = new ArrayList<Item>();
    int refused = 0;
    var elements = new ArrayCursor(new JsonScanner(message, list.end()), list.start());
    while (elements.next()) {
      Span element = elements.element();
      Item item = JsonText.isObject(message, element) ? item(message, element) : null;
      if (item == null) {
        refused++;
      } else if (items.size() == MAX_ITEMS) {
        throw new JsonSyntaxException("more than " + MAX_ITEMS + " items", element.start());
      } else {
        items.add(item);
      }
    }
    return new Page(items, refused, Optional.ofNullable(nextCursor));
  }

  /** Null if a member that counts is given twice: readers would disagree on which one holds. */
  private static @Nullable Item item(byte[] message, Span element) {
    String[] keys = {"name", "title", "uri", "uriTemplate"};
    var texts = new @Nullable Text[keys.length];
    var seen = new boolean[keys.length];
    var cursor = new ObjectCursor(message, element);
    while (cursor.next()) {
      for (int i = 0; i < keys.length; i++) {
        if (cursor.keyIs(keys[i])) {
          if (seen[i]) {
            return null;
          }
          seen[i] = true;
          Span value = cursor.value();
          if (JsonText.isString(message, value)) {
            texts[i] = new Text(value, JsonText.decode(message, value));
          }
        }
      }
    }
    return new Item(element, texts[0], texts[1], texts[2], texts[3]);
  }

  private ItemReader() {}
}
