package io.mcpmanager.examples.demo;

/** Where messages to a client go: lines on standard output, or the answer to an HTTP request. */
interface Sender {

  /** Sends one message: an object, or a list of them. Once the other side is gone, messages are dropped. */
  void send(Object message);

  /** Sends the last message there will be for a request. Over HTTP it may come with a status of its own. */
  default void answer(Object message, int status) {
    send(message);
  }

  default void notify(String method, JsonObject params) {
    send(JsonObject.of("jsonrpc", "2.0", "method", method, "params", params));
  }
}
