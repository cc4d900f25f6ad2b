package io.mcpmanager.core.access;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.mcpmanager.api.access.CallContext;
import java.util.Set;

/** What another room keeps of a person. Thread-safe. */
public interface PersonalRecords {

  /** What they are called in an export, such as {@code audit}. */
  String kind();

  /**
   * All of them.
   *
   * @param subjects the principals a person acts as: {@code user:…}, and {@code key:…} of each key
   */
  ArrayNode export(Set<String> subjects);

  /**
   * Erases them; asking again goes on where it failed.
   *
   * @return how many
   */
  long erase(CallContext context, Set<String> subjects);
}
