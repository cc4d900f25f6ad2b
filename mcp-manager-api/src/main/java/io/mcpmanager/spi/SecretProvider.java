package io.mcpmanager.spi;

import io.mcpmanager.api.secret.SecretValue;
import java.util.Optional;

/**
 * A place outside the manager where secrets are kept, such as a vault. Definitions refer to what is there as {@code
 * ${secret:PROVIDER:KEY}}. It is asked when a server is launched, on a virtual thread, and may block; the time limit of the
 * start interrupts it. Thread-safe.
 */
public interface SecretProvider extends AutoCloseable {

  /** By which definitions name it: 1 to 32 characters from {@code a-z 0-9 -}. */
  String name();

  /**
   * A secret.
   *
   * @param tenant on whose behalf it is asked; a provider that does not tell tenants apart answers the default one only
   * @param key what the definition names
   * @return empty if there is none
   * @throws Exception if it can't be had; the message must not hold secrets
   */
  Optional<SecretValue> find(String tenant, String key) throws Exception;

  /** Whether there is such a secret, if that can be told without fetching it; used when a definition is checked. */
  default boolean mayHave(String tenant, String key) {
    return true;
  }

  @Override
  default void close() {}
}
