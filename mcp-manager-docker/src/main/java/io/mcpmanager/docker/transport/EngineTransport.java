package io.mcpmanager.docker.transport;

import com.github.dockerjava.core.RemoteApiVersion;
import com.github.dockerjava.transport.DockerHttpClient;
import io.mcpmanager.docker.transport.Deadlines.Deadline;
import io.mcpmanager.docker.transport.EngineException.Fault;
import io.mcpmanager.spi.ManagerClock;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTP to an engine over the sockets of the JDK, a connection a request: nothing is shared, so nothing can be left in a
 * state that the next request would suffer from, and a hijacked connection is one like any other. Requests that are no
 * streams have a deadline. Interrupting the thread of a request, or closing its answer, ends it. Thread-safe.
 */
public final class EngineTransport implements DockerHttpClient {

  private static final Logger LOG = LoggerFactory.getLogger(EngineTransport.class);
  private static final int COPY_BUFFER = 16 * 1024;

  private static final Pattern VERSIONED = Pattern.compile("/v\\d+(\\.\\d+){1,2}/");

  private record Target(EngineAddress address, @Nullable SSLContext tls) {}

  private final ManagerClock clock;
  private final Optional<Deadline> longest;
  private final Set<Exchange> open = ConcurrentHashMap.newKeySet();
  private volatile @Nullable Target target;
  private volatile String version = "";
  private volatile boolean closed;

  /** A transport to nowhere yet. */
  public EngineTransport(ManagerClock clock) {
    this(clock, Optional.empty());
  }

  /** A transport none of whose requests may take longer than this, be they streams or not. */
  public EngineTransport(ManagerClock clock, Optional<Deadline> longest) {
    this.clock = clock;
    this.longest = longest;
  }

  /**
   * Sends all further requests there. Certificates are read anew.
   *
   * @throws EngineException if its certificates can't be used
   */
  public void connectTo(EngineAddress address) {
    SSLContext tls = address instanceof EngineAddress.Tcp tcp
        ? tcp.tls().map(PemFiles::context).orElse(null)
        : null;
    target = new Target(address, tls);
  }

  /** Asks for this version of the API from now on, where a path names none. */
  public void speak(RemoteApiVersion api) {
    version = "/" + api.asWebPathPart();
  }

  /**
   * {@inheritDoc}
   *
   * @throws EngineException if the engine can't be reached, or does not begin an answer in time
   */
  @Override
  public EngineResponse execute(Request request) {
    Target there = target;
    if (closed || there == null) {
      throw new EngineException(
          Fault.ABSENT,
          closed ? "the manager is stopping" : "no container engine has been found",
          "Start one, or configure where it is.",
          null);
    }
    var sent = new HttpRequest(request, there.address(), versioned(request.path()));
    Exchange exchange = begin(there);
    try {
      EngineResponse response = exchange(request.path(), sent, there, exchange);
      InputStream input = request.hijackedInput();
      if (input != null) {
        feed(input, exchange);
      }
      return response;
    } catch (IOException | RuntimeException e) {
      exchange.close();
      throw e instanceof EngineException known
          ? known
          : ConnectFaults.of(e, there.address(), exchange.expired());
    }
  }

  private Exchange begin(Target there) {
    try {
      var slot = new Exchange[1];
      var exchange = new Exchange(new EngineConnection(there.address()), () -> {
        if (slot[0] != null) {
          open.remove(slot[0]);
        }
      });
      slot[0] = exchange;
      open.add(exchange);
      if (closed) {
        exchange.close();
      }
      return exchange;
    } catch (IOException e) {
      throw ConnectFaults.of(e, there.address(), false);
    }
  }

  private EngineResponse exchange(String path, HttpRequest request, Target there, Exchange exchange)
      throws IOException {
    Optional<Deadline> deadline = longest.or(() -> Deadlines.of(path));
    deadline.ifPresent(limit -> exchange.expireAfter(limit, clock));
    EngineConnection connection = exchange.connection();
    connection.open(there.tls());
    HttpHead head = request.send(connection);
    var response = new EngineResponse(head, exchange);
    if (deadline.isPresent() && !deadline.get().whole() && response.getStatusCode() < 300) {
      exchange.neverExpire();
    }
    return response;
  }

  private String versioned(String path) {
    return path.equals("/version") || VERSIONED.matcher(path).lookingAt() ? path : version + path;
  }

  /** Copies what a client writes to a hijacked connection, until either ends. */
  private static void feed(InputStream input, Exchange exchange) {
    exchange.fedBy(Thread.ofVirtual().name("mcp-engine-input").start(() -> {
      try (input) {
        OutputStream out = exchange.connection().out();
        var buffer = new byte[COPY_BUFFER];
        for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
          out.write(buffer, 0, count);
          out.flush();
        }
        exchange.connection().endOutput();
      } catch (IOException e) {
        LOG.atDebug().setCause(e).log("input of a container ended");
      }
    }));
  }

  /** Ends all exchanges, and takes no more. Idempotent. */
  @Override
  public void close() {
    closed = true;
    open.forEach(Exchange::close);
  }

  /** Number of exchanges that go on. */
  public int exchanges() {
    return open.size();
  }

  /** A request for an answer without a body of its own. */
  public static Request request(Request.Method method, String path) {
    return Request.builder().method(method).path(path).build();
  }

  /** Bytes that HTTP writes its lines in. */
  public static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
