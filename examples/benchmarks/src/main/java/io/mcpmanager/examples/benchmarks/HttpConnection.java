package io.mcpmanager.examples.benchmarks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;

/** One kept connection to a port of this machine, used by one thread; so plain that it hardly shows in the numbers. */
final class HttpConnection implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 30_000;

  private final int port;
  private final Socket socket;
  private final BufferedInputStream in;
  private final OutputStream out;

  HttpConnection(int port) throws IOException {
    this.port = port;
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
    out = new BufferedOutputStream(socket.getOutputStream(), 64 * 1024);
  }

  HttpMessage post(String path, String moreHeaders, byte[] body) throws IOException {
    return exchange(
        "POST",
        path,
        "Content-Type: application/json\r\nAccept: application/json, text/event-stream\r\n"
            + moreHeaders,
        body);
  }

  HttpMessage exchange(String method, String path, String moreHeaders, byte[] body)
      throws IOException {
    out.write((method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n" + moreHeaders
            + "Content-Length: " + body.length + "\r\n\r\n")
        .getBytes(ISO_8859_1));
    out.write(body);
    out.flush();
    return HttpMessage.read(in).orElseThrow(() -> new EOFException("closed before an answer"));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
