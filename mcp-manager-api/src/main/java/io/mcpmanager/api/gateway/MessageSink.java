package io.mcpmanager.api.gateway;

/** Where the gateway puts messages for a client. Thread-safe; must not block for long and must not throw. */
@FunctionalInterface
public interface MessageSink {

  /** Drops everything. */
  MessageSink NONE = message -> {};

  /** One complete JSON-RPC message in UTF-8 without line breaks. */
  void accept(byte[] message);
}
