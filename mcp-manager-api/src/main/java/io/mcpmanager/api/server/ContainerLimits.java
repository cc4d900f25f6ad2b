package io.mcpmanager.api.server;

import io.mcpmanager.api.error.Problem;
import java.util.List;

/**
 * The most a container may take of the engine's machine. There is no swap beyond it.
 *
 * @param memoryBytes 6 MiB to 1 TiB
 * @param cpus processors; 0.01 to 1024
 * @param processes processes and threads; 1 to 1,000,000
 */
public record ContainerLimits(long memoryBytes, double cpus, int processes) {

  /** 512 MiB, one processor, 256 processes. */
  public static final ContainerLimits DEFAULT = new ContainerLimits(512L << 20, 1, 256);

  void check(String field, List<Problem> problems) {
    Ranges.check(field + ".memoryBytes", memoryBytes, 6L << 20, 1L << 40, problems);
    Ranges.check(field + ".cpus", cpus, 0.01, 1024, problems);
    Ranges.check(field + ".processes", processes, 1, 1_000_000, problems);
  }
}
