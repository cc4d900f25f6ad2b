package io.mcpmanager.api.server;

import io.mcpmanager.api.error.Problem;
import java.util.List;
import java.util.Objects;

/**
 * Where a container serves MCP over HTTP, seen from within.
 *
 * @param port port it listens at; 1 to 65535
 * @param path of its MCP endpoint, such as {@code /mcp}
 */
public record ContainerEndpoint(int port, String path) {

  /** Checks what must be given. */
  public ContainerEndpoint {
    Objects.requireNonNull(path, "path");
  }

  void check(String field, List<Problem> problems) {
    Ranges.check(field + ".port", port, 1, 65_535, problems);
    if (!path.startsWith("/") || path.chars().anyMatch(c -> c <= ' ' || c == 0x7f || c == '#')) {
      problems.add(new Problem(
          field + ".path",
          "must begin with / and hold no spaces and no #",
          Problem.Code.INVALID_FORMAT));
    }
  }
}
