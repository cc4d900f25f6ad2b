package io.mcpmanager.core.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * One connection to an origin, in use by one exchange at a time. {@link #abort()} may come from any
 * thread at any time and makes whatever blocks here fail.
 */
final class HttpConnection {

  private static final int BUFFER = 16 * 1024;
  /** The socket copies all it is given before each attempt to write or read, so it is given no more than this. */
  private static final int PIECE = 64 * 1024;

  private final HttpOrigin origin;
  private final LongSupplier nanoTime;
  private final byte[] buffer = new byte[BUFFER];
  private int at;
  private int filled;
  private final BriefLook.Luck luck = new BriefLook.Luck();
  private int lineBytesLeft;
  private long deadline;
  private boolean hasDeadline;
  private boolean used;
  private volatile boolean aborted;
  private volatile @Nullable SocketChannel channel;
  private @Nullable Socket socket;
  private long expiresAt;

  HttpConnection(HttpOrigin origin, LongSupplier nanoTime) {
    this.origin = origin;
    this.nanoTime = nanoTime;
  }

  HttpOrigin origin() {
    return origin;
  }

  /** Whether an exchange before this one ran over this connection. */
  boolean isUsed() {
    return used;
  }

  /** Makes the connection ready for a next exchange, until {@code expiresAt} in nano time. */
  void rest(long expiresAt) {
    this.used = true;
    this.expiresAt = expiresAt;
  }

  boolean isExpired(long now) {
    return now - expiresAt >= 0;
  }

  /** Looks, without waiting, whether the peer has left this resting connection in peace. */
  boolean isQuiet() {
    SocketChannel open = channel;
    if (open == null || at < filled) {
      return false;
    }
    try {
      open.configureBlocking(false);
      int read = open.read(ByteBuffer.allocate(1));
      open.configureBlocking(true);
      return read == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Connects, trying each address of the host in turn within its share of the time. */
  void connect(Destinations destinations, Supplier<SSLSocketFactory> tls, Duration timeout)
      throws ConnectException {
    long until = nanoTime.getAsLong() + timeout.toNanos();
    var failure =
        new ConnectException("cannot connect to " + origin.host() + " port " + origin.port());
    try {
      List<InetAddress> addresses = destinations.addresses(origin.host());
      for (int i = 0; i < addresses.size() && !aborted; i++) {
        int millis = Math.max(1, millisUntil(until) / (addresses.size() - i));
        try {
          connect(new InetSocketAddress(addresses.get(i), origin.port()), tls, millis);
          return;
        } catch (IOException e) {
          closeChannel();
          failure.addSuppressed(e);
        }
      }
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
    throw failure;
  }

  /** Sends a request, within {@code timeout} unless zero; if that fails, the peer has not got all of it. */
  void write(byte[] head, byte @Nullable [] body, Duration timeout) throws IOException {
    OutputStream out = connected().getOutputStream();
    if (body == null) {
      out.write(head);
      return;
    }
    int first = Math.min(body.length, Math.max(0, PIECE - head.length));
    byte[] start =
        new ByteWriter(head.length + first).append(head).append(body, 0, first).toBytes();
    if (first == body.length) {
      out.write(start);
    } else if (timeout.isZero()) {
      write(out, start, body, first);
    } else {
      HttpWatch.limit(this, timeout, () -> write(out, start, body, first));
    }
  }

  private static void write(OutputStream out, byte[] start, byte[] body, int from)
      throws IOException {
    out.write(start);
    for (int at = from; at < body.length; at += PIECE) {
      out.write(body, at, Math.min(PIECE, body.length - at));
    }
  }

  /** Lets every read fail that would end after {@code timeout} from now; no limit if zero. */
  void limitAll(Duration timeout) throws IOException {
    if (timeout.isZero()) {
      limitEach(timeout);
      return;
    }
    hasDeadline = true;
    deadline = nanoTime.getAsLong() + timeout.toNanos();
  }

  /** Lets each single read wait {@code timeout} at most, for ever if zero. */
  void limitEach(Duration timeout) throws IOException {
    hasDeadline = false;
    connected().setSoTimeout(timeout.isZero() ? 0 : Math.max(1, millis(timeout.toNanos())));
  }

  /** Reads the start of an answer if it comes at once; else the next read waits for it. */
  void look(BriefLook look) throws IOException {
    SocketChannel open = channel;
    if (open != null && at == filled && !origin.tls()) {
      at = 0;
      filled = Math.max(0, look.read(open, ByteBuffer.wrap(buffer), luck));
    }
  }

  /** How many bytes {@link #readLine()} may still read in all. */
  void allowLines(int bytes) {
    lineBytesLeft = bytes;
  }

  /** Reads up to CR LF, which must both be there. */
  String readLine() throws IOException {
    ByteWriter start = null;
    while (true) {
      int lineFeed = WordScan.lineFeed(buffer, at, filled);
      lineBytesLeft -= lineFeed - at;
      if (lineBytesLeft < 0) {
        throw new ProtocolException("response has a head, chunk line or trailer over the limit");
      }
      if (lineFeed < filled) {
        String line = new String(buffer, at, lineFeed - at, ISO_8859_1);
        at = lineFeed + 1;
        line = start == null ? line : new String(start.toBytes(), ISO_8859_1) + line;
        if (!line.endsWith("\r")) {
          throw new ProtocolException("response has a line that does not end in CR LF");
        }
        return line.substring(0, line.length() - 1);
      }
      start = start == null ? new ByteWriter(256) : start;
      start.append(buffer, at, filled);
      at = filled;
      if (!fill()) {
        throw new EOFException("the peer closed the connection within a response");
      }
    }
  }

  /** Whether a next byte came; false if the peer closed the connection instead. */
  boolean awaitByte() throws IOException {
    return at < filled || fill();
  }

  int read(byte[] target, int offset, int length) throws IOException {
    if (at == filled) {
      if (length >= BUFFER) {
        return receive(target, offset, Math.min(length, PIECE));
      }
      if (!fill()) {
        return -1;
      }
    }
    int count = Math.min(length, filled - at);
    System.arraycopy(buffer, at, target, offset, count);
    at += count;
    return count;
  }

  /** Ends the connection at once, whatever blocks on it. */
  void abort() {
    aborted = true;
    closeChannel();
  }

  private boolean fill() throws IOException {
    at = 0;
    filled = 0;
    filled = Math.max(0, receive(buffer, 0, buffer.length));
    return filled > 0;
  }

  private int receive(byte[] target, int offset, int length) throws IOException {
    Socket open = connected();
    if (hasDeadline) {
      open.setSoTimeout(millisUntil(deadline));
    }
    InputStream in = open.getInputStream();
    return in.read(target, offset, length);
  }

  private void connect(InetSocketAddress address, Supplier<SSLSocketFactory> tls, int millis)
      throws IOException {
    SocketChannel opened = SocketChannel.open();
    channel = opened;
    if (aborted) {
      opened.close();
    }
    opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
    opened.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    Socket plain = opened.socket();
    plain.connect(address, millis);
    if (origin.tls()) {
      HttpWatch.limit(this, Duration.ofMillis(millis), () -> socket = handshake(tls.get(), plain));
    } else {
      socket = plain;
    }
  }

  private Socket handshake(SSLSocketFactory factory, Socket plain) throws IOException {
    var secure = (SSLSocket) factory.createSocket(plain, origin.address(), origin.port(), true);
    var parameters = secure.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    if (isName(origin.address())) {
      parameters.setServerNames(List.of(new SNIHostName(origin.address())));
    }
    secure.setSSLParameters(parameters);
    secure.startHandshake();
    return secure;
  }

  /** Whether a host is a name; addresses have no place in the TLS server name. */
  private static boolean isName(String host) {
    int last = host.lastIndexOf('.') + 1;
    return host.indexOf(':') < 0 && last < host.length() && !Character.isDigit(host.charAt(last));
  }

  private int millisUntil(long until) throws SocketTimeoutException {
    long left = until - nanoTime.getAsLong();
    if (left <= 0) {
      throw new SocketTimeoutException("the deadline has passed");
    }
    return millis(left);
  }

  private static int millis(long nanos) {
    return (int) Math.min(Integer.MAX_VALUE, (nanos + 999_999) / 1_000_000);
  }

  private Socket connected() throws IOException {
    if (socket == null) {
      throw new IOException("not connected");
    }
    return socket;
  }

  private void closeChannel() {
    SocketChannel open = channel;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        // closed as far as it can be
      }
    }
  }
}
