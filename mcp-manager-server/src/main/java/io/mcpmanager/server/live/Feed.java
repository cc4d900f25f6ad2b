package io.mcpmanager.server.live;

/** What flows to a client because of one topic it has subscribed to. */
interface Feed extends AutoCloseable {

  /** Begins to send. Called once. */
  void start();

  /** Ends it; once this returned, nothing more is sent. Idempotent. */
  @Override
  void close();
}
