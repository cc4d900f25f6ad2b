package io.mcpmanager.core.wire;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response. {@link #send()} and the body belong to one thread, best a virtual
 * one, as they block; {@link #close()} may be called by any thread at any time and cancels.
 */
public final class HttpExchange implements AutoCloseable {

  private final HttpClientPool pool;
  private final HttpRequest request;
  private final HttpOrigin origin;
  private final byte[] head;
  /** Guards the two fields below; nothing that blocks is called under it. */
  private final ReentrantLock lock = new ReentrantLock();

  private volatile boolean closed;
  private volatile boolean attached;
  private @Nullable HttpConnection connection;
  private boolean sent;
  private boolean persistent;
  private Optional<Duration> keepAlive = Optional.empty();

  HttpExchange(HttpClientPool pool, HttpRequest request) {
    this.pool = pool;
    this.request = request;
    this.origin = HttpOrigin.of(request.uri());
    this.head = HttpRequestHead.write(request);
  }

  public URI uri() {
    return request.uri();
  }

  /**
   * Sends the request and waits for the response's head. A request that a resting connection did
   * not take is sent once more over a new one; a request that the peer may have got is not.
   *
   * @throws java.net.ConnectException if no connection could be made; then nothing was sent
   * @throws java.net.SocketTimeoutException if there is no free connection or no head in time
   * @throws java.net.ProtocolException if the response is not proper HTTP/1.1
   * @throws IOException if the connection broke or the exchange was closed; as with the two above,
   *     the peer may have acted on the request
   */
  public HttpResponse send() throws IOException {
    if (sent) {
      throw new IllegalStateException("an exchange sends once");
    }
    sent = true;
    HttpConnection resting = attach(pool.acquire(origin, this, false));
    try {
      if (!resting.isUsed()) {
        return sendOver(resting);
      }
      try {
        resting.write(head, request.body(), request.headTimeout());
      } catch (SocketTimeoutException e) {
        throw e;
      } catch (IOException e) {
        checkOpen();
        drop();
        attached = false;
        return sendOver(attach(pool.acquire(origin, this, true)));
      }
      return receive(resting);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Cancels what runs and drops the connection; nothing happens if all was read. */
  @Override
  public void close() {
    closed = true;
    drop();
    if (!attached) {
      pool.wake(origin);
    }
  }

  boolean isClosed() {
    return closed;
  }

  /** The response has been read to its end. */
  void finished() {
    HttpConnection done = detach();
    if (done != null && persistent) {
      pool.release(done, keepAlive);
    } else if (done != null) {
      pool.discard(done);
    }
  }

  /** Drops the connection; the exception to tell of it. */
  IOException failed(IOException cause) {
    drop();
    return closed ? new IOException("the exchange was closed", cause) : cause;
  }

  private HttpResponse sendOver(HttpConnection fresh) throws IOException {
    fresh.connect(pool.destinations(), pool.tls(), pool.limits().connectTimeout());
    try {
      fresh.write(head, request.body(), request.headTimeout());
    } catch (IOException e) {
      checkOpen();
      return refusedEarly(fresh, e);
    }
    return receive(fresh);
  }

  /** A peer that stops reading a large request may have said why before it closed. */
  private HttpResponse refusedEarly(HttpConnection fresh, IOException failure) throws IOException {
    try {
      HttpResponse response = receive(fresh);
      persistent = false;
      return response;
    } catch (IOException e) {
      failure.addSuppressed(e);
      throw failure;
    }
  }

  private HttpResponse receive(HttpConnection from) throws IOException {
    from.limitAll(request.headTimeout());
    var response = head(from);
    persistent = response.persistent();
    keepAlive = response.keepAlive();
    from.limitEach(request.readTimeout());
    var body = new HttpBody(this, from, pool.limits(), response.length());
    return new HttpResponse(response.status(), response.headers(), body);
  }

  private HttpResponseHead head(HttpConnection from) throws IOException {
    pool.look().begin();
    try {
      from.look(pool.look());
      return HttpResponseHead.read(from, pool.limits());
    } finally {
      pool.look().end();
    }
  }

  private HttpConnection attach(HttpConnection acquired) throws IOException {
    lock.lock();
    try {
      if (!closed) {
        connection = acquired;
        attached = true;
        return acquired;
      }
    } finally {
      lock.unlock();
    }
    pool.discard(acquired);
    throw new IOException("the exchange was closed");
  }

  private @Nullable HttpConnection detach() {
    lock.lock();
    try {
      HttpConnection had = connection;
      connection = null;
      return had;
    } finally {
      lock.unlock();
    }
  }

  private void drop() {
    HttpConnection had = detach();
    if (had != null) {
      pool.discard(had);
    }
  }

  private void checkOpen() throws IOException {
    if (closed) {
      throw new IOException("the exchange was closed");
    }
  }
}
