package io.mcpmanager.docker.transport;

import com.github.dockerjava.transport.DockerHttpClient.Request;
import io.mcpmanager.docker.transport.EngineException.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Writes one request, and reads the beginning of its answer. */
final class HttpRequest {

  private static final int CHUNK = 64 * 1024;

  private final byte[] head;
  private final @Nullable InputStream body;

  /**
   * A request.
   *
   * @param path its path, with the version of the API
   * @throws EngineException if it holds what HTTP can't say
   */
  HttpRequest(Request request, EngineAddress address, String path) {
    byte[] bytes = request.bodyBytes();
    body = bytes == null ? request.body() : null;
    head = head(request, address, path, bytes == null ? new byte[0] : bytes);
  }

  /** Sends it, and waits for the answer to begin. */
  HttpHead send(EngineConnection connection) throws IOException {
    try {
      OutputStream out = connection.out();
      out.write(head);
      if (body != null) {
        writeChunks(body, out);
      }
      out.flush();
    } catch (IOException e) {
      return answerBefore(e, connection);
    }
    return HttpHead.read(connection.in());
  }

  /** An engine may refuse a request before it has read all of it; then what it says is worth more than the broken pipe. */
  private static HttpHead answerBefore(IOException broken, EngineConnection connection)
      throws IOException {
    try {
      return HttpHead.read(connection.in());
    } catch (IOException e) {
      broken.addSuppressed(e);
      throw broken;
    }
  }

  /** Head and, if it is at hand, body in one piece: a small request is one packet. */
  private byte[] head(Request request, EngineAddress address, String path, byte[] content) {
    var lines = new StringBuilder(256);
    lines.append(checked(request.method())).append(' ').append(checked(path));
    lines
        .append(" HTTP/1.1\r\nHost: ")
        .append(host(address))
        .append("\r\nUser-Agent: mcp-manager\r\n");
    request.headers().forEach((name, value) -> lines
        .append(checkedHeader(name))
        .append(": ")
        .append(checkedHeader(value))
        .append("\r\n"));
    boolean hijacked = request.hijackedInput() != null;
    if (hijacked) {
      lines.append("Upgrade: tcp\r\n");
    }
    lines.append(
        hijacked || request.headers().containsKey("Upgrade")
            ? "Connection: Upgrade\r\n"
            : "Connection: close\r\n");
    if (body != null) {
      lines.append("Transfer-Encoding: chunked\r\n");
    } else if (!request.method().equals("GET") || content.length > 0) {
      lines.append("Content-Length: ").append(content.length).append("\r\n");
    }
    byte[] first = EngineTransport.bytes(lines.append("\r\n").toString());
    byte[] all = Arrays.copyOf(first, first.length + content.length);
    System.arraycopy(content, 0, all, first.length, content.length);
    return all;
  }

  private static String host(EngineAddress address) {
    return address instanceof EngineAddress.Tcp tcp
        ? tcp.toString().substring("tcp://".length())
        : "localhost";
  }

  private static void writeChunks(InputStream body, OutputStream out) throws IOException {
    var buffer = new byte[CHUNK];
    for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
      if (count > 0) {
        out.write(EngineTransport.bytes(HexFormat.of().toHexDigits(count) + "\r\n"));
        out.write(buffer, 0, count);
        out.write(EngineTransport.bytes("\r\n"));
      }
    }
    out.write(EngineTransport.bytes("0\r\n\r\n"));
  }

  /** A word of the request line must not end it, or it would say what nobody meant. */
  private static String checked(String word) {
    if (word.chars().anyMatch(c -> c <= ' ' || c >= 0x7f)) {
      throw unspeakable();
    }
    return word;
  }

  private static String checkedHeader(String text) {
    if (text.chars().anyMatch(c -> c < ' ' || c > 0xff || c == 0x7f)) {
      throw unspeakable();
    }
    return text;
  }

  private static EngineException unspeakable() {
    return new EngineException(
        Fault.BROKEN,
        "a request to the engine has characters that HTTP does not allow there",
        "Use plain names for containers, images, networks and volumes.",
        null);
  }
}
