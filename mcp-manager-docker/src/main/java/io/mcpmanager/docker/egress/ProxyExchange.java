package io.mcpmanager.docker.egress;

import io.mcpmanager.docker.egress.ProxyHead.Field;
import io.mcpmanager.spi.ManagerClock;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of a container to its egress proxy: a tunnel, or one HTTP request with its answer. What follows a
 * request is not read, so that nothing can ride along with it.
 */
final class ProxyExchange implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ProxyExchange.class);
  private static final int LINGER_MILLIS = 500;
  private static final int MOST_LINGERED = 16;

  private final Socket client;
  private final EgressRules rules;
  private final EgressLimits limits;
  private final Refusals refusals;
  private final IdleWatch watch;
  private volatile @Nullable Socket toTarget;
  private volatile boolean closed;

  ProxyExchange(
      Socket client,
      EgressRules rules,
      EgressLimits limits,
      ManagerClock clock,
      Refusals refusals) {
    this.client = client;
    this.rules = rules;
    this.limits = limits;
    this.refusals = refusals;
    watch = new IdleWatch(clock, limits.headTime(), this::close);
  }

  /** Does what the container asks, up to its end. */
  void run() {
    try {
      client.setTcpNoDelay(true);
      var in = new BufferedInputStream(client.getInputStream());
      Optional<ProxyHead> head = ProxyHead.read(in, limits.headBytes());
      if (head.isPresent()) {
        serve(ProxyRequest.of(head.get()), in);
      }
    } catch (EgressRefusal e) {
      refuse(e);
    } catch (IOException e) {
      log.atDebug().setCause(e).log("a connection through the egress proxy broke");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(ProxyRequest request, InputStream in)
      throws IOException, InterruptedException {
    watch.allow(limits.idleTime());
    Socket connected = connect(request.target(), rules.addresses(request.target()));
    if (request.tunnel()) {
      write("HTTP/1.1 200 Connection established\r\n\r\n");
      bothWays(
          connected,
          () -> copy(in, connected.getOutputStream()),
          connected::shutdownOutput,
          () -> copy(connected.getInputStream(), client.getOutputStream()));
    } else {
      forward(request, in, connected);
    }
  }

  private void forward(ProxyRequest request, InputStream in, Socket connected)
      throws IOException, InterruptedException {
    var out = new BufferedOutputStream(connected.getOutputStream());
    writeHead(out, request.line(), request.fields());
    out.flush();
    bothWays(
        connected,
        () -> {
          RequestBody.copy(in, out, request.body(), watch::moved);
          out.flush();
        },
        () -> {},
        () -> answer(connected, request.target()));
  }

  /** The answer comes as it is, but says that nothing follows it. */
  private void answer(Socket connected, EgressTarget from) throws IOException {
    var in = new BufferedInputStream(connected.getInputStream());
    var out = new BufferedOutputStream(client.getOutputStream());
    ProxyHead head;
    do {
      head = answerHead(in, from);
      List<Field> fields = ProxyRequest.answered(head, isInterim(head));
      writeHead(out, head.first(), fields);
      out.flush();
      watch.moved();
    } while (isInterim(head));
    copy(in, out);
  }

  private ProxyHead answerHead(InputStream in, EgressTarget from) throws IOException {
    try {
      ProxyHead head = ProxyHead.read(in, limits.headBytes())
          .orElseThrow(() -> EgressRefusal.unreachable(from + " did not answer"));
      if (!head.first().matches("HTTP/1\\.[01] [1-9][0-9]{2}( .*)?")
          || head.first().startsWith("101", 9)) {
        throw EgressRefusal.unreachable(from + " did not answer in HTTP/1");
      }
      return head;
    } catch (EgressRefusal e) {
      throw EgressRefusal.unreachable(from + " answered wrongly: " + e.reason());
    }
  }

  private static boolean isInterim(ProxyHead answer) {
    return answer.first().charAt(9) == '1';
  }

  private Socket connect(EgressTarget to, List<InetSocketAddress> addresses) throws IOException {
    IOException failure = new IOException("no address");
    for (InetSocketAddress address : addresses) {
      var socket = new Socket();
      toTarget = socket;
      try {
        if (closed) {
          throw new IOException("the exchange has ended");
        }
        socket.setTcpNoDelay(true);
        socket.connect(address, Math.toIntExact(limits.connectTime().toMillis()));
        return socket;
      } catch (IOException e) {
        Sockets.close(socket);
        failure = e;
      }
    }
    log.atDebug().setCause(failure).log("no address of an allowed host takes a connection");
    throw EgressRefusal.unreachable(to + " can't be reached");
  }

  /** One direction of an exchange. */
  @FunctionalInterface
  private interface Way {
    void go() throws IOException;
  }

  /** Goes both ways at once; the way back ends the exchange, or a break in the way there. */
  private void bothWays(Socket target, Way there, Way thereDone, Way back)
      throws IOException, InterruptedException {
    Thread sender = Thread.ofVirtual().name("egress-sender").start(() -> {
      try {
        there.go();
        thereDone.go();
      } catch (EgressRefusal e) {
        refusals.tell(e.reason());
        close();
      } catch (IOException e) {
        close();
      }
    });
    try {
      back.go();
      client.shutdownOutput();
    } catch (EgressRefusal e) {
      refuse(e);
    } finally {
      Sockets.close(target);
      watch.allow(limits.headTime()); // for the container to see that this was all
      sender.join();
    }
  }

  private void copy(InputStream in, OutputStream out) throws IOException {
    var buffer = new byte[16 << 10];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      watch.moved();
      out.write(buffer, 0, read);
      out.flush();
      watch.moved();
    }
  }

  private static void writeHead(OutputStream out, String first, List<Field> fields)
      throws IOException {
    var text = new StringBuilder(first).append("\r\n");
    fields.forEach(
        field -> text.append(field.name()).append(": ").append(field.value()).append("\r\n"));
    out.write(text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  private void write(String text) throws IOException {
    client.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Tells the container, and the log, why nothing is done. */
  void refuse(EgressRefusal refusal) {
    refusals.tell(refusal.reason());
    byte[] body = (refusal.reason() + "\n").getBytes(StandardCharsets.UTF_8);
    try {
      write("HTTP/1.1 " + refusal.status().line()
          + "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: " + body.length
          + "\r\nConnection: close\r\n\r\n");
      client.getOutputStream().write(body);
      client.shutdownOutput();
      linger();
    } catch (IOException e) {
      log.atDebug().setCause(e).log("a refusal could not be told");
    }
  }

  /** Reads on a little: closing a socket with something unread takes the answer away from its reader. */
  private void linger() throws IOException {
    client.setSoTimeout(LINGER_MILLIS);
    var buffer = new byte[4096];
    int reads = 0;
    while (reads < MOST_LINGERED && client.getInputStream().read(buffer) >= 0) {
      reads++;
    }
  }

  /** Ends it, wherever it is. Idempotent. */
  @Override
  public void close() {
    closed = true;
    watch.close();
    Sockets.close(client);
    Socket connected = toTarget;
    if (connected != null) {
      Sockets.close(connected);
    }
  }
}
