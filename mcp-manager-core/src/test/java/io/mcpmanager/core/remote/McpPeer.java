package io.mcpmanager.core.remote;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.core.wire.HttpPeer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A server whose answers a test lines up per HTTP method; the last one of a method is given again and again. */
final class McpPeer implements AutoCloseable {

  private final Map<String, Queue<HttpPeer.Answer>> answers = new ConcurrentHashMap<>();
  private final HttpPeer peer;

  McpPeer() throws IOException {
    peer = HttpPeer.answering(this::answer);
  }

  McpPeer on(String method, HttpPeer.Answer... inTurn) {
    answers.put(method, new ConcurrentLinkedQueue<>(List.of(inTurn)));
    return this;
  }

  URI uri() {
    return peer.uri();
  }

  void hangUp() {
    peer.hangUp();
  }

  /** Heads of the requests of one method, headers in lower case. */
  List<String> heads(String method) {
    return peer.requests.stream()
        .map(HttpPeer.Received::head)
        .filter(head -> head.startsWith(method + " "))
        .map(head -> head.toLowerCase(Locale.ROOT))
        .toList();
  }

  private void answer(HttpPeer.Received request, OutputStream out, Socket socket) throws Exception {
    String method = request.head().substring(0, request.head().indexOf(' '));
    Queue<HttpPeer.Answer> queue =
        answers.getOrDefault(method, new ConcurrentLinkedQueue<>(List.of(status(405))));
    HttpPeer.Answer next = queue.size() > 1 ? queue.remove() : queue.element();
    next.to(request, out, socket);
  }

  static HttpPeer.Answer status(int status, String... headers) {
    return (request, out, socket) -> write(out, status, "", headers);
  }

  static HttpPeer.Answer json(String body, String... headers) {
    return json(200, body, headers);
  }

  static HttpPeer.Answer json(int status, String body, String... headers) {
    return (request, out, socket) ->
        write(out, status, body, with("Content-Type: application/json; charset=utf-8", headers));
  }

  static HttpPeer.Answer text(String body) {
    return (request, out, socket) -> write(out, 200, body, "Content-Type: text/html");
  }

  /** The start of an event stream that stays open. */
  static HttpPeer.Answer stream(String... events) {
    return (request, out, socket) -> {
      out.write(
          "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
              .getBytes(UTF_8));
      for (String event : events) {
        chunk(out, event);
      }
    };
  }

  /** An event stream that ends as HTTP wants it. */
  static HttpPeer.Answer wholeStream(String... events) {
    return (request, out, socket) -> {
      stream(events).to(request, out, socket);
      out.write("0\r\n\r\n".getBytes(UTF_8));
    };
  }

  /** An event stream whose connection breaks. */
  static HttpPeer.Answer brokenStream(String... events) {
    return (request, out, socket) -> {
      stream(events).to(request, out, socket);
      socket.close();
    };
  }

  private static void chunk(OutputStream out, String event) throws IOException {
    byte[] bytes = event.getBytes(UTF_8);
    out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(UTF_8));
    out.write(bytes);
    out.write("\r\n".getBytes(UTF_8));
    out.flush();
  }

  private static void write(OutputStream out, int status, String body, String... headers)
      throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    var head = new StringBuilder("HTTP/1.1 " + status + " Any\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    head.append("Content-Length: ").append(bytes.length).append("\r\n\r\n");
    out.write(head.toString().getBytes(UTF_8));
    out.write(bytes);
    out.flush();
  }

  private static String[] with(String first, String... others) {
    var all = new String[others.length + 1];
    all[0] = first;
    System.arraycopy(others, 0, all, 1, others.length);
    return all;
  }

  @Override
  public void close() {
    peer.close();
  }
}
