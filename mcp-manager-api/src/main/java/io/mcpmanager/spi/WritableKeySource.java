package io.mcpmanager.spi;

import java.util.List;

/** A source of keys that the manager itself may write: it makes the first key there, and a new one when it is told to. */
public interface WritableKeySource extends KeySource {

  /**
   * Puts keys in place of those there are, as a whole; returns once that is durable.
   *
   * @param keys the key to seal with first, then former ones
   * @throws io.mcpmanager.api.error.McpManagerException with {@link
   *     io.mcpmanager.api.error.ErrorCode#KEY_UNAVAILABLE} if it fails; then the former keys are still there
   */
  void write(List<byte[]> keys);
}
