package io.mcpmanager.examples.demo;

/** The client no longer wants the answer of a call; it gets none. */
final class CancelledException extends Exception {

  private static final long serialVersionUID = 1L;
}
