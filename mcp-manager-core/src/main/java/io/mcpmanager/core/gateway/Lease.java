package io.mcpmanager.core.gateway;

/** The use of a connection for one call. */
interface Lease extends AutoCloseable {

  LiveConnection connection();

  /**
   * The server has answered the call. One that ends without may still ask something, which would then seem to belong to
   * the next call: such a connection is not lent again.
   */
  default void answered() {}

  /** The call is over. */
  @Override
  void close();
}
