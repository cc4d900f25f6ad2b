package io.mcpmanager.examples.benchmarks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;

/** {@link Echo} as a program: on standard input and output, or over HTTP at a port that it prints. */
public final class EchoServer {

  public static void main(String[] arguments) throws IOException {
    if (arguments.length > 0 && arguments[0].equals("http")) {
      serveHttp();
    } else {
      serveLines(new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out));
    }
  }

  private static void serveLines(InputStream in, OutputStream out) throws IOException {
    var lines = new Lines(in);
    for (byte[] line = lines.next(); line.length > 0; line = lines.next()) {
      Optional<byte[]> answer = Echo.answer(line);
      if (answer.isPresent()) {
        Lines.write(out, answer.get());
      }
    }
  }

  private static void serveHttp() throws IOException {
    try (var listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress())) {
      System.out.println(listener.getLocalPort());
      while (true) {
        Socket socket = listener.accept();
        Thread.ofPlatform().daemon().start(() -> serve(socket));
      }
    }
  }

  private static void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      var in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
      var out = new BufferedOutputStream(socket.getOutputStream(), 64 * 1024);
      for (var request = HttpMessage.read(in);
          request.isPresent();
          request = HttpMessage.read(in)) {
        answer(request.get(), out);
        out.flush();
      }
    } catch (IOException e) {
      // the peer went away; there is nobody to tell
      return;
    }
  }

  private static void answer(HttpMessage request, OutputStream out) throws IOException {
    if (!request.startLine().startsWith("POST ")) {
      head(out, "405 Method Not Allowed", 0);
      return;
    }
    Optional<byte[]> answer = Echo.answer(request.body());
    if (answer.isEmpty()) {
      head(out, "202 Accepted", 0);
    } else {
      head(out, "200 OK", answer.get().length);
      out.write(answer.get());
    }
  }

  private static void head(OutputStream out, String status, int length) throws IOException {
    out.write(("HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nContent-Length: "
            + length + "\r\n\r\n")
        .getBytes(ISO_8859_1));
  }

  private EchoServer() {}
}
