package io.mcpmanager.examples.demo;

/** The client would not or could not answer a question. */
final class Refusal extends Exception {

  private static final long serialVersionUID = 1L;

  Refusal(String message) {
    super(message);
  }
}
