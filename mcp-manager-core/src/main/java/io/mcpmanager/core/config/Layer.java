package io.mcpmanager.core.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Values of one source. A later layer wins over an earlier one. */
record Layer(List<Entry> entries) {

  Layer {
    entries = List.copyOf(entries);
  }

  /**
   * @param key as the source names it; may be unknown
   * @param kind where it stands
   * @param source the same, for people
   */
  record Entry(String key, JsonNode value, Origin.Kind kind, String source) {}
}
