package io.mcpmanager.api.server;

import io.mcpmanager.api.error.Problem;
import java.util.List;

/**
 * A server as a service of the engine's cluster, which spreads its replicas over the nodes. It must serve MCP over HTTP.
 *
 * @param replicas number of containers; 1 to 100
 * @param constraints on the nodes, in the engine's words, such as {@code node.labels.zone==a}
 */
public record ServicePlacement(int replicas, List<String> constraints) {

  /** Copies the constraints. */
  public ServicePlacement {
    constraints = List.copyOf(constraints);
  }

  void check(String field, List<Problem> problems) {
    Ranges.check(field + ".replicas", replicas, 1, 100, problems);
    for (int i = 0; i < constraints.size(); i++) {
      if (!constraints.get(i).matches("[A-Za-z0-9_.-]+\\s*(==|!=)\\s*\\S.*")) {
        problems.add(new Problem(
            field + ".constraints[" + i + "]",
            "must have the form attribute==value or attribute!=value",
            Problem.Code.INVALID_FORMAT));
      }
    }
  }
}
