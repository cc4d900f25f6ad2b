package io.mcpmanager.examples.containers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands between the manager and an engine, passes on what both say, and spoils some of it when told to. Thread-safe.
 */
final class EngineProxy implements AutoCloseable {

  private static final int CHUNK = 64 * 1024;

  private final Path socket;
  private final Path engine;
  private final ServerSocketChannel listener;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
  private volatile Optional<Refusal> refusal = Optional.empty();
  private volatile boolean cutting;

  /** What is answered to requests whose first line has {@code words}. */
  private record Refusal(String words, String answer) {}

  EngineProxy(Path socket, Path engine) throws IOException {
    this.socket = socket;
    this.engine = engine;
    this.listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listener.bind(UnixDomainSocketAddress.of(socket));
    threads.execute(this::accept);
  }

  /** Where it listens, as {@code DOCKER_HOST} wants it. */
  String host() {
    return "unix://" + socket;
  }

  /** From now on requests whose first line has {@code words} are answered by a status and a message of the engine. */
  void refuse(String words, int status, String message) {
    String body = "{\"message\":\"" + message + "\"}";
    refusal = Optional.of(new Refusal(
        words,
        "HTTP/1.1 " + status + " Refused\r\nContent-Type: application/json\r\nContent-Length: "
            + body.length() + "\r\nConnection: close\r\n\r\n" + body));
  }

  /** Passes everything on again. */
  void heal() {
    refusal = Optional.empty();
    cutting = false;
  }

  /** Of what the engine says next on any connection, only the first three bytes are passed on, and that is the end. */
  void cutNextFrame() {
    cutting = true;
  }

  private void accept() {
    while (true) {
      try {
        SocketChannel client = listener.accept();
        open.add(client);
        threads.execute(() -> serve(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(SocketChannel client) {
    try (client;
        var server = SocketChannel.open(UnixDomainSocketAddress.of(engine))) {
      open.add(server);
      var first = ByteBuffer.allocate(CHUNK);
      if (client.read(first) < 0) {
        return;
      }
      first.flip();
      Optional<Refusal> spoilt = refusal.filter(one -> ISO_8859_1
          .decode(first.duplicate())
          .toString()
          .lines()
          .limit(1)
          .anyMatch(line -> line.contains(one.words())));
      if (spoilt.isPresent()) {
        client.write(ISO_8859_1.encode(spoilt.get().answer()));
        return;
      }
      write(server, first);
      Thread answering = Thread.ofVirtual().start(() -> answer(server, client));
      var chunk = ByteBuffer.allocate(CHUNK);
      while (client.read(chunk) >= 0) {
        write(server, chunk.flip());
        chunk.clear();
      }
      server.shutdownOutput();
      answering.join();
    } catch (IOException gone) {
      // whoever is left notices
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(client);
    }
  }

  private void answer(SocketChannel server, SocketChannel client) {
    try (client) {
      var chunk = ByteBuffer.allocate(CHUNK);
      while (server.read(chunk) >= 0) {
        chunk.flip();
        if (cutting) {
          chunk.limit(Math.min(3, chunk.limit()));
          write(client, chunk);
          return;
        }
        write(client, chunk);
        chunk.clear();
      }
    } catch (IOException gone) {
      return;
    }
  }

  private static void write(SocketChannel to, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      int ignored = to.write(bytes);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (SocketChannel channel : open) {
      channel.close();
    }
    threads.close();
  }
}
