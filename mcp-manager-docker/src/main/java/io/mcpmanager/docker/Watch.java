package io.mcpmanager.docker;

/** Somebody is told what happens to a container, until this is closed. */
@FunctionalInterface
interface Watch extends AutoCloseable {

  /** Tells no more. Idempotent. */
  @Override
  void close();
}
