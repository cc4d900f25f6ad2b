package io.mcpmanager.examples.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * What a hop in Java costs that does nothing: it passes HTTP messages on as they come, over kept connections, a virtual
 * thread for each client. Prints the port it listens at.
 */
public final class ByteHop {

  private final int upstream;
  private final ConcurrentLinkedDeque<RawHttp> resting = new ConcurrentLinkedDeque<>();

  private ByteHop(int upstream) {
    this.upstream = upstream;
  }

  public static void main(String[] arguments) throws IOException {
    var hop = new ByteHop(Integer.parseInt(arguments[0]));
    try (var listener = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress())) {
      System.out.println(listener.getLocalPort());
      while (true) {
        Socket socket = listener.accept();
        Thread.ofVirtual().start(() -> hop.serve(socket));
      }
    }
  }

  private void serve(Socket socket) {
    try (var client = new RawHttp(socket)) {
      while (client.awaitHead()) {
        RawHttp server = resting.pollFirst();
        if (server == null) {
          server = new RawHttp(new Socket(InetAddress.getLoopbackAddress(), upstream));
        }
        client.passTo(server);
        if (!server.awaitHead()) {
          throw new IOException("the server closed a kept connection");
        }
        server.passTo(client);
        resting.addFirst(server);
      }
    } catch (IOException e) {
      // a client or the server went away; whoever is left sees it at its connection
      return;
    }
  }
}
