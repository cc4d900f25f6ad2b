package io.mcpmanager.core.lifecycle;

/** One more instance of a server beside the one that answers for it; its channel is not open yet. Thread-safe. */
public interface Sibling extends Life, AutoCloseable {

  /** Ends it, without waiting for that. Idempotent. */
  @Override
  void close();
}
