package io.mcpmanager.docker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLServerSocket;

/** A port with TLS in front of the socket of a real engine, as if the engine listened there itself. */
final class TlsRelay implements AutoCloseable {

  private final SSLServerSocket listener;
  private final Path engine;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  TlsRelay(SSLServerSocket listener, Path engine) {
    this.listener = listener;
    this.engine = engine;
    threads.execute(this::accept);
  }

  /** Where it listens, as {@code DOCKER_HOST} wants it. */
  String host() {
    return "tcp://localhost:" + listener.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        open.add(client);
        threads.execute(() -> serve(client));
      }
    } catch (IOException closed) {
      return;
    }
  }

  private void serve(Socket client) {
    try (client;
        var server = SocketChannel.open(UnixDomainSocketAddress.of(engine))) {
      InputStream asked = client.getInputStream();
      OutputStream asking = Channels.newOutputStream(server);
      // whoever is not let in is turned away as the first byte is read
      int first = asked.read();
      if (first < 0) {
        return;
      }
      asking.write(first);
      Thread answering = Thread.ofVirtual().start(() -> answer(server, client));
      asked.transferTo(asking);
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

  private static void answer(SocketChannel server, Socket client) {
    try (client) {
      Channels.newInputStream(server).transferTo(client.getOutputStream());
    } catch (IOException gone) {
      return;
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket one : open) {
      one.close();
    }
    threads.close();
  }
}
