package io.mcpmanager.core.config;

import java.util.List;

/**
 * A configuration and where each of its values came from.
 *
 * @param config the configuration
 * @param origins one for each key there is, in a fixed order
 */
public record LoadedConfig(ManagerConfig config, List<Origin> origins) {

  /** Copies the list. */
  public LoadedConfig {
    origins = List.copyOf(origins);
  }
}
