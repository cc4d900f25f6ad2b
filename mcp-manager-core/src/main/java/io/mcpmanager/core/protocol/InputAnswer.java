package io.mcpmanager.core.protocol;

/** What a client says to a server's request. */
public sealed interface InputAnswer {

  /**
   * The client answered.
   *
   * @param json its result, a JSON object
   */
  // payloads pass through uncopied
  @SuppressWarnings("ArrayRecordComponent")
  record Result(byte[] json) implements InputAnswer {}

  /** The client, or the gateway in its place, refused; the code is one of JSON-RPC or of the protocol. */
  record Refused(int code, String message) implements InputAnswer {}

  /** What a client says that can't be asked this. */
  static InputAnswer unsupported(String method) {
    return new Refused(-32601, "the client does not support " + method);
  }
}
