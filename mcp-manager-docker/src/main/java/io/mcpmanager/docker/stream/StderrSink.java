package io.mcpmanager.docker.stream;

/** Takes what a container writes to standard error. Called by whoever reads its standard output; must not block. */
@FunctionalInterface
public interface StderrSink {

  /** A piece of it; the array is used again afterwards. */
  void onBytes(byte[] bytes, int offset, int length);
}
