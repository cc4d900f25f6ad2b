package io.mcpmanager.core.protocol;

/** The way back to a client: takes what servers want to know of it. Thread-safe. */
@FunctionalInterface
public interface InputHandler {

  /**
   * Sees to it that the request is answered or refused, sooner or later. Called from threads that read what servers send,
   * so it must not block.
   */
  void ask(InputRequest request);
}
