package io.mcpmanager.api.gateway;

/** How a client's messages come to the gateway. */
public enum ClientTransport {
  /** The client is part of this program. */
  IN_PROCESS("in-process"),
  /** Streamable HTTP, whose sessions outlast the manager. */
  STREAMABLE_HTTP("streamable-http"),
  /** HTTP with server-sent events, as revision 2024-11-05 has it. */
  SSE("sse"),
  /** One WebSocket. */
  WEBSOCKET("websocket"),
  /** Standard input and output of this program. */
  STDIO("stdio"),
  /** JSON without the JSON-RPC wrapper. */
  PLAIN_JSON("plain-json"),
  /** Another one, of the program around the manager. */
  OTHER("other");

  private final String text;

  ClientTransport(String text) {
    this.text = text;
  }

  /** The text that REST bodies show. */
  public String text() {
    return text;
  }
}
