package io.mcpmanager.docker.engine;

/** Somebody is told what happens to a container, until this is closed. */
@FunctionalInterface
public interface Watch extends AutoCloseable {

  /** Tells no more. Idempotent. */
  @Override
  void close();
}
