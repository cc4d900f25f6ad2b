package io.mcpmanager;

import io.mcpmanager.core.secret.EnvironmentKey;
import io.mcpmanager.core.secret.KeyFile;
import io.mcpmanager.core.secret.KeyStoreKey;
import io.mcpmanager.core.secret.MemoryKey;
import io.mcpmanager.spi.KeySource;
import java.nio.file.Path;
import java.util.Map;

/** The usual places for the manager's own key; see {@link McpManagerBuilder#keySource}. */
public final class KeySources {

  /**
   * A file that only its owner can read: one key a line, in Base64, the one in use first. The first start creates it.
   * Backups of the store do not hold it, and can't be used without it.
   */
  public static KeySource file(Path file) {
    return new KeyFile(file);
  }

  /**
   * A variable of the environment: the key in Base64 or hexadecimal digits; behind a comma, former ones.
   *
   * @param environment the variables, such as {@code System.getenv()}
   * @param variable name of the one
   */
  public static KeySource environment(Map<String, String> environment, String variable) {
    return new EnvironmentKey(environment, variable);
  }

  /**
   * A secret key in a PKCS#12 key store; its other secret keys of 32 bytes are taken for former ones.
   *
   * @param file the key store
   * @param alias name of the entry to seal with
   * @param password of the store and its entries
   */
  public static KeySource keyStore(Path file, String alias, char[] password) {
    return new KeyStoreKey(file, alias, password);
  }

  /** A random key that is gone with the program: what was sealed in a store that stays can't be opened any more. */
  public static KeySource inMemory() {
    return new MemoryKey();
  }

  private KeySources() {}
}
