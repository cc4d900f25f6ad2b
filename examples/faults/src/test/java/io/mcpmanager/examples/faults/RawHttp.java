package io.mcpmanager.examples.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.util.regex.Pattern;

/** Sends bytes as they are, right or wrong, and reads one answer. */
final class RawHttp {

  private static final int TIMEOUT_MILLIS = 30_000;
  private static final Pattern LENGTH =
      Pattern.compile("(?i)Content-Length: (\\d+)\r\n(?:[^\r]+\r\n)*\r\n");
  private static final int WORTH_ASKING = 1_000_000;

  private final int port;

  RawHttp(URI base) {
    port = base.getPort();
  }

  /** The answer to a request. */
  String exchange(String method, String path, String headers, byte[] body) throws IOException {
    // who sends much asks first whether it is wanted
    String expect = body.length > WORTH_ASKING ? "Expect: 100-continue\r\n" : "";
    String head = method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
        + "\r\nConnection: close\r\n" + headers + expect
        + (body.length == 0 ? "" : "Content-Length: " + body.length + "\r\n") + "\r\n";
    return send(head, expect.isEmpty() ? body : new byte[0]);
  }

  /** What comes back for any bytes; empty if the connection is closed without a word. */
  String send(String head, byte[] body) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      OutputStream out = socket.getOutputStream();
      out.write(head.getBytes(ISO_8859_1));
      out.write(body);
      out.flush();
      var answer = new ByteArrayOutputStream();
      byte[] buffer = new byte[8192];
      int count = 0;
      while (count >= 0 && !isComplete(answer.toString(ISO_8859_1))) {
        count = socket.getInputStream().read(buffer);
        answer.write(buffer, 0, Math.max(count, 0));
      }
      return answer.toString(ISO_8859_1);
    }
  }

  private static boolean isComplete(String answer) {
    var head = LENGTH.matcher(answer);
    return head.find() && answer.length() >= head.end() + Integer.parseInt(head.group(1));
  }
}
