package io.mcpmanager.core.remote;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.HttpPeer;
import io.mcpmanager.core.wire.Messages;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A server process that listens on the port given first after the milliseconds given second. */
final class HttpChild {

  public static void main(String[] arguments) throws Exception {
    var ended = new CountDownLatch(1);
    System.out.println("starting on standard output");
    System.err.println("starting on standard error");
    boolean ignored = ended.await(Long.parseLong(arguments[1]), TimeUnit.MILLISECONDS);
    int port = Integer.parseInt(arguments[0]);
    var server = new ServerSocket(port, 10, InetAddress.getLoopbackAddress());
    System.out.println("listening");
    try (var peer = HttpPeer.on(server, (request, out, socket) -> {
      var id = Envelope.read(request.body()).id().orElseThrow();
      String answer = new String(Messages.result(id, "{}".getBytes(UTF_8)), UTF_8);
      McpPeer.json(answer).to(request, out, socket);
    })) {
      ignored = ended.await(2, TimeUnit.MINUTES);
    }
  }

  private HttpChild() {}
}
