package io.mcpmanager.docker.transport;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * One connection to an engine. It is made in two steps so that somebody can close it while it is being opened. Closing it,
 * and interrupting a thread that waits in it, ends whatever is waiting.
 */
public final class EngineConnection implements Closeable {

  private static final int BUFFER = 16 * 1024;

  private final EngineAddress address;
  private final SocketChannel channel;
  private final AtomicBoolean closed = new AtomicBoolean();
  private InputStream in = InputStream.nullInputStream();
  private OutputStream out = OutputStream.nullOutputStream();
  private @Nullable SSLSocket secured;

  /** A connection that is not open yet. */
  EngineConnection(EngineAddress address) throws IOException {
    this.address = address;
    this.channel = address instanceof EngineAddress.UnixSocket
        ? SocketChannel.open(StandardProtocolFamily.UNIX)
        : SocketChannel.open();
  }

  /**
   * Opens it; until it is closed or open this may block.
   *
   * @param tls how to speak TLS, or null to speak in clear
   */
  void open(@Nullable SSLContext tls) throws IOException {
    switch (address) {
      case EngineAddress.UnixSocket unix ->
        channel.connect(UnixDomainSocketAddress.of(unix.path()));
      case EngineAddress.Tcp tcp -> {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        channel.connect(new InetSocketAddress(tcp.host(), tcp.port()));
        if (tls != null) {
          secure(tls, tcp);
          return;
        }
      }
    }
    in = new BufferedInputStream(Channels.newInputStream(channel), BUFFER);
    out = Channels.newOutputStream(channel);
  }

  private void secure(SSLContext tls, EngineAddress.Tcp tcp) throws IOException {
    var socket = (SSLSocket)
        tls.getSocketFactory().createSocket(channel.socket(), tcp.host(), tcp.port(), true);
    SSLParameters parameters = socket.getSSLParameters();
    // without it any certificate of the CA would do, whoever's it is
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    secured = socket;
    in = new BufferedInputStream(socket.getInputStream(), BUFFER);
    out = socket.getOutputStream();
  }

  /** What the engine writes. */
  InputStream in() {
    return in;
  }

  /** What the engine reads; not buffered. */
  public OutputStream out() {
    return out;
  }

  /** Says that nothing follows; what the engine writes can still be read. */
  public void endOutput() throws IOException {
    if (closed.get()) {
      return;
    }
    if (secured != null) {
      secured.shutdownOutput();
    } else {
      channel.shutdownOutput();
    }
  }

  /** Ends it at once, also for those who wait in it. Idempotent. */
  @Override
  public void close() throws IOException {
    if (closed.compareAndSet(false, true)) {
      // not the TLS socket, which would wait for writers to take leave politely
      channel.close();
    }
  }
}
