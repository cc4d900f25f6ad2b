package io.mcpmanager.docker;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A way to a real engine that can be cut and mended, as if the engine went away and came back. */
final class EngineRelay implements AutoCloseable {

  private final Path real;
  private final Path socket;
  private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
  private volatile ServerSocketChannel server;

  EngineRelay(Path folder, Path real) throws IOException {
    this.real = real;
    this.socket = folder.resolve("engine.sock");
    mend();
  }

  Path socket() {
    return socket;
  }

  /** Everything goes through. */
  void mend() throws IOException {
    var listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listening.bind(UnixDomainSocketAddress.of(socket));
    server = listening;
    Thread.ofVirtual().name("relay").start(() -> accept(listening));
  }

  /** Nothing goes through any more, and what was going on has ended. */
  void cut() throws IOException {
    server.close();
    Files.deleteIfExists(socket);
    for (SocketChannel channel : open) {
      channel.close();
    }
    open.clear();
  }

  private void accept(ServerSocketChannel listening) {
    try {
      while (true) {
        SocketChannel near = listening.accept();
        SocketChannel far = SocketChannel.open(UnixDomainSocketAddress.of(real));
        open.add(near);
        open.add(far);
        if (!listening.isOpen()) {
          near.close();
          far.close();
        }
        Thread.ofVirtual().name("relay-there").start(() -> copy(near, far));
        Thread.ofVirtual().name("relay-back").start(() -> copy(far, near));
      }
    } catch (IOException cut) {
      return;
    }
  }

  private void copy(SocketChannel from, SocketChannel to) {
    var buffer = ByteBuffer.allocate(16 * 1024);
    try {
      while (from.read(buffer) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          to.write(buffer);
        }
        buffer.clear();
      }
      to.shutdownOutput();
    } catch (IOException cut) {
      open.remove(from);
      open.remove(to);
      closeBoth(from, to);
    }
  }

  private static void closeBoth(SocketChannel one, SocketChannel other) {
    try (one;
        other) {
      return;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    cut();
  }
}
