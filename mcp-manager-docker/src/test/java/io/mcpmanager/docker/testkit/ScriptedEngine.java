package io.mcpmanager.docker.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * What a test wants an engine to be, behind a socket: honest, slow, half, or something else altogether. For each path
 * the test says what happens; a path nobody has said anything about is answered with 404. Thread-safe.
 */
public final class ScriptedEngine implements AutoCloseable {

  /** What happens when a path is asked for. */
  @FunctionalInterface
  public interface Answer {

    /** Answers; the connection is closed when this returns. */
    void give(Exchange exchange) throws Exception;
  }

  /**
   * A request.
   *
   * @param target what was asked for, without the version of the API
   * @param head everything before the body, as it was sent
   * @param in what follows
   * @param out where to answer
   */
  public record Exchange(String target, String head, InputStream in, OutputStream out) {

    public void write(String text) throws IOException {
      write(text.getBytes(UTF_8));
    }

    public void write(byte[] bytes) throws IOException {
      out.write(bytes);
      out.flush();
    }

    public void json(String body) throws IOException {
      status(200, body);
    }

    public void status(int status, String body) throws IOException {
      write("HTTP/1.1 " + status + " Said\r\nContent-Type: application/json\r\nContent-Length: "
          + body.getBytes(UTF_8).length + "\r\n\r\n" + body);
    }

    /** Begins an answer in chunks. */
    public void begin() throws IOException {
      write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    }

    public void chunk(String text) throws IOException {
      write(Integer.toHexString(text.getBytes(UTF_8).length) + "\r\n" + text + "\r\n");
    }
  }

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final Set<Closeable> connections = ConcurrentHashMap.newKeySet();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final AutoCloseable listener;

  private ScriptedEngine(AutoCloseable listener) {
    this.listener = listener;
  }

  /** An engine behind a socket in the file system; one that is left there is replaced. */
  public static ScriptedEngine at(Path socket) throws IOException {
    Files.deleteIfExists(socket);
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    channel.bind(UnixDomainSocketAddress.of(socket));
    var engine = new ScriptedEngine(channel);
    engine.threads.execute(() -> engine.accept(() -> {
      SocketChannel connection = channel.accept();
      engine.serve(
          connection, Channels.newInputStream(connection), Channels.newOutputStream(connection));
    }));
    return engine;
  }

  /** An engine behind a port. */
  public static ScriptedEngine at(ServerSocket port) {
    var engine = new ScriptedEngine(port);
    engine.threads.execute(() -> engine.accept(() -> {
      Socket connection = port.accept();
      engine.serve(connection, connection.getInputStream(), connection.getOutputStream());
    }));
    return engine;
  }

  /** An honest engine of API 1.41 that has nothing to tell, and no containers. */
  public ScriptedEngine honest() {
    return on("/version", e -> e.json("""
            {"Version":"20.10.24","ApiVersion":"1.41","MinAPIVersion":"1.12"}"""))
        .on("/_ping", e -> e.json("OK"))
        .on("/containers/json", e -> e.json("[]"))
        .on("/events", e -> {
          e.begin();
          hold();
        });
  }

  /** Says what happens from now on when a path, without version and query, is asked for. */
  public ScriptedEngine on(String path, Answer answer) {
    answers.put(path, answer);
    return this;
  }

  /** Waits until the engine is closed. */
  public void hold() throws InterruptedException {
    var ignored = closing.await(1, TimeUnit.MINUTES);
  }

  /** Targets that were asked for, in their order, without versions. */
  public List<String> asked() {
    return List.copyOf(asked);
  }

  /** How often a path was asked for. */
  public long asked(String path) {
    return asked.stream().filter(target -> pathOf(target).equals(path)).count();
  }

  private interface Step {
    void take() throws IOException;
  }

  private void accept(Step step) {
    try {
      while (true) {
        step.take();
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(Closeable connection, InputStream in, OutputStream out) throws IOException {
    connections.add(connection);
    try {
      answer(connection, in, out);
    } catch (RejectedExecutionException e) {
      connection.close();
    }
  }

  private void answer(Closeable connection, InputStream in, OutputStream out) {
    threads.execute(() -> {
      try (connection) {
        var input = new BufferedInputStream(in);
        String head = head(input);
        String target = head.split(" ", 3)[1].replaceFirst("^/v1\\.\\d+", "");
        asked.add(target);
        answers
            .getOrDefault(pathOf(target), e -> e.status(404, "{\"message\":\"page not found\"}"))
            .give(new Exchange(target, head, input, out));
      } catch (Exception e) {
        // the other side went away, or the test is over
      } finally {
        connections.remove(connection);
      }
    });
  }

  private static String pathOf(String target) {
    int question = target.indexOf('?');
    return question < 0 ? target : target.substring(0, question);
  }

  private static String head(InputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("no request");
      }
      head.append((char) next);
    }
    return head.toString();
  }

  /** Vanishes: listens no more, and cuts all connections. */
  @Override
  public void close() throws Exception {
    closing.countDown();
    listener.close();
    for (Closeable connection : connections) {
      connection.close();
    }
    threads.shutdownNow();
    var ignored = threads.awaitTermination(10, TimeUnit.SECONDS);
  }
}
