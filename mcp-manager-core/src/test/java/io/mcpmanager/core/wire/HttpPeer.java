package io.mcpmanager.core.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** An HTTP peer that answers each request with whatever a test wants, byte by byte. */
public final class HttpPeer implements AutoCloseable {

  /** One request as it came. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Received(String head, byte[] body) {}

  /** What to do with a request; the connection stays open unless it is closed here. */
  public interface Answer {
    void to(Received request, OutputStream out, Socket socket) throws Exception;
  }

  public final AtomicInteger connections = new AtomicInteger();
  public final Queue<Received> requests = new ConcurrentLinkedQueue<>();
  private final ServerSocket server;
  private final Answer answer;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private HttpPeer(ServerSocket server, Answer answer) {
    this.server = server;
    this.answer = answer;
    Thread.ofVirtual().start(this::accept);
  }

  public static HttpPeer answering(Answer answer) throws IOException {
    return new HttpPeer(new ServerSocket(0, 200, InetAddress.getLoopbackAddress()), answer);
  }

  public static HttpPeer on(ServerSocket server, Answer answer) {
    return new HttpPeer(server, answer);
  }

  /** Always the same bytes. */
  public static HttpPeer answering(String response) throws IOException {
    return answering((request, out, socket) -> out.write(response.getBytes(ISO_8859_1)));
  }

  public int port() {
    return server.getLocalPort();
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + port() + "/mcp?a=b");
  }

  /** Closes the connections that are open, from the peer's side. */
  public void hangUp() {
    open.forEach(HttpPeer::close);
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    hangUp();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        connections.incrementAndGet();
        open.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(Socket socket) {
    try {
      socket.setTcpNoDelay(true);
      var in = new BufferedInputStream(socket.getInputStream());
      for (String head = head(in); head != null; head = head(in)) {
        int length = head.lines()
            .filter(line -> line.startsWith("Content-Length: "))
            .mapToInt(line -> Integer.parseInt(line.substring(16)))
            .findFirst()
            .orElse(0);
        byte[] body = length > 10_000_000 ? new byte[0] : in.readNBytes(length);
        var received = new Received(head, body);
        requests.add(received);
        answer.to(received, socket.getOutputStream(), socket);
        socket.getOutputStream().flush();
      }
    } catch (Exception e) {
      // the client went away, or the test closed us
    } finally {
      close(socket);
    }
  }

  private static String head(InputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
      int b = in.read();
      if (b < 0) {
        return null;
      }
      head.append((char) b);
    }
    return head.toString();
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // gone
    }
  }
}
