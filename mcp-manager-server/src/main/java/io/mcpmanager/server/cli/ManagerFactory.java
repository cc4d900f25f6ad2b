package io.mcpmanager.server.cli;

import io.mcpmanager.McpManager;
import io.mcpmanager.core.config.LoadedConfig;

/** Builds the manager that a configuration asks for, without starting it. */
@FunctionalInterface
public interface ManagerFactory {

  /** A manager over the configured data folder. */
  McpManager create(LoadedConfig loaded);
}
