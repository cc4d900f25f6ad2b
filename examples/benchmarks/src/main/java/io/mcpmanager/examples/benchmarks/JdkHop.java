package io.mcpmanager.examples.benchmarks;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executors;

/**
 * What a hop in Java costs that speaks HTTP on both sides, but has no logic of a gateway: the JDK's web server before kept
 * connections, a virtual thread for each request. Prints the port it listens at.
 */
public final class JdkHop {

  private static final String SESSION = "Mcp-Session-Id";

  private final int upstream;
  private final ConcurrentLinkedDeque<HttpConnection> resting = new ConcurrentLinkedDeque<>();

  private JdkHop(int upstream) {
    this.upstream = upstream;
  }

  public static void main(String[] arguments) throws IOException {
    // without this its answers wait for acknowledgements
    System.setProperty("sun.net.httpserver.nodelay", "true");
    var hop = new JdkHop(Integer.parseInt(arguments[0]));
    var server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", hop::serve);
    server.start();
    System.out.println(server.getAddress().getPort());
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String session = exchange.getRequestHeaders().getFirst(SESSION);
      HttpConnection server = resting.pollFirst();
      if (server == null) {
        server = new HttpConnection(upstream);
      }
      HttpMessage answer = server.exchange(
          exchange.getRequestMethod(),
          exchange.getRequestURI().getPath(),
          "Content-Type: application/json\r\nAccept: application/json, text/event-stream\r\n"
              + (session == null ? "" : SESSION + ": " + session + "\r\n"),
          body);
      resting.addFirst(server);
      answer.headers().forEach((name, value) -> {
        if (name.equals("content-type") || name.equals("mcp-session-id")) {
          exchange.getResponseHeaders().set(name, value);
        }
      });
      int status = Integer.parseInt(answer.startLine().substring(9, 12));
      exchange.sendResponseHeaders(status, answer.body().length == 0 ? -1 : answer.body().length);
      exchange.getResponseBody().write(answer.body());
    }
  }
}
