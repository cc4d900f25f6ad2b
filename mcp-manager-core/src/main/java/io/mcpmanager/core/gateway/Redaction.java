package io.mcpmanager.core.gateway;

import java.util.Optional;

/** Takes a tenant's secrets out of what clients and people get to read. Thread-safe. */
public interface Redaction {

  /** Leaves everything as it is. */
  Redaction NONE = new Redaction() {
    @Override
    public String text(String tenant, String text) {
      return text;
    }

    @Override
    public Optional<byte[]> json(String tenant, byte[] message) {
      return Optional.empty();
    }
  };

  /** A text without secrets; the same object if it holds none. */
  String text(String tenant, String text);

  /**
   * A JSON message without secrets; empty if it holds none.
   *
   * @throws io.mcpmanager.api.error.McpManagerException if it holds one where it can't be taken out
   */
  Optional<byte[]> json(String tenant, byte[] message);
}
