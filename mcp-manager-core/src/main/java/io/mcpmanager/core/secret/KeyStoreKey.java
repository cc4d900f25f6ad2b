package io.mcpmanager.core.secret;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.spi.KeySource;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/** Keys in a PKCS#12 key store. */
public final class KeyStoreKey implements KeySource {

  private final Path file;
  private final String alias;
  private final char[] password;

  /** Reads the file anew each time it is asked. */
  public KeyStoreKey(Path file, String alias, char[] password) {
    this.file = file;
    this.alias = alias;
    this.password = password.clone();
  }

  @Override
  public List<byte[]> keys() {
    try {
      KeyStore store = KeyStore.getInstance(file.toFile(), password);
      byte[] first = key(store, alias)
          .orElseThrow(() -> unavailable("has no secret key of 32 bytes named " + alias, null));
      var keys = new ArrayList<byte[]>();
      keys.add(first);
      for (String other : Collections.list(store.aliases())) {
        if (!other.equals(alias)) {
          key(store, other).ifPresent(keys::add);
        }
      }
      return keys;
    } catch (IOException | GeneralSecurityException unreadable) {
      throw unavailable("can't be read with the password given", unreadable);
    }
  }

  private Optional<byte[]> key(KeyStore store, String entry) throws GeneralSecurityException {
    Key key = store.isKeyEntry(entry) ? store.getKey(entry, password) : null;
    byte[] bytes = key instanceof SecretKey ? key.getEncoded() : null;
    return Optional.ofNullable(bytes).filter(found -> found.length == KEY_BYTES);
  }

  private McpManagerException unavailable(String why, @Nullable Exception cause) {
    return new McpManagerException(
        ErrorCode.KEY_UNAVAILABLE, "the " + description() + " " + why, cause);
  }

  @Override
  public String description() {
    return "key store " + file;
  }
}
