package io.mcpmanager.docker.transport;

import com.github.dockerjava.transport.DockerHttpClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Map;

/** An engine's answer; its connection is its own and ends with it, or with its body. */
public final class EngineResponse implements DockerHttpClient.Response {

  private final HttpHead head;
  private final Exchange exchange;
  private final InputStream body;

  EngineResponse(HttpHead head, Exchange exchange) throws IOException {
    this.head = head;
    this.exchange = exchange;
    this.body = new Body(head.body(exchange.connection().in()));
  }

  /** The status; docker-java takes only those below 300 and from 200 on for a success. */
  @Override
  public int getStatusCode() {
    return upgraded() ? 200 : head.status();
  }

  /** Whether the connection now belongs to the two ends alone. */
  boolean upgraded() {
    return head.status() == HttpHead.UPGRADED;
  }

  /** The connection it comes on. */
  public EngineConnection connection() {
    return exchange.connection();
  }

  @Override
  public Map<String, List<String>> getHeaders() {
    return head.headers();
  }

  @Override
  public InputStream getBody() {
    return body;
  }

  /** Ends it and its connection. Idempotent; wakes whoever reads. */
  @Override
  public void close() {
    exchange.close();
  }

  /** Frees the connection as soon as there is nothing more to read, so that nobody can forget to. */
  private final class Body extends InputStream {

    private final InputStream in;
    private boolean ended;

    Body(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (ended) {
        return -1;
      }
      int count;
      try {
        count = in.read(into, offset, length);
      } catch (IOException e) {
        exchange.close();
        if (exchange.expired()) {
          var late = new InterruptedIOException("the engine did not finish its answer in time");
          late.initCause(e);
          throw late;
        }
        throw e;
      }
      if (count < 0) {
        ended = true;
        exchange.close();
      }
      return count;
    }

    @Override
    public void close() {
      exchange.close();
    }
  }
}
