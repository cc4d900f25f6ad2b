package io.mcpmanager.spi;

import java.util.List;

/**
 * Where the manager's own key comes from: the one thing that protects secrets and is not kept in the store. Thread-safe.
 * {@code io.mcpmanager.KeySources} has the usual ones.
 */
public interface KeySource {

  /** Bytes that a key has. */
  int KEY_BYTES = 32;

  /**
   * The keys, each of {@value #KEY_BYTES} bytes; the caller may overwrite them. May block.
   *
   * @return the key to seal with first, then former ones that something may still be sealed with; empty if there is none
   *     yet
   * @throws io.mcpmanager.api.error.McpManagerException with {@link
   *     io.mcpmanager.api.error.ErrorCode#KEY_UNAVAILABLE} if what is there can't be read or is no key
   */
  List<byte[]> keys();

  /** Where that is, for people, such as {@code file /var/lib/mcp-manager/key}; no secret. */
  String description();
}
