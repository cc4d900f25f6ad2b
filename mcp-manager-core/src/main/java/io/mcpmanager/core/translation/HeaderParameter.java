package io.mcpmanager.core.translation;

import java.util.List;

/**
 * An argument of a tool that a client of 2026-07-28 repeats in a header over HTTP.
 *
 * @param name of the header, what follows {@code Mcp-Param-}
 * @param path the names that lead to the argument, from the arguments down
 * @param type {@code string}, {@code integer} or {@code boolean}
 */
public record HeaderParameter(String name, List<String> path, String type) {
  public HeaderParameter {
    path = List.copyOf(path);
  }
}
