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
   * @param source where it stands, for people
   */
  record Entry(String key, JsonNode value, String source) {}
}
