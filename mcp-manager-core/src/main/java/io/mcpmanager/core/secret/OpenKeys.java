package io.mcpmanager.core.secret;

import java.util.Map;
import javax.crypto.SecretKey;

/**
 * The data keys, opened. Immutable.
 *
 * @param master what they are sealed with
 * @param sealing keys that content is sealed with, by number
 * @param current number of the one to seal with
 * @param mac what credentials are hashed with
 */
record OpenKeys(MasterKey master, Map<Integer, SecretKey> sealing, int current, SecretKey mac) {

  OpenKeys {
    sealing = Map.copyOf(sealing);
  }

  @Override
  public String toString() {
    return "OpenKeys[" + master + "]";
  }
}
