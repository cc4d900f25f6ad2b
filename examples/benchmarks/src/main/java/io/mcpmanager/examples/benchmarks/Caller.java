package io.mcpmanager.examples.benchmarks;

/** Does the thing to be measured, again and again, on one thread. */
@FunctionalInterface
interface Caller extends AutoCloseable {

  void call() throws Exception;

  @Override
  default void close() throws Exception {}

  /** Makes callers, one for each thread. */
  @FunctionalInterface
  interface Source {
    Caller open() throws Exception;
  }
}
