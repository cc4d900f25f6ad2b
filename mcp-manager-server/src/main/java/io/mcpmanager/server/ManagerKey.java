package io.mcpmanager.server;

import io.mcpmanager.KeySources;
import io.mcpmanager.core.config.ManagerConfig;
import io.mcpmanager.spi.KeySource;
import java.nio.file.Path;
import java.util.Map;

/** Where the key comes from that secrets are sealed with: the environment, else a key store, else a file. */
final class ManagerKey {

  static final String FILE = "key";

  private static final String VARIABLE = "MCP_MANAGER_KEY";
  private static final String PASSWORD = "MCP_MANAGER_KEY_STORE_PASSWORD";
  private static final String ALIAS = "mcp-manager";

  static KeySource of(ManagerConfig config, Map<String, String> environment) {
    if (environment.containsKey(VARIABLE)) {
      return KeySources.environment(environment, VARIABLE);
    }
    Path keyStore = config.secrets().keyStore();
    if (keyStore != null) {
      return KeySources.keyStore(
          keyStore, ALIAS, environment.getOrDefault(PASSWORD, "").toCharArray());
    }
    Path file = config.secrets().keyFile();
    return KeySources.file(file != null ? file : config.dataDirectory().resolve(FILE));
  }

  private ManagerKey() {}
}
