package io.mcpmanager.spi;

import io.mcpmanager.api.log.LogStream;

/** Is told what an instance writes beside the protocol. Called from the instance's reader threads; must not block. */
@FunctionalInterface
public interface InstanceListener {

  /** Ignores everything. */
  InstanceListener NONE = (stream, line) -> {};

  /**
   * A line that is not a protocol message.
   *
   * @param stream where it was written
   * @param line without its end
   */
  void onLine(LogStream stream, String line);
}
