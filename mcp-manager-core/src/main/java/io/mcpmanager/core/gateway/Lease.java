package io.mcpmanager.core.gateway;

/** The use of a connection for one call. */
interface Lease extends AutoCloseable {

  LiveConnection connection();

  /** The call is over. */
  @Override
  void close();
}
