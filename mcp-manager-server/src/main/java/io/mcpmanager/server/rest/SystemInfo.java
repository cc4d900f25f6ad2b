package io.mcpmanager.server.rest;

import io.mcpmanager.core.config.Origin;
import java.time.Instant;
import java.util.List;

/**
 * What is known of this process from its start on.
 *
 * @param version of the program
 * @param dataDirectory folder of the database
 * @param startedAt when it started
 * @param configuration every key it was started with
 */
public record SystemInfo(
    String version, String dataDirectory, Instant startedAt, List<Origin> configuration) {

  /** Copies the list. */
  public SystemInfo {
    configuration = List.copyOf(configuration);
  }
}
