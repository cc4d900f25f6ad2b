package io.mcpmanager.examples.benchmarks;

import java.io.IOException;

/** A client with a session of its own that calls the echo tool at one endpoint. */
final class McpCaller implements Caller {

  private final HttpConnection connection;
  private final String path;
  private final String headers;
  private final byte[] request;
  private final int bytes;

  /** Connects and initializes. */
  McpCaller(int port, String path, String tool, int bytes) throws IOException {
    this.path = path;
    this.bytes = bytes;
    request = Echo.call("1", tool, Echo.text(bytes));
    connection = new HttpConnection(port);
    String session = connection.post(path, "", Echo.initialize()).headers().get("mcp-session-id");
    headers = "MCP-Protocol-Version: 2025-11-25\r\n"
        + (session == null ? "" : "Mcp-Session-Id: " + session + "\r\n");
    HttpMessage ignored = connection.post(path, headers, Echo.initialized());
  }

  @Override
  public void call() throws IOException {
    byte[] answer = connection.post(path, headers, request).body();
    if (answer.length < bytes + 30) {
      Echo.check(answer, bytes);
    }
  }

  @Override
  public void close() throws IOException {
    HttpMessage ignored = connection.exchange("DELETE", path, headers, new byte[0]);
    connection.close();
  }
}
