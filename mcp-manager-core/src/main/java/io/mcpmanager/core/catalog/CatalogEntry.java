package io.mcpmanager.core.catalog;

import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Span;
import io.mcpmanager.core.wire.Splice;
import java.util.Arrays;

/** One item of a server's list, as the server wrote it. */
public final class CatalogEntry {

  private final byte[] json;
  private final String key;
  private final Span keySpan;

  /**
   * An item.
   *
   * @param json the item, a JSON object
   * @param key its name, URI or URI template
   * @param keySpan where the key stands in {@code json}
   */
  CatalogEntry(byte[] json, String key, Span keySpan) {
    this.json = json;
    this.key = key;
    this.keySpan = keySpan;
  }

  public byte[] json() {
    return json;
  }

  public String key() {
    return key;
  }

  /** The item with another key and everything else untouched. */
  byte[] jsonAs(String newKey) {
    return newKey.equals(key)
        ? json
        : Splice.of(json).replace(keySpan, JsonText.quote(newKey)).apply();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CatalogEntry entry && Arrays.equals(json, entry.json);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(json);
  }
}
