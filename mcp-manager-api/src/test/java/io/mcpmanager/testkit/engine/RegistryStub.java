package io.mcpmanager.testkit.engine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A registry on this machine from which an engine can pull, by tag and by digest. An engine takes a registry on the
 * loopback address without TLS, so nothing has to be configured. Thread-safe.
 */
public final class RegistryStub implements AutoCloseable {

  private static final String MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
  private static final String BLOB = "application/octet-stream";
  private static final String AUTHORIZATION = "authorization:";

  /** What a connection with TLS begins with. */
  private static final int TLS = 0x16;

  /** What is sent for a path, whatever the status. */
  private record Document(int status, String type, byte[] content) {

    static Document of(String type, byte[] content) {
      return new Document(200, type, content);
    }

    static Document refusal(int status, String code, String message) {
      String body = "{\"errors\":[{\"code\":\"" + code + "\",\"message\":\"" + message + "\"}]}";
      return new Document(status, "application/json", body.getBytes(UTF_8));
    }
  }

  private final ServerSocket listener;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final @Nullable String authorization;
  private final Map<String, Document> documents = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private volatile Optional<Document> failure = Optional.empty();

  private RegistryStub(@Nullable String authorization) throws IOException {
    this.authorization = authorization;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  /** One that everybody may pull from, at a free port. */
  public static RegistryStub open() throws IOException {
    return new RegistryStub(null);
  }

  /** One that wants a name and a password. */
  public static RegistryStub protectedBy(String username, String password) throws IOException {
    byte[] credentials = (username + ":" + password).getBytes(UTF_8);
    return new RegistryStub("Basic " + Base64.getEncoder().encodeToString(credentials));
  }

  /** What the names of its images begin with, such as {@code 127.0.0.1:4711}. */
  public String address() {
    return "127.0.0.1:" + listener.getLocalPort();
  }

  /**
   * Has the shell server of {@link TestImages} from now on.
   *
   * @param name of the image without the address, such as {@code team/server}
   * @param note becomes part of the image, so that different notes make different images
   * @return the digest of its manifest
   */
  public String addShellServer(String name, String tag, String note) throws IOException {
    byte[] layer = TestImages.shellServerLayer();
    byte[] packed = gzip(layer);
    byte[] config = ("{\"architecture\":\"" + architecture() + "\",\"os\":\"linux\","
            + "\"config\":{\"Entrypoint\":[\"/server.sh\"],\"User\":\"1000:1000\",\"Env\":[\"NOTE="
            + note + "\"]},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"" + digest(layer)
            + "\"]},\"history\":[{\"created_by\":\"a test\"}]}")
        .getBytes(UTF_8);
    byte[] manifest = ("{\"schemaVersion\":2,\"mediaType\":\"" + MANIFEST + "\",\"config\":"
            + described("application/vnd.docker.container.image.v1+json", config) + ",\"layers\":["
            + described("application/vnd.docker.image.rootfs.diff.tar.gzip", packed) + "]}")
        .getBytes(UTF_8);
    String digest = digest(manifest);
    documents.put("/v2/" + name + "/blobs/" + digest(packed), Document.of(BLOB, packed));
    documents.put("/v2/" + name + "/blobs/" + digest(config), Document.of(BLOB, config));
    documents.put("/v2/" + name + "/manifests/" + digest, Document.of(MANIFEST, manifest));
    documents.put("/v2/" + name + "/manifests/" + tag, Document.of(MANIFEST, manifest));
    return digest;
  }

  /** Answers everything with a status of HTTP from now on. */
  public void fail(int status) {
    failure = Optional.of(Document.refusal(status, "UNAVAILABLE", "out of order"));
  }

  /** What it was asked, such as {@code GET /v2/team/server/manifests/1}. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  private void accept() {
    while (true) {
      try {
        Socket socket = listener.accept();
        threads.execute(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  /** Answers one request. No server of the JDK does, since an engine tries TLS first and waits for its refusal. */
  private void serve(Socket socket) {
    try (socket) {
      var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
      in.mark(1);
      if (in.read() == TLS) {
        return;
      }
      in.reset();
      String[] words = in.readLine().split(" ");
      Optional<String> credentials = Optional.empty();
      for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
        if (line.regionMatches(true, 0, AUTHORIZATION, 0, AUTHORIZATION.length())) {
          credentials = Optional.of(line.substring(AUTHORIZATION.length()).strip());
        }
      }
      requests.add(words[0] + " " + words[1]);
      send(socket.getOutputStream(), words[0], answer(words[1], credentials));
    } catch (IOException gone) {
      // whoever asked wants no answer any more
      return;
    }
  }

  private Document answer(String path, Optional<String> credentials) {
    if (failure.isPresent()) {
      return failure.get();
    }
    if (authorization != null && !credentials.equals(Optional.of(authorization))) {
      return Document.refusal(401, "UNAUTHORIZED", "authentication required");
    }
    if (path.equals("/v2/")) {
      return Document.of("application/json", "{}".getBytes(UTF_8));
    }
    return documents.getOrDefault(
        path, Document.refusal(404, "MANIFEST_UNKNOWN", "manifest unknown"));
  }

  private static void send(OutputStream out, String method, Document document) throws IOException {
    String head = "HTTP/1.1 " + document.status() + " Answer\r\nConnection: close\r\n"
        + "Docker-Distribution-Api-Version: registry/2.0\r\n"
        + (document.status() == 401 ? "WWW-Authenticate: Basic realm=\"test\"\r\n" : "")
        + "Content-Type: " + document.type() + "\r\nContent-Length: " + document.content().length
        + "\r\nDocker-Content-Digest: " + digest(document.content()) + "\r\n\r\n";
    out.write(head.getBytes(ISO_8859_1));
    if (!method.equals("HEAD")) {
      out.write(document.content());
    }
    out.flush();
  }

  private static String described(String type, byte[] content) {
    return "{\"mediaType\":\"" + type + "\",\"size\":" + content.length + ",\"digest\":\""
        + digest(content) + "\"}";
  }

  private static String digest(byte[] content) {
    return "sha256:" + HexFormat.of().formatHex(TestImages.sha256().digest(content));
  }

  private static byte[] gzip(byte[] content) throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(packed)) {
      out.write(content);
    }
    return packed.toByteArray();
  }

  private static String architecture() {
    return System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
  }

  @Override
  public void close() throws IOException {
    listener.close();
    threads.close();
  }
}
