package io.mcpmanager.testkit.engine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.URLEncoder;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A container engine behind a Unix socket, as far as tests need it beside the code they try: apart from that code, and
 * with nothing but the JDK. Thread-safe; holds nothing open.
 */
public final class TestEngine {

  private static final String SCHEME = "unix://";
  private static final Duration PING = Duration.ofSeconds(5);
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final Pattern ID = Pattern.compile("\"Id\":\"([0-9a-f]{64})\"");

  private final Path socket;

  private TestEngine(Path socket) {
    this.socket = socket;
  }

  /** The one of {@code DOCKER_HOST}, else the one at the usual place; whether it answers is another matter. */
  public static TestEngine standard() {
    String host = System.getenv().getOrDefault("DOCKER_HOST", "");
    return at(Path.of(
        host.startsWith(SCHEME) ? host.substring(SCHEME.length()) : "/var/run/docker.sock"));
  }

  /** The one at a socket. */
  public static TestEngine at(Path socket) {
    return new TestEngine(socket);
  }

  /** Where it listens. */
  public Path socket() {
    return socket;
  }

  /** Whether it answers. */
  public boolean answers() {
    try {
      return exchange("GET", "/_ping", new byte[0], PING).status() == 200;
    } catch (IOException nobody) {
      return false;
    }
  }

  /**
   * What it said.
   *
   * @param status of HTTP
   * @param body usually JSON
   */
  public record Answer(int status, String body) {}

  /** Sends a request without a body; {@code path} may hold a query. */
  public Answer send(String method, String path) throws IOException {
    return exchange(method, path, new byte[0], DEADLINE);
  }

  /** Sends a request with a JSON document. */
  public Answer send(String method, String path, String json) throws IOException {
    return exchange(method, path, json.getBytes(UTF_8), DEADLINE);
  }

  /** Ids of all containers, running or not, with a label {@code name} or {@code name=value}. */
  public List<String> containers(String label) throws IOException {
    return ids("/containers/json?all=1&filters=" + labelled(label));
  }

  /** Ids of all networks with a label. */
  public List<String> networks(String label) throws IOException {
    return ids("/networks?filters=" + labelled(label));
  }

  /** What is known of a container. */
  public String inspect(String container) throws IOException {
    return expect("GET", "/containers/" + container + "/json").body();
  }

  /** Ends and removes a container by force, as somebody else would do it; nothing happens if it is gone already. */
  public void remove(String container) throws IOException {
    Answer answer = send("DELETE", "/containers/" + container + "?force=1&v=1");
    if (answer.status() >= 400 && answer.status() != 404 && answer.status() != 409) {
      throw new IOException("could not remove a container: " + answer);
    }
  }

  /** The same for several. */
  public void remove(List<String> containers) throws IOException {
    for (String container : containers) {
      remove(container);
    }
  }

  /** Ends a container's first process by a signal, such as {@code KILL}. */
  public void kill(String container, String signal) throws IOException {
    Answer ignored = expect("POST", "/containers/" + container + "/kill?signal=" + signal);
  }

  boolean hasImage(String name) throws IOException {
    return send("GET", "/images/" + name + "/json").status() == 200;
  }

  /** Removes a name of an image, and the image with its last one; nothing happens if it is not there. */
  public void removeImage(String name) throws IOException {
    Answer answer = send("DELETE", "/images/" + name);
    if (answer.status() >= 400 && answer.status() != 404) {
      throw new IOException("could not remove image " + name + ": " + answer);
    }
  }

  /**
   * Makes an image of one layer.
   *
   * @param changes lines of a Dockerfile, such as {@code ENTRYPOINT ["/server"]}
   */
  void importImage(String repository, String tag, byte[] layer, List<String> changes)
      throws IOException {
    var path = new StringBuilder("/images/create?fromSrc=-")
        // not as a parameter of its own, which Podman 4 does not read
        .append("&repo=")
        .append(encode(repository + ":" + tag));
    changes.forEach(change -> path.append("&changes=").append(encode(change)));
    Answer answer = exchange("POST", path.toString(), layer, DEADLINE.multipliedBy(2));
    // what goes wrong on the way comes with status 200
    if (answer.status() != 200 || answer.body().contains("\"error\"")) {
      throw new IOException("could not import image " + repository + ": " + answer);
    }
  }

  private Answer expect(String method, String path) throws IOException {
    Answer answer = send(method, path);
    if (answer.status() >= 300) {
      throw new IOException(method + " " + path + ": " + answer);
    }
    return answer;
  }

  private List<String> ids(String path) throws IOException {
    return ID.matcher(expect("GET", path).body())
        .results()
        .map(MatchResult::group)
        .map(id -> id.substring(6, id.length() - 1))
        .toList();
  }

  private static String labelled(String label) {
    return encode("{\"label\":[\"" + label + "\"]}");
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  /** One connection a request, and of HTTP 1.0, since then the answer ends with the connection. */
  private Answer exchange(String method, String path, byte[] body, Duration deadline)
      throws IOException {
    var answered = new CountDownLatch(1);
    try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      Thread watch = Thread.ofVirtual().start(() -> closeUnless(answered, deadline, channel));
      try {
        channel.connect(UnixDomainSocketAddress.of(socket));
        String head = method + " " + path + " HTTP/1.0\r\nHost: engine\r\n"
            + (body.length > 0 && body[0] == '{'
                ? "Content-Type: application/json\r\n"
                : "Content-Type: application/x-tar\r\n")
            + "Content-Length: " + body.length + "\r\n\r\n";
        OutputStream out = Channels.newOutputStream(channel);
        out.write(head.getBytes(ISO_8859_1));
        new ByteArrayInputStream(body).transferTo(out);
        return read(Channels.newInputStream(channel));
      } finally {
        answered.countDown();
        watch.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static void closeUnless(
      CountDownLatch answered, Duration deadline, SocketChannel channel) {
    try (channel) {
      if (answered.await(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException | IOException e) {
      // closed, which was the purpose
      return;
    }
  }

  private static Answer read(InputStream in) throws IOException {
    var bytes = new ByteArrayOutputStream();
    in.transferTo(bytes);
    String answer = bytes.toString(UTF_8);
    int end = answer.indexOf("\r\n\r\n");
    if (end < 0 || !answer.startsWith("HTTP/1.")) {
      throw new IOException("the engine closed the connection without an answer");
    }
    return new Answer(Integer.parseInt(answer.substring(9, 12)), answer.substring(end + 4));
  }
}
